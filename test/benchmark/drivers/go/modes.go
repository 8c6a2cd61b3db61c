package main

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apache/rocketmq-client-go/v2"
	"github.com/apache/rocketmq-client-go/v2/primitive"
)

const (
	batchMessages = 32
	// Every so many one-way sends one is awaited, so that nobody just fills a buffer.
	awaitedEvery = 1000
)

type sender struct {
	producer     rocketmq.Producer
	topic        string
	body         []byte
	inFlight     int
	messagesMade atomic.Int64
}

// Each sends until the window closes and waits for what is under way.
var modes = map[string]func(*sender, *window){
	"sync":  func(s *sender, w *window) { s.inEveryRoutine(w, s.sendOne) },
	"async": (*sender).sendAsync,
	"oneway": func(s *sender, w *window) {
		s.inEveryRoutine(w, s.sendOneway)
		s.sendAwaited(w, s.nextMessage())
	},
	"batch": func(s *sender, w *window) { s.inEveryRoutine(w, s.sendBatch) },
}

func (s *sender) inEveryRoutine(w *window, send func(*window, time.Time)) {
	var routines sync.WaitGroup
	for i := 0; i < s.inFlight; i++ {
		routines.Add(1)
		go func() {
			defer routines.Done()
			for startedAt := time.Now(); w.isOpenAt(startedAt); startedAt = time.Now() {
				send(w, startedAt)
			}
		}()
	}
	routines.Wait()
}

func (s *sender) sendOne(w *window, startedAt time.Time) {
	result, err := s.producer.SendSync(context.Background(), s.nextMessage())
	if w.answered(1, result, err) {
		w.took(startedAt)
	}
}

func (s *sender) sendBatch(w *window, startedAt time.Time) {
	batch := make([]*primitive.Message, batchMessages)
	for i := range batch {
		batch[i] = s.nextMessage()
	}
	result, err := s.producer.SendSync(context.Background(), batch...)
	if w.answered(batchMessages, result, err) {
		w.took(startedAt)
	}
}

func (s *sender) sendOneway(w *window, _ time.Time) {
	number := s.nextNumber()
	if number%awaitedEvery == 0 {
		s.sendAwaited(w, s.message(number))
	} else if err := s.producer.SendOneWay(context.Background(), s.message(number)); err != nil {
		w.hasFailed(1, err)
	} else {
		w.handedOver()
	}
}

func (s *sender) sendAwaited(w *window, message *primitive.Message) {
	result, err := s.producer.SendSync(context.Background(), message)
	w.answered(1, result, err)
}

func (s *sender) sendAsync(w *window) {
	var underWay sync.WaitGroup
	permits := make(chan struct{}, s.inFlight)
	for permits <- struct{}{}; ; permits <- struct{}{} {
		startedAt := time.Now()
		if !w.isOpenAt(startedAt) {
			break
		}
		underWay.Add(1)
		end := func(result *primitive.SendResult, err error) {
			if w.answered(1, result, err) {
				w.took(startedAt)
			}
			<-permits
			underWay.Done()
		}
		// The callback is not called when SendAsync itself returns an error.
		err := s.producer.SendAsync(context.Background(), func(_ context.Context, result *primitive.SendResult, err error) {
			end(result, err)
		}, s.nextMessage())
		if err != nil {
			end(nil, err)
		}
	}
	underWay.Wait()
}

func (s *sender) nextNumber() int64 {
	return s.messagesMade.Add(1) - 1
}

func (s *sender) nextMessage() *primitive.Message {
	return s.message(s.nextNumber())
}

func (s *sender) message(number int64) *primitive.Message {
	key := "order-" + strconv.FormatInt(number, 10)
	return primitive.NewMessage(s.topic, s.body).WithTag("TagA").WithKeys([]string{key})
}
