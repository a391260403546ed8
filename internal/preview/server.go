package preview

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/hhgen/hhgen/gen/catalogue"
)

// Server serves one catalogue.
type Server struct {
	// Read reads the catalogue. An error is about schemas, or about what is around them.
	Read func() (*catalogue.Catalogue, error)
	// Describe is an error in words.
	Describe func(error) string
	// Seen tells apart what Read may read: if it is the same as before, nothing is read.
	Seen func() string

	mu      sync.Mutex
	shown   *catalogue.Catalogue
	state   state
	changed chan struct{} // closed when the state changes
}

// state is what the page is told.
type state struct {
	Version  string `json:"version"`
	Findings string `json:"findings"` // what is wrong; "" for nothing
}

// Listen opens an address of this machine that no other reaches.
func Listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%q is not an address: write it as 127.0.0.1:8080, or 127.0.0.1:0 for any port", address)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s can be reached by other machines: use 127.0.0.1, ::1 or localhost", address)
	}
	return net.Listen("tcp", address)
}

// Serve serves until the context ends.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	s.changed = make(chan struct{})
	seen := s.Seen()
	s.read()
	h := &http.Server{
		Handler: s.Handler(l.Addr()), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }, // ends streams
	}
	go s.follow(ctx, seen)
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		_ = h.Close()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}
}

// follow reads again what was edited. It looks more seldom where looking takes long.
func (s *Server) follow(ctx context.Context, seen string) {
	for {
		began := time.Now()
		now := s.Seen()
		if now != seen {
			s.read()
			seen = now
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(max(300*time.Millisecond, 10*time.Since(began))):
		}
	}
}

// read reads the catalogue, and keeps the one before if that fails.
func (s *Server) read() {
	c, err := s.Read()
	next := state{}
	if err == nil {
		var page []byte
		page, err = c.HTML()
		sum := sha256.Sum256(page)
		next.Version = hex.EncodeToString(sum[:8])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		next = state{s.state.Version, s.Describe(err)}
	} else {
		s.shown = c
	}
	if next != s.state {
		s.state = next
		close(s.changed)
		s.changed = make(chan struct{})
	}
}

// now is the state, and what is closed when it changes.
func (s *Server) now() (*catalogue.Catalogue, state, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown, s.state, s.changed
}

// Handler answers requests to an address. A page of somebody else whose name leads to
// this machine gets nothing: the name is in the header Host.
func (s *Server) Handler(at net.Addr) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page)
	mux.HandleFunc("GET /events", s.events)
	_, port, _ := net.SplitHostPort(at.String()) // of a listener
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Host {
		case at.String(), net.JoinHostPort("localhost", port), net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("::1", port):
			mux.ServeHTTP(w, r)
		default:
			http.Error(w, "this server answers at http://"+at.String()+"/ only", http.StatusForbidden)
		}
	})
}

func (s *Server) page(w http.ResponseWriter, _ *http.Request) {
	c, now, _ := s.now()
	if c == nil {
		c = &catalogue.Catalogue{Title: "Keys"}
	}
	page, err := c.Live(now.Version)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "frame-ancestors 'none'")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	_, _ = w.Write(page) // the browser may have gone
}

// events are the states, each as it comes.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	for {
		_, now, changed := s.now()
		text, err := json.Marshal(now)
		if err != nil {
			return // no string is that
		}
		if _, err := fmt.Fprintf(w, "data: %s\n\n", text); err != nil || out.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-changed:
		}
	}
}
