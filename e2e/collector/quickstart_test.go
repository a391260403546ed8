package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// Through a Collector as the documentation configures it, over HTTP and over gRPC, the spans of the quick start keep
// every key and every value with its type.
func TestQuickstart(t *testing.T) {
	direct := receiver.New(t)
	runQuickstart(t, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": direct.URL})
	want := comparable(direct.Spans())
	if len(want) == 0 {
		t.Fatal("no spans without a Collector")
	}
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			behind := receiver.New(t)
			c := newCollector(t, documented(t), behind.URL)
			c.start(t)
			runQuickstart(t, c.environment(protocol))
			c.end(os.Interrupt)
			if key := behind.Requests()[0].Header.Get("Authorization"); key != "Bearer hh_key" {
				t.Errorf("the receiver got the authorization %q", key)
			}
			if diff := cmp.Diff(want, comparable(behind.Spans())); diff != "" {
				t.Errorf("-without a Collector +through it:\n%s", diff)
			}
		})
	}
}

// runQuickstart runs the quick start without a key.
func runQuickstart(t *testing.T, environment map[string]string) {
	t.Helper()
	path, err := quickstart()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "OTEL_") && !strings.HasPrefix(v, "HH_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	for name, value := range environment {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

var uuids = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// comparable returns spans without the ids that differ from run to run.
func comparable(spans []receiver.Span) []receiver.Span {
	for _, s := range spans {
		for i, a := range s.Attributes {
			if id, ok := a.Value.(string); ok && uuids.MatchString(id) {
				s.Attributes[i].Value = "<id>"
			}
		}
	}
	return spans
}
