package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
)

// The limits of what a client may send: of the header, and of a message, which
// may hold a whole document.
const (
	maxHeaderBytes  = 4 << 10
	maxMessageBytes = 64 << 20
)

// message is a request, a notification or a response of JSON-RPC 2.0.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"` // a number or a string; absent in a notification
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *responseError  `json:"error,omitempty"`
}

// responseError says why a request has no result.
type responseError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *responseError) Error() string { return e.Message }

// The codes of errors.
const (
	codeParse          = -32700
	codeInvalidRequest = -32600
	codeNoMethod       = -32601
	codeInvalidParams  = -32602
	codeInternal       = -32603
	codeNotInitialized = -32002
)

func errorf(code int, format string, args ...any) *responseError {
	return &responseError{Code: code, Message: fmt.Sprintf(format, args...)}
}

// null is the id in an answer to what has none that can be read.
var null = json.RawMessage("null")

// conn is a stream of messages, each behind a header with its length.
type conn struct {
	r *bufio.Reader

	mu sync.Mutex // of w
	w  io.Writer
}

func newConn(r io.Reader, w io.Writer) *conn {
	return &conn{r: bufio.NewReaderSize(r, maxHeaderBytes), w: w}
}

// read reads the next message. A [*responseError] is about that message alone; any
// other error ends the stream, and [io.EOF] says that the client has ended it.
func (c *conn) read() (m message, err error) {
	length, err := c.header()
	if err != nil {
		return m, err
	}
	if length > maxMessageBytes {
		if _, err := io.CopyN(io.Discard, c.r, length); err != nil {
			return m, cutOff(err)
		}
		return m, errorf(codeInvalidRequest, "the message has %d bytes, and the limit is %d", length, maxMessageBytes)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(c.r, body); err != nil {
		return m, cutOff(err)
	}
	if err := json.Unmarshal(body, &m); err != nil {
		code := codeParse
		if json.Valid(body) {
			code = codeInvalidRequest
		}
		return message{}, errorf(code, "the message is no request: %v", err)
	}
	if m.Version != "2.0" {
		return message{}, errorf(codeInvalidRequest, "the message is not of JSON-RPC 2.0")
	}
	return m, nil
}

// header reads a header, and returns the length of what follows.
func (c *conn) header() (length int64, err error) {
	length = -1
	for first := true; ; first = false {
		line, err := c.r.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF) && first && len(line) == 0:
			return 0, io.EOF
		case errors.Is(err, bufio.ErrBufferFull):
			return 0, fmt.Errorf("a line of a header has more than %d bytes", maxHeaderBytes)
		case err != nil:
			return 0, cutOff(err)
		}
		name, value, ok := strings.Cut(strings.TrimRight(string(line), "\r\n"), ":")
		switch {
		case name == "" && !ok && length < 0:
			return 0, errors.New("a header has no Content-Length")
		case name == "" && !ok:
			return length, nil
		case !ok:
			return 0, fmt.Errorf("%q is no line of a header", name)
		case textproto.CanonicalMIMEHeaderKey(name) == "Content-Length":
			if length, err = strconv.ParseInt(strings.TrimSpace(value), 10, 64); err != nil || length < 0 {
				return 0, fmt.Errorf("Content-Length is %q, which is no length", strings.TrimSpace(value))
			}
		}
	}
}

// cutOff is the error of a message that ends before its length.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// write sends a message.
func (c *conn) write(m message) error {
	m.Version = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err = fmt.Fprintf(c.w, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

// answer answers a request.
func (c *conn) answer(id json.RawMessage, result any, failed *responseError) error {
	if failed != nil {
		return c.write(message{ID: id, Error: failed})
	}
	text, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return c.write(message{ID: id, Result: text})
}

// notify sends a notification.
func (c *conn) notify(method string, params any) error {
	text, err := json.Marshal(params)
	if err != nil {
		return err
	}
	return c.write(message{Method: method, Params: text})
}
