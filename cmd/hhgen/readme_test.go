package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// TestReadme does what the README says, in a module outside the repository:
// install from a clone, declare, go generate, run, and receive the span over
// OTLP. The module cache serves as the first proxy, so that little or nothing is
// downloaded.
func TestReadme(t *testing.T) {
	dir := scratch.Dir(t)
	env := cacheProxy(t)
	mustRun(t, dir, env, "go", "mod", "init", "example.com/app")
	server := receiver.New(t)
	env = append(env, "GOFLAGS=", "HH_API_KEY=", "HH_API_URL="+server.URL, "OTEL_EXPORTER_OTLP_ENDPOINT=", "OTEL_TRACES_EXPORTER=")
	for _, s := range readmeSteps(t) {
		if s.file != "" {
			scratch.Write(t, filepath.Join(dir, s.file), s.text)
			continue
		}
		mustRun(t, dir, env, "sh", "-ec", strings.ReplaceAll(s.text, "../hhgen", scratch.Root(t)))
	}

	session := ""
	requests := map[string]bool{}
	for _, r := range server.Requests() {
		requests[r.Method+" "+r.Path+" "+r.Header.Get("Authorization")] = true
		if body, ok := r.Body.(map[string]any); ok && r.Path == "/session/start" {
			start, _ := body["session"].(map[string]any)
			session, _ = start["session_id"].(string)
			properties := map[string]any{"user_id": "user_42", "plan": "premium"}
			if diff := cmp.Diff(properties, start["user_properties"]); diff != "" {
				t.Errorf("user properties of the session: -want +got:\n%s", diff)
			}
		}
	}
	wantRequests := map[string]bool{
		"POST /session/start Bearer ...":           true,
		"POST /opentelemetry/v1/traces Bearer ...": true,
	}
	if diff := cmp.Diff(wantRequests, requests); diff != "" {
		t.Errorf("requests: -want +got:\n%s", diff)
	}
	want := []string{
		"honeyhive.session_id=" + session,
		"traceloop.association.properties.session_id=" + session,
		"honeyhive.source=dev",
		"traceloop.association.properties.source=dev",
		"honeyhive_user_properties.user_id=user_42",
		"honeyhive_user_properties.plan=premium",
		"honeyhive_metadata.feature=search",
		"honeyhive_metrics.score=0.93",
		"honeyhive_metrics.latency_ms=120",
		"honeyhive_metadata.tags.0=beta",
		"honeyhive_metadata.tags.1=eu",
		"honeyhive_feedback.rating=5",
	}
	if diff := cmp.Diff(want, received(server)); diff != "" {
		t.Errorf("received attributes: -want +got:\n%s", diff)
	}
}

// step is a file that the README has its reader write, or a command to run.
type step struct {
	file string // "" for a command
	text string
}

// install are the commands for a clone, which CONTRIBUTING.md has.
const install = `go mod edit -replace=github.com/hhgen/hhgen=../hhgen -replace=github.com/hhgen/hhgen/runtime=../hhgen/runtime
cp go.mod go.tool.mod
go mod edit -require=github.com/hhgen/hhgen@v0.0.0 -tool=github.com/hhgen/hhgen/cmd/hhgen go.tool.mod
go list -mod=mod -modfile=go.tool.mod -deps tool >/dev/null`

// readmeSteps are those of a user with a clone, in the README's order.
func readmeSteps(t *testing.T) []step {
	t.Helper()
	if !strings.Contains(string(readFile(t, "../../CONTRIBUTING.md")), "\n"+install+"\n") {
		t.Errorf("CONTRIBUTING.md does not have the commands %s", install)
	}
	commands := map[string]bool{
		"go mod tidy && go generate ./...":      false,
		"OTEL_TRACES_EXPORTER=console go run .": false,
		"HH_API_KEY=... go run .":               false,
	}
	steps := []step{{text: install}}
	for _, b := range blocks(string(readFile(t, "../../README.md"))) {
		if b.file != "" {
			steps = append(steps, step{b.file, b.text})
			continue
		}
		for _, command := range b.commands() {
			if done, ok := commands[command]; !ok || done {
				continue
			}
			commands[command] = true
			steps = append(steps, step{text: command})
		}
	}
	for c, found := range commands {
		if !found {
			t.Errorf("the README does not have the command %s", c)
		}
	}
	if files := len(steps) - len(commands) - 1; files != 2 {
		t.Fatalf("%d files in the README, want 2", files)
	}
	return steps
}

// cacheProxy is an environment in which the go command looks for modules in
// the module cache first, versions that nothing requires yet included.
func cacheProxy(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		t.Fatal(err)
	}
	cache, proxies, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	cache = filepath.ToSlash(filepath.Join(cache, "cache", "download"))
	if !strings.HasPrefix(cache, "/") {
		cache = "/" + cache
	}
	return []string{"GOPROXY=file://" + cache + "," + proxies, "GOSUMDB=off", "GOFLAGS=-mod=mod"}
}

// mustRun runs a command that must succeed.
func mustRun(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// received are the attributes of all spans, as key=value.
func received(r *receiver.Receiver) (lines []string) {
	for _, span := range r.Spans() {
		for _, a := range span.Attributes {
			lines = append(lines, fmt.Sprintf("%s=%v", a.Key, a.Value))
		}
	}
	return lines
}
