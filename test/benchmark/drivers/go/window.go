package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/apache/rocketmq-client-go/v2/primitive"
)

// One bucket a microsecond; the last one also has everything slower.
const buckets = 1_000_000

var (
	// Shared by all windows, which follow one another: a new one each time would be most of the client's memory.
	latencies   [buckets]atomic.Int32
	tellFailure sync.Once
)

// What happened between opening and closing. Knows nothing of how messages are sent.
type window struct {
	acknowledged    atomic.Int64
	failed          atomic.Int64
	openFor         time.Duration
	openedAt        time.Time
	cpuMicrosBefore int64
}

type figures struct {
	Messages     int64   `json:"messages"`
	Acknowledged int64   `json:"acknowledged"`
	Failed       int64   `json:"failed"`
	ElapsedMs    float64 `json:"elapsedMs"`
	CPUMicros    int64   `json:"cpuMicros"`
	P50Micros    *int64  `json:"p50Micros,omitempty"`
	P99Micros    *int64  `json:"p99Micros,omitempty"`
	PeakRssMiB   float64 `json:"peakRssMiB,omitempty"`
}

func openWindow(openFor time.Duration) *window {
	for i := range latencies {
		// Writing everywhere would make pages resident that were never used.
		if latencies[i].Load() != 0 {
			latencies[i].Store(0)
		}
	}
	return &window{openFor: openFor, cpuMicrosBefore: cpuMicros(), openedAt: time.Now()}
}

func (w *window) isOpenAt(moment time.Time) bool {
	return moment.Sub(w.openedAt) < w.openFor
}

// Answers whether the broker stored the messages.
func (w *window) answered(messages int64, result *primitive.SendResult, err error) bool {
	if err == nil && result.Status != primitive.SendOK {
		err = fmt.Errorf("the broker answered status %d", result.Status)
	}
	if err != nil {
		w.hasFailed(messages, err)
		return false
	}
	w.acknowledged.Add(messages)
	return true
}

// Of a one-way send, which nobody acknowledges.
func (w *window) handedOver() {
	w.acknowledged.Add(1)
}

// Only the first reason of the process is told.
func (w *window) hasFailed(messages int64, reason error) {
	w.failed.Add(messages)
	tellFailure.Do(func() { fmt.Fprintln(os.Stderr, strings.Join(strings.Fields(reason.Error()), " ")) })
}

func (w *window) took(startedAt time.Time) {
	latencies[min(time.Since(startedAt).Microseconds(), buckets-1)].Add(1)
}

func (w *window) close() figures {
	elapsed := time.Since(w.openedAt)
	result := figures{
		CPUMicros:    cpuMicros() - w.cpuMicrosBefore,
		Acknowledged: w.acknowledged.Load(),
		Failed:       w.failed.Load(),
		ElapsedMs:    float64(elapsed.Nanoseconds()) / 1e6,
		PeakRssMiB:   peakRssMiB(),
	}
	result.Messages = result.Acknowledged + result.Failed
	var calls int64
	for i := range latencies {
		calls += int64(latencies[i].Load())
	}
	if calls > 0 {
		result.P50Micros, result.P99Micros = quantile(calls, 0.5), quantile(calls, 0.99)
	}
	return result
}

func quantile(calls int64, share float64) *int64 {
	below := int64(math.Ceil(float64(calls) * share))
	var micros int64
	for seen := int64(latencies[0].Load()); seen < below; seen += int64(latencies[micros].Load()) {
		micros++
	}
	return &micros
}

func cpuMicros() int64 {
	var usage syscall.Rusage
	// It fails for arguments only that are not used here.
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return (usage.Utime.Nano() + usage.Stime.Nano()) / 1000
}

// Zero where the system has no such file.
func peakRssMiB() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kibibytes, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	amount, _ := strconv.ParseFloat(kibibytes, 64)
	return amount / 1024
}
