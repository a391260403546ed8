// Services are two HTTP services, a gateway and an answerer, that record one
// session: the gateway begins the session and records its customer, the answerer's
// spans belong to the session, and a later request adds the user's feedback. The
// services share the keys that package dictionary declares. They need no API key
// and no network: without HH_API_KEY, they print what they record.
//
//	go run ./examples/services             start both, and have a conversation
//	go run ./examples/services answerer    start one of them, until its input ends
//	go run ./examples/services gateway http://127.0.0.1:1234
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/hhgen/hhgen/examples/services/answerer"
	"github.com/hhgen/hhgen/examples/services/gateway"
	"github.com/hhgen/hhgen/runtime/hhtrace"
)

//go:generate go tool hhgen docs --uses --link https://github.com/hhgen/hhgen/blob/main/{file}#L{line} ./...

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "services:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) == 0:
		return converse(ctx, os.Stdout)
	case len(args) == 1 && args[0] == "answerer":
		return serve(ctx, answerer.Handler())
	case len(args) == 2 && args[0] == "gateway":
		g, err := gateway.New(args[1])
		if err != nil {
			return err
		}
		return serve(ctx, g.Handler())
	}
	return fmt.Errorf("usage: services [answerer | gateway <URL of the answerer>]")
}

// serve runs a service: it sets up the recording, serves until standard input ends,
// and then sends the spans and updates that are left.
func serve(ctx context.Context, handler http.Handler) (err error) {
	shutdown, err := hhtrace.Setup(ctx, hhtrace.WithOutput(os.Stdout))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shutdown(ctx)) }()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler}
	stopped := make(chan error, 1)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stopped <- server.Shutdown(ctx)
	}()
	fmt.Printf("%shttp://%s\n", announcement, listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped // requests are over now, and their spans have ended
}

// announcement begins the line with the URL of a service.
const announcement = "listening on "
