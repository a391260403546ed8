package faults

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Each fault is what its row says: whether an answer comes, and whether the request
// is in the log with its effect.
func TestEachFault(t *testing.T) {
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, f := range faults {
		for _, http2 := range []bool{false, true} {
			t.Run(f.Name, func(t *testing.T) { testFault(t, s, f, http2) })
		}
	}
}

func testFault(t *testing.T, s *Server, f Fault, http2 bool) {
	before := len(s.Log())
	failures := 0
	transport := NewTransport(s.Address, before+1, http2, func(int) { failures++ })
	defer transport.CloseIdleConnections()
	timeout := time.Minute
	if f.network || strings.HasPrefix(f.Name, "no answer") || f.Name == "slow header" {
		timeout = 100 * time.Millisecond
	}
	client := &http.Client{Transport: transport, Timeout: timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	s.Set(f.Name)
	defer s.Set("")
	request, err := http.NewRequest(http.MethodPut, s.URL+"/events", bytes.NewReader([]byte(`{"event_id": "e", "metadata": {"k": 1}}`)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer key")
	response, err := client.Do(request)
	if err == nil {
		if _, err = io.CopyN(io.Discard, response.Body, 1<<20); errors.Is(err, io.EOF) {
			err = nil
		}
		_ = response.Body.Close()
	}
	log := s.Log()[before:]
	switch {
	case f.network:
		if err == nil || len(log) > 0 || failures == 0 {
			t.Errorf("the request got an answer (%v), or is in the log: %+v", err, log)
		}
	case len(log) == 0 || log[0].Wrong != "" || log[0].Event != "e" || log[0].Members["metadata.k"] != "1":
		t.Errorf("the log has %+v", log)
	case log[0].Fault.Name != f.Name:
		t.Errorf("the fault is %q", log[0].Fault.Name)
	case err == nil && f.Lost && response.StatusCode < 500:
		t.Errorf("the client learns of the effect: %v", response.Status)
	case (err != nil || response.StatusCode != 200) && f.Applied && !f.Lost:
		t.Errorf("the client does not learn of the effect: %v", err)
	}
}
