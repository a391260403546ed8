package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/internal/otlpserver"
	"github.com/hhgen/hhgen/schema"
)

// anyPort is where spans of a command are taken, unless --listen says where.
const anyPort = "127.0.0.1:0"

// patience is how long requests that have begun may take after the end.
const patience = 30 * time.Second

// commandError says that a command failed, which is the end of this one too.
type commandError struct {
	name string
	code int
}

func (e *commandError) Error() string {
	return fmt.Sprintf("%s ended with exit code %d", schema.Printable(e.name), e.code)
}

// listen takes spans from services while a command runs, or until somebody stops it if
// there is none. A [commandError] comes after all spans have been read.
func (t *traffic) listen(f *liveFlags, command []string, streams standardStreams) error {
	address := f.listenAt
	if address == "" {
		address = anyPort
	}
	o := otlpserver.Options{Address: address, Spans: t.add, Updates: t.addUpdate, Log: t.log}
	if f.forward != "" {
		to, err := otlpserver.NewForward(f.forward, nil)
		if err != nil {
			return err
		}
		o.Forward = to
	}
	server, err := otlpserver.Listen(o)
	if err != nil {
		return err
	}
	if len(command) > 0 {
		err = runCommand(command, server.Environment(os.Environ()), streams)
	} else {
		waitForStop(func() { t.log("takes spans at " + server.URL() + " until it is stopped, as with Ctrl-C") })
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	stats, stopped := server.Shutdown(ctx)
	t.progress.end()
	t.tellServed(stats)
	if stopped != nil {
		return stopped
	}
	return err
}

// add holds a span of a service against the schemas. It has no place in an input.
func (t *traffic) add(s *otlp.Span) error {
	s.Line = 0
	t.checker.Add(s)
	t.progress.add()
	return nil
}

// addUpdate holds what a service records about a session against the schemas.
func (t *traffic) addUpdate(s *otlp.Span) { _ = t.add(s) }

// log says what a person should know.
func (t *traffic) log(text string) {
	t.progress.end()
	_, _ = fmt.Fprintf(t.messages, "hhgen: %s\n", schema.Printable(text))
}

// tellServed says what of the requests was not held against schemas, or was changed.
func (t *traffic) tellServed(s otlpserver.Stats) {
	if s.Rejected > 0 {
		t.log("rejected " + schema.Count(s.Rejected, "request") + " that were not OTLP")
	}
	if s.Failed > 0 {
		t.log("could not pass on " + schema.Count(s.Failed, "request"))
	}
	t.checker.Replaced(s.ReplacedTexts)
}

// standardStreams are those that a command gets.
type standardStreams struct {
	in       io.Reader
	out, err io.Writer
}

// waitForStop waits for the signal that stops a program, and says first that it does. A
// second one ends the program at once.
func waitForStop(say func()) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	say()
	<-ctx.Done()
}

// runCommand runs a command. Ctrl-C reaches it from the terminal, and other signals
// that stop this program are passed on to it.
func runCommand(command, env []string, streams standardStreams) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, streams.in, streams.out, streams.err
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("cannot start the command: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			if s != os.Interrupt {
				_ = cmd.Process.Signal(s) // it may have ended
			}
		case err := <-ended:
			return commandEnd(command[0], err)
		}
	}
}

// commandEnd is the error of a command that has ended; nil if it did not fail. One that
// was killed by a signal has the exit code that shells give it.
func commandEnd(name string, err error) error {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return err
	}
	code := exit.ExitCode()
	if code < 0 {
		const bySignal = 128
		code = bySignal
		if status, ok := exit.Sys().(syscall.WaitStatus); ok {
			code += int(status.Signal())
		}
	}
	return &commandError{name, code}
}
