// Package faults is a server on loopback that takes starts and updates of sessions, as
// HoneyHive does, and fails as networks, proxies and servers do. It keeps a log of each
// request: what it asked for, what became of it, and whether the client could know.
// It is for tests of what a client makes of that.
package faults

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// Names of hosts. The server's DNS has an address for both.
const (
	host      = "honeyhive.test"
	elsewhere = "elsewhere.test" // no request should go there
)

// mostBody is the size of the largest request that the server takes, in bytes.
const mostBody = 256 << 10

// Poison is a value that the server rejects with status 400.
const Poison = `"poison"`

// Address says how to reach a server.
type Address struct {
	URL, DNS, Certificate string
}

// Server is the server. Its fault is none until Set or Change.
type Server struct {
	Address
	address string // of the listener
	port    string
	server  *http.Server
	right   tls.Certificate
	wrong   tls.Certificate
	names   net.PacketConn
	serving sync.WaitGroup

	mu       sync.Mutex
	fault    *Fault
	healed   chan struct{} // closed when the fault ends
	listener net.Listener  // nil while connections are refused
	conns    map[net.Conn]bool
	log      []Entry
	counts   map[string]int // requests, connections and questions by fault
}

// New starts a server.
func New() (*Server, error) {
	s := &Server{fault: none, healed: make(chan struct{}), conns: map[net.Conn]bool{}, counts: map[string]int{}}
	var err error
	if s.right, s.wrong, s.Certificate, err = certificates(); err != nil {
		return nil, err
	}
	if err := s.listenDNS(); err != nil {
		return nil, err
	}
	s.server = &http.Server{
		Handler:           s,
		TLSConfig:         &tls.Config{GetCertificate: s.certificate},
		ConnState:         s.connState,
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0), // handshakes fail on purpose
	}
	if err := s.listenAnywhere(); err != nil {
		return nil, errors.Join(err, s.names.Close())
	}
	_, s.port, _ = net.SplitHostPort(s.address)
	s.URL = "https://" + host + ":" + s.port
	return s, nil
}

// Close ends the server.
func (s *Server) Close() {
	s.Set("")
	_ = s.server.Close()
	_ = s.names.Close()
	s.serving.Wait()
}

// listenAnywhere accepts connections at a port that the system gives to nobody by itself:
// it must be free when connections are no longer refused.
func (s *Server) listenAnywhere() (err error) {
	for range 100 {
		s.address = fmt.Sprintf("127.0.0.1:%d", 10_000+rand.IntN(20_000))
		if err = s.listen(); err == nil {
			break
		}
	}
	return err
}

// listen accepts connections. s.mu is held, or nobody else has s.
func (s *Server) listen() error {
	l, err := net.Listen("tcp", s.address)
	if err != nil {
		return err
	}
	s.listener = l
	s.serving.Go(func() { _ = s.server.ServeTLS(l, "", "") })
	return nil
}

// listenAgain accepts connections after a while in which they were refused. Another
// connection of this machine may have the port for a moment.
func (s *Server) listenAgain() {
	err := s.listen()
	for range 6000 {
		if err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
		err = s.listen()
	}
	panic(err)
}

// Set sets the fault by its name, "" for none. It panics if there is no such fault.
func (s *Server) Set(name string) {
	for i := range faults {
		if faults[i].Name == name {
			s.set(&faults[i])
			return
		}
	}
	panic("no fault has the name " + name)
}

func (s *Server) set(f *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.healed)
	s.fault, s.healed = f, make(chan struct{})
	if f.network {
		for c := range s.conns {
			_ = c.Close()
		}
	}
	switch refuses := f.Name == refused; {
	case refuses && s.listener != nil:
		_ = s.listener.Close()
		s.listener = nil
	case !refuses && s.listener == nil:
		s.listenAgain()
	}
}

// Change changes the fault at random times until ctx is done; then there is none. The
// seed makes the sequence of the faults, not the times at which requests meet them.
func (s *Server) Change(ctx context.Context, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 0))
	defer s.Set("")
	for {
		f := none
		if random.IntN(3) > 0 {
			f = pick(random)
		}
		s.set(f)
		select {
		case <-time.After(time.Duration(1+random.IntN(f.most())) * time.Millisecond):
		case <-ctx.Done():
			return
		}
	}
}

// now returns the fault, and a channel that is closed when it ends.
func (s *Server) now() (*Fault, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[s.fault.Name]++
	return s.fault, s.healed
}

// Counts are the numbers of requests, connections and questions for the server's
// address that met each fault.
func (s *Server) Counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := map[string]int{}
	for name, n := range s.counts {
		counts[name] = n
	}
	return counts
}

func (s *Server) connState(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.conns[c] = true
	case http.StateClosed, http.StateHijacked:
		delete(s.conns, c)
	}
}
