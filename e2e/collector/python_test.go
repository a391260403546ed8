package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// A Collector rejects a root span as HoneyHive's Python SDK writes it in JSON, and takes
// it without the null, so the documentation says to use protobuf.
func TestPythonJSON(t *testing.T) {
	behind := receiver.New(t)
	c := newCollector(t, direct, behind.URL)
	c.start(t)
	for parent, want := range map[string]int{`"parentSpanId":null,`: http.StatusBadRequest, "": http.StatusOK} {
		body := `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",` +
			parent + `"name":"answer","kind":1,"startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]}]}`
		response, err := http.Post("http://"+c.http+"/v1/traces", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("with %q, the Collector answers %s, want %d", parent, response.Status, want)
		}
	}
}
