package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// talk sends bytes to a server, and returns what it answers, and how it ends.
func talk(t *testing.T, sent string) (answers []message, err error) {
	t.Helper()
	t.Chdir(t.TempDir())
	var out bytes.Buffer
	err = NewServer(strings.NewReader(sent), &out, "test").Serve(context.Background())
	for c := newConn(&out, io.Discard); ; {
		m, readErr := c.read()
		if readErr != nil {
			return answers, err
		}
		answers = append(answers, m)
	}
}

// framed is a message with its header.
func framed(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

const (
	hello   = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`
	goodbye = `{"jsonrpc":"2.0","id":9,"method":"shutdown"}`
	exit    = `{"jsonrpc":"2.0","method":"exit"}`
)

// A message that is wrong is answered or left out, and what follows it is served.
func TestWrongMessages(t *testing.T) {
	for name, test := range map[string]struct {
		sent string
		code int // of the error; 0 for no answer
	}{
		"no JSON":            {framed(`{"jsonrpc`), codeParse},
		"empty":              {framed(``), codeParse},
		"a batch":            {framed(`[` + hello + `]`), codeInvalidRequest},
		"not UTF-8":          {framed("\xff\xfe"), codeParse},
		"another version":    {framed(`{"jsonrpc":"1.0","id":5,"method":"shutdown"}`), codeInvalidRequest},
		"unknown method":     {framed(`{"jsonrpc":"2.0","id":5,"method":"textDocument/rename"}`), codeNoMethod},
		"twice":              {framed(hello), codeInvalidRequest},
		"wrong parameters":   {framed(`{"jsonrpc":"2.0","id":5,"method":"textDocument/hover","params":[1]}`), codeInvalidParams},
		"negative position":  {framed(`{"jsonrpc":"2.0","id":5,"method":"textDocument/hover","params":{"position":{"line":-1}}}`), codeInvalidParams},
		"unknown notice":     {framed(`{"jsonrpc":"2.0","method":"$/setTrace","params":{"value":"off"}}`), 0},
		"an answer":          {framed(`{"jsonrpc":"2.0","id":77,"result":null}`), 0},
		"another header":     {"Content-Type: x\r\ncontent-length: " + framed(`{"jsonrpc":"2.0","method":"$/x"}`)[len("Content-Length: "):], 0},
		"no file":            {framed(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"untitled:1","text":"x"}}}`), 0},
		"too long":           {"Content-Length: 99000000\r\n\r\n" + strings.Repeat("x", 99000000), codeInvalidRequest},
		"nested deeply":      {framed(strings.Repeat("[", 1<<20)), codeParse},
		"a strange position": {framed(`{"jsonrpc":"2.0","id":5,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///x.go"},"position":{"line":4294967295,"character":4294967295}}}`), 0},
	} {
		t.Run(name, func(t *testing.T) {
			answers, err := talk(t, framed(hello)+test.sent+framed(goodbye)+framed(exit))
			if err != nil || len(answers) < 2 || string(answers[len(answers)-1].ID) != "9" {
				t.Fatalf("the server ended with %v, and answered %v", err, answers)
			}
			var code int
			for _, m := range answers {
				if m.Error != nil {
					code = m.Error.Code
				}
			}
			if code != test.code {
				t.Errorf("code %d, want %d", code, test.code)
			}
		})
	}
}

// A stream in which no message can be told from the next ends, and so does one that
// somebody cut off.
func TestBrokenStreams(t *testing.T) {
	for name, sent := range map[string]string{
		"no length":         "Content-Type: x\r\n\r\n{}",
		"negative length":   "Content-Length: -5\r\n\r\n{}",
		"length of letters": "Content-Length: many\r\n\r\n{}",
		"huge number":       "Content-Length: 99999999999999999999\r\n\r\n{}",
		"huge":              "Content-Length: 999999999999999999\r\n\r\n{}",
		"no header":         hello,
		"an endless line":   strings.Repeat("x", 1<<20),
		"cut off":           framed(hello) + framed(goodbye)[:30],
		"http":              "GET / HTTP/1.1\r\n\r\n",
	} {
		if answers, err := talk(t, sent); err == nil || errors.Is(err, ErrNoShutdown) || len(answers) > 1 {
			t.Errorf("%s: error %v after %v", name, err, answers)
		}
	}
}

// The order of messages is that of the protocol.
func TestOrder(t *testing.T) {
	hover := `{"jsonrpc":"2.0","id":"a","method":"textDocument/hover","params":{}}`
	open := `{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///x.go","text":""}}}`
	for name, test := range map[string]struct {
		sent string
		code int
		err  error
	}{
		"nothing":            {"", 0, ErrNoShutdown},
		"no shutdown":        {framed(hello) + framed(exit), 0, ErrNoShutdown},
		"before hello":       {framed(open) + framed(hover) + framed(hello) + framed(goodbye) + framed(exit), codeNotInitialized, nil},
		"after goodbye":      {framed(hello) + framed(goodbye) + framed(hover) + framed(exit), codeInvalidRequest, nil},
		"gone after goodbye": {framed(hello) + framed(goodbye), 0, nil},
		"gone at once":       {framed(hello) + framed(open), 0, ErrNoShutdown},
	} {
		answers, err := talk(t, test.sent)
		code := 0
		for _, m := range answers {
			if m.Error != nil {
				code = m.Error.Code
			}
		}
		if code != test.code || !errors.Is(err, test.err) {
			t.Errorf("%s: code %d and %v", name, code, err)
		}
	}
}

// What is changed without being opened is reported, and what panics ends nothing.
func TestSurvives(t *testing.T) {
	c := start(t)
	c.Chdir(t.TempDir())
	c.initialize(nil)
	c.change("/nowhere/x.go", contentChange{Text: "x"})
	_, failed := c.server.guarded(message{Method: "a test"}, func() (any, *responseError) { panic("on purpose") })
	if failed == nil || failed.Code != codeInternal {
		t.Error(failed)
	}
	var h json.RawMessage
	if failed := c.call("textDocument/hover", positionParams{textDocument{URI: "file:///nowhere/x.go"}, position{}}, &h); failed != nil || string(h) != "null" {
		t.Error(failed, string(h))
	}
	if err := c.end(); err != nil {
		t.Error(err)
	}
	if log := strings.Join(c.logged, "\n"); !strings.Contains(log, "was not opened") || !strings.Contains(log, "on purpose") {
		t.Errorf("the log has %q", log)
	}
}
