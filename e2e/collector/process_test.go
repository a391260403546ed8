package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// program builds the Collector once for all tests, and returns its path.
var program = sync.OnceValues(func() (string, error) {
	return built(".", "collector", ".")
})

// quickstart builds the quick start once for all tests, and returns its path.
var quickstart = sync.OnceValues(func() (string, error) {
	return built("../..", "quickstart", "./examples/quickstart")
})

// programs is the folder of the programs that tests build.
var programs string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "collector")
	if err != nil {
		panic(err)
	}
	programs = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// built builds a package of the module in dir.
func built(dir, name, pkg string) (string, error) {
	file := filepath.Join(programs, name)
	if out, err := exec.Command("go", "build", "-C", dir, "-o", file, pkg).CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	return file, nil
}

// collector is a Collector, running or not, that passes spans on as it gets them: it
// answers only when the receiver behind it has answered.
type collector struct {
	http, grpc string // host and port
	config     string // path
	cmd        *exec.Cmd
	ended      chan struct{} // closed when cmd has ended
}

// config has no queue and no retries, so each failure reaches the sender.
const config = `
receivers:
  otlp:
    protocols:
      http: { endpoint: %q }
      grpc: { endpoint: %q }
exporters:
  otlphttp:
    endpoint: %q
    sending_queue: { enabled: false }
    retry_on_failure: { enabled: false }
service:
  telemetry:
    metrics: { level: none }
    logs: { level: error }
  pipelines:
    traces: { receivers: [otlp], exporters: [otlphttp] }
`

// newCollector configures a Collector in front of the receiver at a URL.
func newCollector(t *testing.T, behind string) *collector {
	t.Helper()
	c := &collector{http: freeAddress(t), grpc: freeAddress(t), config: filepath.Join(t.TempDir(), "collector.yaml")}
	if err := os.WriteFile(c.config, fmt.Appendf(nil, config, c.http, c.grpc, behind), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.kill)
	return c
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start starts the Collector, and waits until it listens.
func (c *collector) start(t *testing.T) {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	var output strings.Builder
	c.cmd = exec.Command(path, "--config", "file:"+c.config)
	c.cmd.Stdout, c.cmd.Stderr = &output, &output
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c.ended = make(chan struct{})
	go func() {
		_ = c.cmd.Wait()
		close(c.ended)
	}()
	for {
		if listens(c.http) && listens(c.grpc) {
			return
		}
		select {
		case <-c.ended:
			t.Fatalf("the Collector has ended:\n%s", output.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func listens(address string) bool {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// kill ends the Collector with SIGKILL.
func (c *collector) kill() {
	if c.cmd == nil {
		return
	}
	_ = c.cmd.Process.Kill()
	<-c.ended
	c.cmd = nil
}

// protocols are the values of OTEL_EXPORTER_OTLP_PROTOCOL that are tested.
var protocols = []string{"http/protobuf", "grpc"}

// environment is what a service sets to send to the Collector.
func (c *collector) environment(protocol string) map[string]string {
	address := c.http
	if protocol == "grpc" {
		address = c.grpc
	}
	return map[string]string{
		"HH_API_KEY":                  "",
		"OTEL_EXPORTER_OTLP_ENDPOINT": "http://" + address,
		"OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
	}
}
