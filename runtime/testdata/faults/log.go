package faults

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Entry is a request that arrived.
type Entry struct {
	Life, Attempt int       // of the process that sent it, and of its request
	At            time.Time // of the arrival
	Fault         *Fault
	Wrong         string // what is wrong with the request; "" if nothing is
	invalid       bool   // it is not JSON

	Event   string
	Start   bool
	Called  int64             // the header hh-client-timestamp
	Members map[string]string // values by namespace and key, such as metadata.score
}

// Log returns the requests up to now, in the order in which they were sent. That of
// a process which has ended may arrive after that of the next one.
func (s *Server) Log() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	entries := slices.Clone(s.log)
	slices.SortStableFunc(entries, func(a, b Entry) int {
		if a.Life != b.Life {
			return a.Life - b.Life
		}
		return a.Attempt - b.Attempt
	})
	return entries
}

// moved is the path to which the server redirects.
const moved = "/moved"

// ServeHTTP takes a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault, healed := s.now()
	at := time.Now()
	body, err := io.ReadAll(io.LimitReader(r.Body, 2*mostBody))
	if err != nil {
		return // the client has gone before all of the request arrived
	}
	e := read(r, body)
	e.At = at
	switch {
	case fault.network || strings.HasPrefix(r.URL.Path, moved) && fault.Name == "redirect to the same host":
		fault = none
	case !fault.Applied: // what is wrong with the request is not found
	case e.invalid:
		fault = invalid
	case len(body) > mostBody:
		fault = tooLarge
	case bytes.Contains(body, []byte(Poison)):
		fault = poisoned
	}
	e.Fault = fault
	s.mu.Lock()
	s.log = append(s.log, e)
	s.mu.Unlock()
	fault.answer(&exchange{w, r, &e, s.port, healed})
}

// read reads a request.
func read(r *http.Request, body []byte) Entry {
	var e Entry
	life, attempt, _ := strings.Cut(r.Header.Get(attemptHeader), ".")
	e.Life, _ = strconv.Atoi(life)
	e.Attempt, _ = strconv.Atoi(attempt)
	e.Called, _ = strconv.ParseInt(r.Header.Get("hh-client-timestamp"), 10, 64)
	path := strings.TrimPrefix(r.URL.Path, moved)
	e.Start = r.Method == http.MethodPost
	_, err := e.object(e.Start, path, body)
	hostname, _, _ := net.SplitHostPort(r.Host)
	switch {
	case hostname != host:
		e.Wrong = "the host is " + r.Host
	case !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer "):
		e.Wrong = "the request has no key"
	case err != nil:
		e.Wrong, e.invalid = err.Error(), true
	case e.Event == "":
		e.Wrong = "the request has no id: " + r.Method + " " + r.URL.Path
	}
	return e
}

// object reads the body into e.
func (e *Entry) object(start bool, path string, body []byte) (map[string]json.RawMessage, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(body, &object); err != nil {
		return nil, err
	}
	idKey := "event_id"
	if start {
		idKey = "session_id"
		if inner, ok := object["session"]; ok {
			object = nil
			if err := json.Unmarshal(inner, &object); err != nil {
				return nil, err
			}
		}
	}
	_ = json.Unmarshal(object[idKey], &e.Event)
	if id, ok := strings.CutPrefix(path, "/v1/events/"); ok {
		e.Event = id
	}
	e.Members = map[string]string{}
	for _, namespace := range slices.Sorted(maps.Keys(object)) {
		var members map[string]json.RawMessage
		if json.Unmarshal(object[namespace], &members) != nil {
			continue // not a namespace
		}
		for key, value := range members {
			e.Members[namespace+"."+key] = string(value)
		}
	}
	return object, nil
}
