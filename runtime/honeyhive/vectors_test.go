package honeyhive_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/honeyhive"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
	"github.com/hhgen/hhgen/runtime/testdata/vectors"
)

// Generated code sends the same requests as HoneyHive's Python SDK, with the same
// kinds of numbers.
func TestVectors(t *testing.T) {
	for _, v := range vectors.Sessions(t) {
		t.Run(v.Name, func(t *testing.T) {
			if v.Name == "seed/by_id" { // its id is not a UUID
				v = v.WithSessionID("99999999-2222-4333-8444-555555555555")
			}
			r := receiver.New(t)
			c, err := honeyhive.New("key", honeyhive.WithURL(r.URL))
			if err != nil {
				t.Fatal(err)
			}
			rt := hh.New(hh.WithSessionClient(c), hh.WithViolationHandler(func(hh.Violation) {}))
			if err := vectors.Enrich(t.Context(), rt, v); err != nil {
				t.Fatal(err)
			}
			if err := c.Shutdown(t.Context()); err != nil {
				t.Fatal(err)
			}
			// A duration is sent as a separate update.
			var got, want map[string]any
			for _, request := range r.Requests() {
				if request.Method+request.Path != "PUT/events" {
					t.Errorf("request %s %s", request.Method, request.Path)
				}
				if got == nil {
					got = map[string]any{}
				}
				maps.Copy(got, request.Body.(map[string]any))
			}
			if v.Request != nil {
				dec := json.NewDecoder(strings.NewReader(string(v.Request.Body)))
				dec.UseNumber()
				if err := dec.Decode(&want); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("body (-official +ours):\n%s", diff)
			}
		})
	}
}
