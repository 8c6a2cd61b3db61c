// A driver of the benchmark: rocketmq-client-go sends as the JSON of the argument says, for as long as each line of
// standard input says. How messages are sent is in modes.go, what is counted in window.go.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/apache/rocketmq-client-go/v2"
	"github.com/apache/rocketmq-client-go/v2/primitive"
	"github.com/apache/rocketmq-client-go/v2/producer"
	"github.com/apache/rocketmq-client-go/v2/rlog"
)

const sendTimeout = 10 * time.Second

type settings struct {
	NameServer string
	Topic      string
	Mode       string
	InFlight   int
	BodyBytes  int
}

type order struct {
	Milliseconds int64
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var wanted settings
	if err := json.Unmarshal([]byte(os.Args[1]), &wanted); err != nil {
		return err
	}
	rlog.SetLogLevel("error")
	client, err := rocketmq.NewProducer(
		producer.WithNsResolver(primitive.NewPassthroughResolver([]string{wanted.NameServer})),
		producer.WithGroupName("benchmark"),
		producer.WithSendMsgTimeout(sendTimeout),
	)
	if err != nil {
		return err
	}
	if err := client.Start(); err != nil {
		return err
	}
	sending := &sender{
		producer: client,
		topic:    wanted.Topic,
		body:     bytes.Repeat([]byte("a"), wanted.BodyBytes),
		inFlight: wanted.InFlight,
	}
	if wanted.Mode == "start" {
		return sendFirst(sending)
	}
	fill, isKnown := modes[wanted.Mode]
	if !isKnown {
		return fmt.Errorf("there is no mode %s", wanted.Mode)
	}
	return followOrders(func(of *window) { fill(sending, of) })
}

func sendFirst(sending *sender) error {
	result, err := sending.producer.SendSync(context.Background(), sending.nextMessage())
	if err == nil && result.Status != primitive.SendOK {
		err = fmt.Errorf("the broker answered status %d", result.Status)
	}
	if err == nil {
		fmt.Println("SENT")
	}
	return err
}

func followOrders(fill func(*window)) error {
	input, output := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var next order
		err := input.Decode(&next)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		current := openWindow(time.Duration(next.Milliseconds) * time.Millisecond)
		fill(current)
		if err := output.Encode(current.close()); err != nil {
			return err
		}
	}
}
