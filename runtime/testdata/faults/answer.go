package faults

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// exchange is a request, and the way to answer it.
type exchange struct {
	w      http.ResponseWriter
	r      *http.Request
	entry  *Entry
	port   string
	healed <-chan struct{}
}

func ok(x *exchange) {
	x.w.Header().Set("Content-Type", "application/json")
	body := `{"success": true}`
	if x.entry.Start {
		body = `{"session_id": "` + x.entry.Event + `"}`
	}
	_, _ = io.WriteString(x.w, body)
}

func status(code int) func(*exchange) {
	return text(code, "application/json", `{"error": "status"}`)
}

func page(code int) func(*exchange) {
	return text(code, "text/html", "<!doctype html><title>Log in</title>")
}

func text(code int, contentType, body string) func(*exchange) {
	return func(x *exchange) {
		x.w.Header().Set("Content-Type", contentType)
		x.w.WriteHeader(code)
		_, _ = io.WriteString(x.w, body)
	}
}

// later answers that there are too many requests, with a header Retry-After.
func later(after func() string) func(*exchange) {
	return func(x *exchange) {
		x.w.Header().Set("Retry-After", after())
		x.w.WriteHeader(http.StatusTooManyRequests)
	}
}

// redirect redirects to another host, or to another path if host is empty.
func redirect(code int, host string) func(*exchange) {
	return func(x *exchange) {
		to := moved + x.r.URL.Path
		if host != "" {
			to = "https://" + host + ":" + x.port + x.r.URL.Path
		}
		x.w.Header().Set("Location", to)
		x.w.WriteHeader(code)
	}
}

// hang answers nothing until the client gives up or the fault ends.
func hang(x *exchange) {
	select {
	case <-x.r.Context().Done():
	case <-x.healed:
		abort(x)
	}
}

// abort ends the connection, or the stream of HTTP/2.
func abort(*exchange) { panic(http.ErrAbortHandler) }

// connection takes the connection of a request from the server; nil if the request
// shares it with others.
func connection(x *exchange) *net.TCPConn {
	h, ok := x.w.(http.Hijacker)
	if !ok {
		return nil
	}
	conn, _, err := h.Hijack()
	if err != nil {
		return nil
	}
	t, _ := conn.(interface{ NetConn() net.Conn }).NetConn().(*net.TCPConn)
	return t
}

// reset sends a TCP reset, which discards what the client has not read yet.
func reset(x *exchange) {
	c := connection(x)
	if c == nil {
		abort(x)
		return
	}
	_ = c.SetLinger(0)
	_ = c.Close()
}

// halfClose sends the end of the connection without an answer, and goes on reading.
func halfClose(x *exchange) {
	c := connection(x)
	if c == nil {
		abort(x)
		return
	}
	_ = c.CloseWrite()
	_ = c.SetReadDeadline(time.Now().Add(time.Second))
	_, _ = io.Copy(io.Discard, c)
	_ = c.Close()
}

// wait waits for the time between two pieces of a slow answer. It reports whether
// the client still waits.
func (x *exchange) wait() bool {
	select {
	case <-time.After(5 * time.Millisecond):
		return true
	case <-x.r.Context().Done():
	case <-x.healed:
	}
	return false
}

// slowHeader sends headers without end.
func slowHeader(x *exchange) {
	h, ok := x.w.(http.Hijacker)
	if !ok {
		hang(x)
		return
	}
	conn, _, err := h.Hijack()
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
	for n := 0; err == nil && n < 10_000; n++ {
		_, err = io.WriteString(conn, "X-Slow: a\r\n")
		select {
		case <-time.After(5 * time.Millisecond):
		case <-x.healed:
			return
		}
	}
}

// slowBody sends a body byte by byte.
func slowBody(x *exchange) {
	x.w.Header().Set("Content-Type", "application/json")
	x.w.WriteHeader(http.StatusOK)
	for _, b := range []byte(`{"success": true}`) {
		_, _ = x.w.Write([]byte{b})
		_ = http.NewResponseController(x.w).Flush()
		if !x.wait() {
			abort(x)
		}
	}
}

// shortBody breaks off in the body.
func shortBody(x *exchange) {
	x.w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(x.w, `{"success": `)
	_ = http.NewResponseController(x.w).Flush()
	abort(x)
}

// endless sends a body without end.
func endless(x *exchange) {
	line := strings.Repeat("x", 1<<12)
	for {
		if _, err := io.WriteString(x.w, line); err != nil || x.r.Context().Err() != nil {
			abort(x)
		}
	}
}

// bombBytes is 64 MiB of zeros, compressed: gzip allows to join files.
var bombBytes = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(make([]byte, 1<<20))
	_ = w.Close()
	return bytes.Repeat(b.Bytes(), 64)
})

func bomb(x *exchange) {
	x.w.Header().Set("Content-Type", "application/json")
	x.w.Header().Set("Content-Encoding", "gzip")
	_, _ = x.w.Write(bombBytes())
}
