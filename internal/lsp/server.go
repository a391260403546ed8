package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/hhgen/hhgen/internal/folder"
)

// ErrNoShutdown says that the client ended the stream, or asked the server to exit,
// without asking it to shut down before.
var ErrNoShutdown = errors.New("the client ended without a shutdown")

// Server serves one client.
type Server struct {
	*conn
	version string
	phase   phase // of the goroutine that reads

	mu        sync.Mutex // of what follows
	units     encoding
	watches   bool     // the client can say which files change
	folders   []string // of the workspace; none if any file is of interest
	documents map[string]*document
	modules   map[string]*module // by their roots
	published map[string]string  // what the client was told last, by path
	requests  int                // that were sent
	changes   int                // of documents and files, counted
	stopVet   context.CancelFunc // ends the go command that looks at call sites; nil if there is none

	wake chan struct{} // has room for one
}

// phase is the part of its life that a server is in.
type phase int

const (
	created phase = iota
	running
	ending // after a shutdown
)

// NewServer returns a server for the client that writes to r and reads from w.
func NewServer(r io.Reader, w io.Writer, version string) *Server {
	return &Server{
		conn: newConn(r, w), version: version, units: utf16Units,
		documents: map[string]*document{}, modules: map[string]*module{}, published: map[string]string{},
		wake: make(chan struct{}, 1),
	}
}

// Serve answers messages until the client says exit or is gone. It changes the
// working directory of the process to the first folder of the workspace, from
// which messages name files.
func (s *Server) Serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var worker sync.WaitGroup
	worker.Go(func() { s.work(ctx) })
	defer worker.Wait()
	defer cancel()
	for {
		m, err := s.read()
		if failed, ok := errors.AsType[*responseError](err); ok {
			if err := s.answer(null, nil, failed); err != nil {
				return err
			}
			continue
		}
		switch {
		case errors.Is(err, io.EOF) && s.phase != ending:
			return ErrNoShutdown
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case m.Method == "exit" && s.phase != ending:
			return ErrNoShutdown
		case m.Method == "exit":
			return nil
		}
		if err := s.receive(m); err != nil {
			return err
		}
	}
}

// receive handles one message. An error is that of the stream.
func (s *Server) receive(m message) error {
	switch {
	case m.Method == "": // the answer to a request of the server
		return nil
	case m.ID == nil:
		if notify := notifications[m.Method]; notify != nil && s.phase == running {
			if _, failed := s.guarded(m, func() (any, *responseError) { return nil, notify(s, m.Params) }); failed != nil {
				s.log(logError, m.Method+": "+failed.Message)
			}
		}
		return nil
	}
	result, failed := s.guarded(m, func() (any, *responseError) { return s.request(m) })
	return s.answer(m.ID, result, failed)
}

// request answers a request.
func (s *Server) request(m message) (any, *responseError) {
	handle := requests[m.Method]
	switch {
	case s.phase == created && m.Method != "initialize":
		return nil, errorf(codeNotInitialized, "%s came before initialize", m.Method)
	case s.phase == ending:
		return nil, errorf(codeInvalidRequest, "%s came after shutdown", m.Method)
	case handle == nil:
		return nil, errorf(codeNoMethod, "there is no %s", m.Method)
	}
	return handle(s, m.Params)
}

// guarded runs what handles a message. What panics is reported, and ends nothing.
func (s *Server) guarded(m message, handle func() (any, *responseError)) (result any, failed *responseError) {
	defer func() {
		if r := recover(); r != nil {
			s.crashed(m.Method, r)
			result, failed = nil, errorf(codeInternal, "%s failed: %v", m.Method, r)
		}
	}()
	return handle()
}

// crashed reports a panic to the client's log.
func (s *Server) crashed(doing string, r any) {
	s.log(logError, fmt.Sprintf("hhgen failed at %s, and goes on. Please report this: %v\n%s", doing, r, debug.Stack()))
}

// log sends a message to the client's log.
func (s *Server) log(kind int, text string) {
	_ = s.notify("window/logMessage", logParams{kind, text}) // a client that is gone is noticed by who reads
}

// requests and notifications are the methods that the server knows.
var (
	requests = map[string]func(*Server, json.RawMessage) (any, *responseError){
		"initialize":              with((*Server).initialize),
		"shutdown":                func(s *Server, _ json.RawMessage) (any, *responseError) { s.phase = ending; return nil, nil },
		"textDocument/hover":      with((*Server).hover),
		"textDocument/codeAction": with((*Server).codeActions),
	}
	notifications = map[string]func(*Server, json.RawMessage) *responseError{
		"initialized":                         without((*Server).initialized),
		"textDocument/didOpen":                without((*Server).opened),
		"textDocument/didChange":              without((*Server).changed),
		"textDocument/didSave":                without((*Server).saved),
		"textDocument/didClose":               without((*Server).closed),
		"workspace/didChangeWatchedFiles":     without((*Server).watched),
		"workspace/didChangeWorkspaceFolders": without((*Server).foldersChanged),
	}
)

// with gives a method its parameters.
func with[P any](handle func(*Server, P) (any, error)) func(*Server, json.RawMessage) (any, *responseError) {
	return func(s *Server, params json.RawMessage) (any, *responseError) {
		var p P
		if len(params) == 0 {
			params = null
		}
		if err := json.Unmarshal(params, &p); err != nil {
			return nil, errorf(codeInvalidParams, "the parameters are wrong: %v", err)
		}
		result, err := handle(s, p)
		if failed, ok := errors.AsType[*responseError](err); ok {
			return nil, failed
		}
		if err != nil {
			return nil, errorf(codeInvalidParams, "%v", err)
		}
		return result, nil
	}
}

// without is with for a notification, which has no result.
func without[P any](handle func(*Server, P) error) func(*Server, json.RawMessage) *responseError {
	answer := with(func(s *Server, p P) (any, error) { return nil, handle(s, p) })
	return func(s *Server, params json.RawMessage) *responseError {
		_, failed := answer(s, params)
		return failed
	}
}

func (s *Server) initialize(p initializeParams) (any, error) {
	if s.phase != created {
		return nil, errorf(codeInvalidRequest, "initialize came twice")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.Contains(p.Capabilities.General.PositionEncodings, utf8Units) {
		s.units = utf8Units
	}
	s.watches = p.Capabilities.Workspace.DidChangeWatchedFiles.DynamicRegistration
	for _, f := range p.WorkspaceFolders {
		s.addFolder(f.URI)
	}
	if len(s.folders) == 0 {
		s.addFolder(p.RootURI)
	}
	if len(s.folders) == 0 && filepath.IsAbs(p.RootPath) {
		s.folders = []string{filepath.Clean(p.RootPath)}
	}
	if len(s.folders) > 0 {
		enter(s.folders[0])
	}
	s.phase = running
	return initializeResult{
		Capabilities: serverCapabilities{
			PositionEncoding: s.units,
			TextDocumentSync: textDocumentSync{OpenClose: true, Change: incremental},
			HoverProvider:    true,
			CodeAction:       codeActionOption{Kinds: []string{quickFix}},
			Workspace:        workspaceServer{folderSupport{Supported: true, ChangeNotifications: true}},
		},
		ServerInfo: serverInfo{"hhgen", s.version},
	}, nil
}

// addFolder adds a folder of the workspace.
func (s *Server) addFolder(uri string) {
	if path, err := pathOf(uri); err == nil && !slices.Contains(s.folders, path) {
		s.folders = append(s.folders, path)
	}
}

// enter makes a folder the working directory, under the name that the client has
// for it, even if that leads through a symbolic link.
func enter(dir string) {
	if os.Chdir(dir) == nil { // else paths are seen from where they are
		_ = os.Setenv("PWD", dir) // a valid name
	}
}

// initialized asks the client to say which files change.
func (s *Server) initialized(struct{}) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.watches {
		return nil
	}
	type watcher struct {
		Pattern string `json:"globPattern"`
	}
	var options struct {
		Watchers []watcher `json:"watchers"`
	}
	for _, pattern := range []string{"**/*.go", "**/*.json", "**/hhgen.yaml", "**/go.mod", "**/go.sum", "**/go.work"} {
		options.Watchers = append(options.Watchers, watcher{pattern})
	}
	text, err := json.Marshal(options)
	if err != nil {
		return err
	}
	params, err := json.Marshal(registrationParams{[]registration{{"files", "workspace/didChangeWatchedFiles", text}}})
	if err != nil {
		return err
	}
	s.requests++
	return s.write(message{ID: fmt.Appendf(nil, "%d", s.requests), Method: "client/registerCapability", Params: params})
}

// moduleOf is the module of a file; nil if it is in none, or in one outside of the
// workspace.
func (s *Server) moduleOf(path string) *module {
	root, err := folder.Module(filepath.Dir(path))
	if err != nil || root == "" || len(s.folders) > 0 && !slices.ContainsFunc(s.folders, func(f string) bool { return related(f, root) }) {
		return nil
	}
	m := s.modules[root]
	if m == nil {
		m = newModule(root)
		s.modules[root] = m
	}
	return m
}

// related reports whether one of two folders is in the other, or both are one: a
// client may open a part of a module as its workspace.
func related(a, b string) bool {
	a, b = strings.TrimSuffix(a, separator)+separator, strings.TrimSuffix(b, separator)+separator
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

const separator = string(filepath.Separator)
