package adoption

import (
	"bytes"
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema/adopt/traffic"
	"github.com/hhgen/hhgen/schema/live"
)

// lines are requests as the Collector's file exporter writes them.
func lines(t *testing.T, requests []*collector.ExportTraceServiceRequest) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, r := range requests {
		line, err := protojson.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	return b.Bytes()
}

// inOne is one request with all spans.
func inOne(requests []*collector.ExportTraceServiceRequest) *collector.ExportTraceServiceRequest {
	one := &collector.ExportTraceServiceRequest{}
	for _, r := range requests {
		one.ResourceSpans = append(one.ResourceSpans, r.ResourceSpans...)
	}
	return one
}

func zipped(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// adopted runs the command's work in the working directory, and returns the file.
func adopted(t *testing.T, in Spans) (*Observed, string) {
	t.Helper()
	in.Out, in.Force, in.Context = "./"+Folder, true, t.Context()
	seen, err := in.Adopt()
	if err != nil {
		t.Fatal(err)
	}
	return seen, string(seen.File.New)
}

// Spans of each form become one file. It generates, builds and lints, and the same
// spans are as it declares.
func TestAdoptSpans(t *testing.T) {
	dir := scratch.Module(t, "example.com/app")
	t.Chdir(dir)
	scratch.Write(t, "hhgen.yaml", "lint:\n  level: strict\n")
	requests := python()
	document, err := protojson.MarshalOptions{Multiline: true}.Marshal(inOne(requests))
	if err != nil {
		t.Fatal(err)
	}
	binary, err := proto.Marshal(inOne(requests))
	if err != nil {
		t.Fatal(err)
	}
	seen, want := adopted(t, Spans{Files: []string{"-"}, Stdin: bytes.NewReader(lines(t, requests))})
	want = strings.ReplaceAll(want, "the standard input", "FILE")
	for name, text := range map[string][]byte{
		"spans.jsonl": lines(t, requests), "spans.json": document, "spans.binpb": binary,
		"spans.jsonl.gz": zipped(t, lines(t, requests)), "spans.binpb.gz": zipped(t, binary),
	} {
		scratch.Write(t, name, string(text))
		if _, got := adopted(t, Spans{Files: []string{name}}); strings.ReplaceAll(got, name, "FILE") != want {
			t.Errorf("%s gives another file than the standard input", name)
		}
	}
	checkAdopted(t, seen, lines(t, requests))
}

// checkAdopted generates from the file, builds and lints it, and holds spans against
// it.
func checkAdopted(t *testing.T, seen *Observed, spans []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(seen.File.Path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := output.Write([]output.File{seen.File}, os.Stderr); err != nil {
		t.Fatal(err)
	}
	modules, err := load.Modules(load.Request{Args: []string{"./..."}})
	if err != nil {
		t.Fatal(err)
	}
	set := judge.Set(modules)
	if err := set.Check(); err != nil {
		t.Fatalf("%v\n%s", err, seen.File.New)
	}
	if findings := set.Lint(); len(findings) > 0 {
		t.Errorf("lint finds:\n%v\n%s", findings, seen.File.New)
	}
	files, err := output.Plan(modules[0].Sources)
	if err == nil {
		err = output.Write(files, os.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "./...").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	checker := live.New(load.Schemas(modules[0].Sources), live.Options{})
	if _, err := otlp.Read(bytes.NewReader(spans), func(s *otlp.Span) error {
		checker.Add(s)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if findings := checker.Findings(); len(findings) > 0 {
		t.Errorf("the same spans are not as they are declared:\n%v\n%s", findings, seen.File.New)
	}
	for _, r := range seen.Remarks {
		if r.About == traffic.NotDeclared {
			t.Errorf("%s is not declared: %s", r.Key, r.Text)
		}
	}
}
