package main

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// TestTracingAlready runs the program of docs/runtime.md that has a provider of its
// own. All that the program has works as before, and HoneyHive gets what the sampler
// lets through.
func TestTracingAlready(t *testing.T) {
	dir := scratch.Dir(t)
	scratch.ModuleIn(t, dir, "example.com/app")
	scratch.ToolIn(t, dir, "example.com/app")
	scratch.Write(t, filepath.Join(dir, "chat/chat.go"), quickStart(t))
	const program = "shop/main.go"
	for _, b := range blocks(string(readFile(t, "../../docs/runtime.md"))) {
		if b.file == program {
			scratch.Write(t, filepath.Join(dir, program), b.text)
		}
	}
	api, collector, archive := receiver.New(t), receiver.New(t), receiver.New(t)
	env := append(gitEnv, quickGC, "GOFLAGS=", "GOPROXY=off", "HH_API_KEY=secret", "HH_API_URL="+api.URL,
		"OTEL_EXPORTER_OTLP_ENDPOINT="+collector.URL, "ARCHIVE_URL="+archive.URL+"/v1/traces")
	shell(t, dir, env, "go tool -modfile=go.tool.mod hhgen ./chat")
	shell(t, dir, env, "go run ./shop")

	session := ""
	for _, r := range api.Requests() {
		if body, ok := r.Body.(map[string]any); ok && r.Path == "/session/start" {
			of, _ := body["session"].(map[string]any)
			session, _ = of["session_id"].(string)
		}
	}
	if session == "" {
		t.Errorf("no session among the requests %v", api.Requests())
	}
	want := []string{
		"tenant=acme",
		"honeyhive.session_id=" + session,
		"traceloop.association.properties.session_id=" + session,
		"honeyhive.source=dev",
		"traceloop.association.properties.source=dev",
		"honeyhive_user_properties.plan=premium",
		"honeyhive_metrics.score=0.93",
	}
	for name, r := range map[string]*receiver.Receiver{"HoneyHive": api, "the Collector": collector, "the archive": archive} {
		if spans := r.Spans(); len(spans) != 1 || spans[0].Name != "answer" {
			t.Errorf("%s has the spans %v, want the one named answer", name, spans)
		}
		if diff := cmp.Diff(want, received(r)); diff != "" {
			t.Errorf("attributes of %s: -want +got:\n%s", name, diff)
		}
	}
	for name, r := range map[string]*receiver.Receiver{"the Collector": collector, "the archive": archive} {
		for _, request := range r.Requests() {
			if key := request.Header.Get("Authorization"); key != "" {
				t.Errorf("%s got the authorization %q", name, key)
			}
		}
	}
}
