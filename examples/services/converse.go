package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"

	"github.com/hhgen/hhgen/examples/services/dictionary"
	"github.com/hhgen/hhgen/examples/services/gateway"
)

// converse starts each service as a separate process, talks to the gateway as a
// user's browser would, and stops the services.
func converse(ctx context.Context, out io.Writer) (err error) {
	out = &lines{w: out}
	a, err := start(ctx, out, "answerer")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.stop()) }()
	g, err := start(ctx, out, "gateway", a.url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.stop()) }()

	question := gateway.Question{UserID: "user_42", Plan: dictionary.PlanPremium, Question: "What is a span?"}
	session, err := post(ctx, g.url+"/ask", "", question)
	if err != nil {
		return err
	}
	// The same conversation goes on, with a question that has no answer.
	question.Question = "What is love?"
	if _, err := post(ctx, g.url+"/ask", session, question); err == nil {
		return errors.New("the question without an answer got an answer")
	}
	_, err = post(ctx, g.url+"/feedback", session, gateway.Feedback{Rating: 5})
	return err
}

// post sends JSON in a session, "" for a new one, and returns the session.
func post(ctx context.Context, url, session string, in any) (string, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	if session != "" {
		request.Header.Set(gateway.SessionHeader, session)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s: %s", url, response.Status, bytes.TrimSpace(text))
	}
	return response.Header.Get(gateway.SessionHeader), nil
}

// process is a running service.
type process struct {
	url    string
	cmd    *exec.Cmd
	input  io.Closer // ends the service
	output sync.WaitGroup
}

// start starts a service, and waits until it listens.
func start(ctx context.Context, out io.Writer, name string, args ...string) (*process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.CommandContext(ctx, program, append([]string{name}, args...)...)}
	p.cmd.Env = append(os.Environ(), "OTEL_SERVICE_NAME="+name)
	p.cmd.Stderr = os.Stderr
	input, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.input = input
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	printed := bufio.NewScanner(stdout)
	for printed.Scan() {
		if url, ok := strings.CutPrefix(printed.Text(), announcement); ok {
			p.url = url
			break
		}
	}
	p.output.Go(func() {
		for printed.Scan() {
			fmt.Fprintf(out, "%-9s| %s\n", name, printed.Text())
		}
	})
	if p.url == "" {
		return nil, errors.Join(fmt.Errorf("the %s ended before it listened", name), p.stop())
	}
	return p, nil
}

// stop ends a service, and waits until it has sent everything.
func (p *process) stop() error {
	err := p.input.Close()
	p.output.Wait()
	return errors.Join(err, p.cmd.Wait())
}

// lines writes whole lines from several goroutines.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}
