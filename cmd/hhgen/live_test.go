//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
	"github.com/hhgen/hhgen/schema/live"
)

// The script breaks each rule, but for the one about text that no script can hold.
func TestEveryLiveRuleHasScript(t *testing.T) {
	script := string(readFile(t, filepath.Join(scripts, "live.txtar")))
	for _, r := range live.Rules {
		if r != live.UTF8 && !strings.Contains(script, r.ID) {
			t.Errorf("live.txtar breaks no rule %s", r.ID)
		}
	}
}

// What the examples send is as they declare it.
func TestLiveExamples(t *testing.T) {
	t.Chdir(scratch.Root(t))
	for example, services := range map[string]string{"services": "3 services", "quickstart": "2 services"} { // with updates of sessions
		folder := "./examples/" + example
		out, err := exec.Command("hhgen", "live", folder+"/...", "--", "go", "run", folder).CombinedOutput() // of TestMain
		if err != nil || strings.Contains(string(out), "(SENT_") || !strings.Contains(string(out), " spans of "+services+": ") {
			t.Errorf("%s: %v\n%s", example, err, out)
		}
	}
}

// declaredScore is a package with one key, and sentScore a request with a value of it.
const (
	declaredScore = `{"title": "Turn", "type": "object", "properties": {"metrics": {"type": "object", "properties": {"score": {"type": "number", "maximum": 1}}}}}`
	sentScore     = `{"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "bot"}}]}, "scopeSpans": [{"spans": [` +
		`{"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331", "name": "turn", "startTimeUnixNano": "1", "endTimeUnixNano": "2", "attributes": [` +
		`{"key": "honeyhive.session_id", "value": {"stringValue": "3c4b8bd0-94a1-4f7e-9a57-1f4f0e4f2f6b"}}, {"key": "honeyhive_metrics.score", "value": {"doubleValue": %s}}]}]}]}]}`
)

// liveServer is hhgen live --listen, which is stopped by a signal.
type liveServer struct {
	cmd    *exec.Cmd
	url    string
	stdout bytes.Buffer
	stderr *bufio.Scanner
}

func startLive(t *testing.T, args ...string) *liveServer {
	t.Helper()
	file := filepath.Join(t.TempDir(), "turn", "turn.schema.json")
	scratch.Write(t, file, declaredScore)
	s := &liveServer{cmd: exec.CommandContext(t.Context(), "hhgen", append([]string{"live", file, "--listen", "127.0.0.1:0"}, args...)...)}
	s.cmd.Stdout = &s.stdout
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.stderr = bufio.NewScanner(stderr)
	if !s.stderr.Scan() {
		t.Fatal("it did not say where it listens")
	}
	for _, word := range strings.Fields(s.stderr.Text()) {
		if strings.HasPrefix(word, "http://") {
			s.url = word
		}
	}
	return s
}

// stop stops it, and returns what it printed, and the exit code.
func (s *liveServer) stop(t *testing.T, sig os.Signal) (out string, code int) {
	t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	var messages strings.Builder
	for s.stderr.Scan() {
		messages.WriteString(s.stderr.Text() + "\n")
	}
	_ = s.cmd.Wait() // the code says how it ended
	return s.stdout.String() + messages.String(), s.cmd.ProcessState.ExitCode()
}

func send(t *testing.T, url, score string) {
	t.Helper()
	response, err := http.Post(url+"/v1/traces", "application/json", strings.NewReader(fmt.Sprintf(sentScore, score)))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatal(response.Status)
	}
}

// A server takes spans until it is stopped, and then says what is wrong with them.
func TestLiveListen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		scores []string
		signal os.Signal
		code   int
		want   string
	}{
		{[]string{"0.5", "1"}, os.Interrupt, 0, "1 key in 2 spans of 1 service: 1 as declared"},
		{[]string{"0.5", "93", "94"}, syscall.SIGTERM, 1, `2 times in spans named "turn", such as 93; the first in trace 0af7651916cd43dd8448eb211c80319c, span b7ad6b7169203331 (SENT_RANGE)`},
		{nil, os.Interrupt, 2, "hhgen: there is nothing to compare with, since no span arrived"},
	} {
		s := startLive(t)
		for _, score := range c.scores {
			send(t, s.url, score)
		}
		if out, code := s.stop(t, c.signal); code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("exit code %d, want %d with %s:\n%s", code, c.code, c.want, out)
		}
	}
}

// What it takes, it can pass on.
func TestLiveForward(t *testing.T) {
	t.Parallel()
	r := receiver.New(t)
	s := startLive(t, "--forward", r.URL)
	send(t, s.url, "0.5")
	if out, code := s.stop(t, os.Interrupt); code != 0 {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if spans := r.Spans(); len(spans) != 1 || spans[0].Value("honeyhive_metrics.score") != 0.5 {
		t.Errorf("%v was passed on", spans)
	}
}

// A command that fails is a failure, with its exit code; one that sends nothing is an
// error, and its output stays apart from findings that a program reads.
func TestLiveCommand(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "turn", "turn.schema.json")
	scratch.Write(t, file, declaredScore)
	for _, c := range []struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		{[]string{"--", "sh", "-c", "exit 3"}, 3, "", "hhgen: sh ended with exit code 3\n"},
		{[]string{"--", "sh", "-c", "kill -9 $$"}, 137, "", "hhgen: sh ended with exit code 137\n"},
		{[]string{"--", "sh", "-c", "echo out; echo $OTEL_EXPORTER_OTLP_ENDPOINT >&2"}, 2, "out\n", "http://127.0.0.1:"},
		{[]string{"--format", "json", "--", "echo", "out"}, 2, "", "out\n"},
		{[]string{"--", "no-such-command"}, 2, "", "hhgen: cannot start the command: "},
		{[]string{"--"}, 2, "", "hhgen: there is no command after --"},
		{[]string{"--spans", file, "--", "true"}, 2, "", "hhgen: spans come from files, or over the network"},
		{[]string{"--forward", "http://127.0.0.1:1"}, 2, "", "hhgen: --forward passes on what comes over the network"},
		{[]string{"--listen", "0.0.0.0:0"}, 2, "", "is not on loopback"},
		{[]string{"--forward", "collector", "--", "true"}, 2, "", "is not an address to pass spans on to"},
	} {
		var stdout, stderr bytes.Buffer
		code := run(append([]string{"live", file}, c.args...), strings.NewReader(""), &stdout, &stderr)
		if code != c.code || stdout.String() != c.stdout || !strings.Contains(stderr.String(), c.stderr) {
			t.Errorf("%q: exit code %d\n%s\n%s", c.args, code, stdout.String(), stderr.String())
		}
	}
}
