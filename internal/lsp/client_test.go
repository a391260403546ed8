package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/internal/scratch"
)

// TestMain makes the test binary the tool that go vet runs.
func TestMain(m *testing.M) {
	judge.VetTool(os.Args[1:])
	os.Exit(m.Run())
}

// client is an editor that talks to a server in this process.
type client struct {
	testing.TB
	conn     *conn
	versions map[string]int32
	served   chan error
	server   *Server

	mu      sync.Mutex
	arrived *sync.Cond
	last    map[string]publishParams // by path
	logged  []string
	answers map[string]message // by id
	ids     int
}

// start starts a server, and connects a client to it.
func start(t testing.TB) *client {
	t.Helper()
	fromClient, toServer := io.Pipe()
	fromServer, toClient := io.Pipe()
	c := &client{
		TB: t, conn: newConn(fromServer, toServer), versions: map[string]int32{}, served: make(chan error, 1),
		last: map[string]publishParams{}, answers: map[string]message{},
	}
	c.arrived = sync.NewCond(&c.mu)
	c.server = NewServer(fromClient, toClient, "test")
	go func() {
		err := c.server.Serve(context.Background())
		_ = toClient.CloseWithError(io.EOF)
		_ = fromClient.CloseWithError(io.ErrClosedPipe)
		c.served <- err
	}()
	go c.listen()
	t.Cleanup(func() { _ = toServer.Close() })
	return c
}

// listen remembers what the server says, until it ends.
func (c *client) listen() {
	for {
		m, err := c.conn.read()
		c.mu.Lock()
		switch {
		case err != nil:
			c.answers["end"] = message{}
			c.arrived.Broadcast()
			c.mu.Unlock()
			return
		case m.Method == "textDocument/publishDiagnostics":
			var p publishParams
			if err := json.Unmarshal(m.Params, &p); err != nil {
				c.Error(err)
			}
			path, err := pathOf(p.URI)
			if err != nil {
				c.Error(err)
			}
			c.last[path] = p
		case m.Method == "window/logMessage":
			var p logParams
			_ = json.Unmarshal(m.Params, &p)
			c.logged = append(c.logged, p.Message)
			if testing.Verbose() {
				c.Log(p.Message)
			}
		case m.Method == "":
			c.answers[string(m.ID)] = m
		}
		c.arrived.Broadcast()
		c.mu.Unlock()
	}
}

func (c *client) notify(method string, params any) {
	c.Helper()
	if err := c.conn.notify(method, params); err != nil {
		c.Fatal(err)
	}
}

// call sends a request, and waits for its answer.
func (c *client) call(method string, params, result any) *responseError {
	c.Helper()
	text, err := json.Marshal(params)
	if err != nil {
		c.Fatal(err)
	}
	c.ids++
	id := fmt.Sprint(c.ids)
	if err := c.conn.write(message{ID: json.RawMessage(id), Method: method, Params: text}); err != nil {
		c.Fatal(err)
	}
	m := c.answer(id)
	if m.Error != nil {
		return m.Error
	}
	if result != nil {
		if err := json.Unmarshal(m.Result, result); err != nil {
			c.Fatal(err)
		}
	}
	return nil
}

// answer waits for the answer with an id.
func (c *client) answer(id string) message {
	c.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		if m, ok := c.answers[id]; ok {
			delete(c.answers, id)
			return m
		}
		if _, ok := c.answers["end"]; ok {
			c.Fatal("the server has ended")
		}
		c.arrived.Wait()
	}
}

// initialize opens folders as the workspace.
func (c *client) initialize(encodings []encoding, dirs ...string) initializeResult {
	c.Helper()
	var p initializeParams
	p.Capabilities.General.PositionEncodings = encodings
	for _, dir := range dirs {
		p.WorkspaceFolders = append(p.WorkspaceFolders, workspaceFolder{uriOf(dir)})
	}
	var result initializeResult
	if failed := c.call("initialize", p, &result); failed != nil {
		c.Fatal(failed)
	}
	c.notify("initialized", struct{}{})
	return result
}

// open opens a document with a content, as it is on disk if that is "".
func (c *client) open(path, content string) {
	c.Helper()
	if content == "" {
		disk, err := os.ReadFile(path)
		if err != nil {
			c.Fatal(err)
		}
		content = string(disk)
	}
	c.versions[path] = 1
	version := int32(1)
	c.notify("textDocument/didOpen", documentParams{textDocument{uriOf(path), &version, content}})
}

// change replaces the whole of a document, or parts of it.
func (c *client) change(path string, changes ...contentChange) {
	c.Helper()
	c.versions[path]++
	version := c.versions[path]
	c.notify("textDocument/didChange", changeParams{textDocument{URI: uriOf(path), Version: &version}, changes})
}

// await waits until what is found in a file is what is wanted, for the document's
// present version.
func (c *client) await(path string, want ...string) publishParams {
	c.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		p, ok := c.last[path]
		if (ok || len(want) == 0) && strings.Join(codes(p), "\n") == strings.Join(want, "\n") {
			return p
		}
		if _, ended := c.answers["end"]; ended {
			c.Fatalf("the server ended, and has found in %s\n%s\nlog: %s", path, strings.Join(codes(p), "\n"), c.logged)
		}
		if testing.Verbose() {
			c.Logf("%s: %q", filepath.Base(path), codes(p))
		}
		c.arrived.Wait()
	}
}

// codes are diagnostics in short: 3:1-3:5 KEY_FORM.
func codes(p publishParams) (short []string) {
	for _, d := range p.Diagnostics {
		r := d.Range
		short = append(short, fmt.Sprintf("%d:%d-%d:%d %s", r.Start.Line, r.Start.Character, r.End.Line, r.End.Character, d.Code))
	}
	return short
}

// end shuts the server down, and returns the error that it ends with.
func (c *client) end() error {
	c.Helper()
	if failed := c.call("shutdown", nil, nil); failed != nil {
		c.Fatal(failed)
	}
	c.notify("exit", nil)
	return <-c.served
}

// generate brings the outputs of a module up to date.
func generate(t testing.TB, dir string) {
	t.Helper()
	sources, err := load.Load(load.Request{Args: []string{"./..."}, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	files, err := output.Plan(sources)
	if err != nil {
		t.Fatal(err)
	}
	if err := output.Write(files, io.Discard); err != nil {
		t.Fatal(err)
	}
}

// app is a module with a package of records, and one that calls its enrichers. The
// working directory is that of the module until the test ends.
func app(t testing.TB) (dir string) {
	t.Helper()
	dir = scratch.Module(t, "example.com/app")
	t.Chdir(dir)
	scratch.Write(t, filepath.Join(dir, "chat/chat.go"), chat)
	scratch.Write(t, filepath.Join(dir, "bot/bot.go"), bot)
	generate(t, dir)
	return dir
}

const chat = `// Package chat has the records of a chat.
package chat

import "github.com/hhgen/hhgen/runtime"

// Turn is one turn of a conversation.
type Turn struct {
	// Feature is the part of the product that was used.
	Feature hh.Text ` + "`hh:\"metadata,maxbytes=32\"`" + `
	// Score is how good the answer was.
	Score float64 ` + "`hh:\"metrics,minimum=0,maximum=1\"`" + `
}
`

const bot = `// Package bot is a service.
package bot

import (
	"context"

	"example.com/app/chat"
)

func rate(ctx context.Context) {
	chat.EnrichSpan(ctx, chat.WithScore(0.5))
}
`

// content is a document as the server has it.
func (c *client) content(path string) string {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.server.documents[path].content
}

// ready waits until the schemas of a module were read.
func (c *client) ready(root string) {
	c.Helper()
	for {
		c.server.mu.Lock()
		m := c.server.modules[root]
		read := m != nil && m.packages != nil && !m.stale
		c.server.mu.Unlock()
		if read {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// awaitRule waits until a rule is broken in a file.
func (c *client) awaitRule(path, rule string) publishParams {
	c.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		for _, d := range c.last[path].Diagnostics {
			if d.Code == rule {
				return c.last[path]
			}
		}
		if testing.Verbose() {
			c.Logf("%s: %q", filepath.Base(path), codes(c.last[path]))
		}
		c.arrived.Wait()
	}
}

// awaitNone waits until a rule is not broken in a file.
func (c *client) awaitNone(path, rule string) {
	c.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for slices.ContainsFunc(c.last[path].Diagnostics, func(d diagnostic) bool { return d.Code == rule }) {
		c.arrived.Wait()
	}
}
