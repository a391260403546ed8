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

// collector is a Collector, running or not.
type collector struct {
	http, grpc string // host and port
	behind     string // URL
	config     string // path
	arguments  []string
	cmd        *exec.Cmd
	ended      chan struct{} // closed when cmd has ended
}

// page is the documentation of the configuration.
const page = "../../docs/collector.md"

// documented is the configuration that the documentation shows.
func documented(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, block, ok := strings.Cut(string(text), "\n```yaml collector.yaml\n")
	block, _, end := strings.Cut(block, "\n```\n")
	if !ok || !end {
		t.Fatalf("%s has no block collector.yaml", page)
	}
	return block
}

// direct is a configuration without a queue and without retries: the Collector
// answers only when the receiver behind it has answered, so each failure reaches
// the service.
const direct = `
receivers:
  otlp:
    protocols:
      http: { endpoint: localhost:4318 }
      grpc: { endpoint: localhost:4317 }
exporters:
  otlphttp:
    endpoint: ${env:HH_API_URL}/opentelemetry
    sending_queue: { enabled: false }
    retry_on_failure: { enabled: false }
service:
  pipelines:
    traces: { receivers: [otlp], exporters: [otlphttp] }
`

// quiet turns off the metrics of the Collector, which listen on a fixed port.
const quiet = `
  telemetry:
    metrics: { level: none }
    logs: { level: error }
`

// newCollector configures a Collector in front of the receiver at a URL.
func newCollector(t testing.TB, configuration, behind string) *collector {
	t.Helper()
	c := &collector{http: freeAddress(t), grpc: freeAddress(t), behind: behind, config: filepath.Join(t.TempDir(), "collector.yaml")}
	text := strings.NewReplacer("localhost:4318", c.http, "localhost:4317", c.grpc).Replace(strings.TrimRight(configuration, "\n") + quiet)
	if err := os.WriteFile(c.config, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.end(os.Kill) })
	return c
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start starts the Collector, and waits until it listens.
func (c *collector) start(t testing.TB) {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	var output strings.Builder
	c.cmd = exec.Command(path, append([]string{"--config", "file:" + c.config}, c.arguments...)...)
	c.cmd.Env = append(os.Environ(), "HH_API_URL="+c.behind, "HH_API_KEY=hh_key")
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

// end ends the Collector: os.Interrupt makes it send what it has, os.Kill does not.
func (c *collector) end(signal os.Signal) {
	if c.cmd == nil {
		return
	}
	_ = c.cmd.Process.Signal(signal)
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
