package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// Both services run as separate processes and send the spans of one session; the
// gateway sends the session's updates.
func TestServices(t *testing.T) {
	r := receiver.New(t)
	program := build(t)
	t.Setenv("HH_API_KEY", "key")
	t.Setenv("HH_API_URL", r.URL)
	if out, err := exec.CommandContext(t.Context(), program).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sessions, failed := map[any]int{}, map[string]any{}
	for _, span := range r.Spans() {
		sessions[span.Value("honeyhive.session_id")]++
		if e := span.Value("honeyhive_error"); e != nil {
			failed[span.Service] = e
		}
	}
	if len(sessions) != 1 || sessions[nil] > 0 {
		t.Errorf("spans by session: %v, want all in one", sessions)
	}
	if failed["answerer"] != "the question has no known subject" || failed["gateway"] == nil {
		t.Errorf("recorded errors: %v", failed)
	}
	starts, rated := 0, false
	for _, request := range r.Requests() {
		body, _ := request.Body.(map[string]any)
		if request.Path == "/session/start" {
			starts++
		}
		if feedback, ok := body["feedback"].(map[string]any); ok && request.Path == "/events" {
			rated = rated || sessions[body["event_id"]] > 0 && feedback["resolved"] == true
		}
	}
	if starts != 1 || !rated {
		t.Errorf("%d starts, feedback received: %v", starts, rated)
	}
}

// build builds the services.
func build(t *testing.T) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), "services.exe")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// With a Collector and without a key, users get the same answers, and the fields of
// the session are on its spans.
func TestServicesWithCollector(t *testing.T) {
	r := receiver.New(t)
	program := build(t)
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", r.URL)
	if out, err := exec.CommandContext(t.Context(), program).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sessions, plans := map[any]int{}, 0
	for _, span := range r.Spans() {
		sessions[span.Value("honeyhive.session_id")]++
		if span.Value("honeyhive_user_properties.plan") == "premium" {
			plans++
		}
	}
	if len(sessions) != 1 || sessions[nil] > 0 || plans == 0 {
		t.Errorf("spans by session: %v, want all in one; %d spans with a plan", sessions, plans)
	}
	for _, request := range r.Requests() {
		if request.Path != "/v1/traces" {
			t.Errorf("request to %s", request.Path)
		}
	}
}
