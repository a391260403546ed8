package service

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/hhgen/hhgen/bench/internal/corpus"
	"github.com/hhgen/hhgen/bench/internal/measure"
)

// program is a small service.
type program struct {
	name, source string
}

// programs are what is compared: each pair differs in what hhgen adds.
var programs = []program{
	{"OpenTelemetry's API", `package main

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
)

func main() {
	_, span := otel.Tracer("service").Start(context.Background(), "answer")
	span.SetAttributes(attribute.String("method", http.MethodGet))
	span.End()
}
`},
	{"the same, and a generated package", `package main

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel"

	"example.com/corpus/p0000"
)

func main() {
	ctx, span := otel.Tracer("service").Start(context.Background(), "answer")
	p0000.EnrichSpan(ctx, p0000.WithTurnModel(http.MethodGet))
	span.End()
}
`},
	{"SDK with OTLP over HTTP and gRPC", `package main

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	overHTTP, err := otlptracehttp.New(ctx)
	if err != nil {
		panic(err)
	}
	overGRPC, err := otlptracegrpc.New(ctx)
	if err != nil {
		panic(err)
	}
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithBatcher(overHTTP), sdktrace.WithBatcher(overGRPC)))
	_, span := otel.Tracer("service").Start(ctx, "answer")
	span.SetAttributes(attribute.String("method", http.MethodGet))
	span.End()
}
`},
	{"hhtrace and a generated package", `package main

import (
	"context"
	"net/http"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"go.opentelemetry.io/otel"

	"example.com/corpus/p0000"
)

func main() {
	if _, err := hhtrace.Setup(context.Background()); err != nil {
		panic(err)
	}
	ctx, span := otel.Tracer("service").Start(context.Background(), "answer")
	p0000.EnrichSpan(ctx, p0000.WithTurnModel(http.MethodGet))
	span.End()
}
`},
}

// starts measures what small services import, and how long their packages take to
// initialize.
func (c Config) starts(work, hhgen string) (*measure.Table, error) {
	dir := filepath.Join(work, "start")
	if err := corpus.Write(corpus.Config{Dir: dir, Root: c.Root, Packages: 1, Records: records, Fields: fields}); err != nil {
		return nil, err
	}
	if err := command(dir, hhgen, "./..."); err != nil {
		return nil, err
	}
	t := &measure.Table{
		Title: "What a service imports",
		Note:  "Packages and modules are those of `go list -deps`, without the standard library. The time of initialization is that of GODEBUG=inittrace=1, the least of 15 starts; ours is the part of it of hhgen's packages and the generated one.",
		Head:  []string{"program", "packages", "modules", "initialization", "ours", "allocated by ours", "binary"},
	}
	for i, p := range programs {
		_, _ = fmt.Fprintf(c.Log, "%s: %s\n", time.Now().Format(time.TimeOnly), p.name)
		if err := c.start(t, filepath.Join(dir, fmt.Sprint("program", i)), p); err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return t, nil
}

// start adds the row of a program.
func (c Config) start(t *measure.Table, dir string, p program) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(p.source), 0o666); err != nil {
		return err
	}
	list := exec.Command("go", "list", "-mod=mod", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}} {{.Module.Path}}{{end}}", ".")
	list.Dir, list.Stderr = dir, os.Stderr
	out, err := list.Output()
	if err != nil {
		return err
	}
	packages, modules := 0, map[string]bool{}
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) == 2 && f[1] != corpus.Module {
			packages++
			modules[f[1]] = true
		}
	}
	if err := command(dir, "go", "build", "-mod=mod", "-o", "program", "."); err != nil {
		return err
	}
	info, err := os.Stat(filepath.Join(dir, "program"))
	if err != nil {
		return err
	}
	least, err := initialization(filepath.Join(dir, "program"))
	if err != nil {
		return err
	}
	t.Add(p.name, fmt.Sprint(packages), fmt.Sprint(len(modules)), measure.Duration(least.all), measure.Duration(least.ours),
		fmt.Sprintf("%d KB", least.bytes>>10), fmt.Sprintf("%.1f MB", float64(info.Size())/(1<<20)))
	return nil
}

// initialized is the time that packages take to initialize, and what ours allocate.
type initialized struct {
	all, ours time.Duration
	bytes     int64
}

// initialization starts a program several times.
func initialization(program string) (least initialized, err error) {
	for i := range 15 {
		var stderr bytes.Buffer
		cmd := exec.Command(program)
		cmd.Env, cmd.Stderr = append(os.Environ(), "GODEBUG=inittrace=1", "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318"), &stderr
		if err := cmd.Run(); err != nil {
			return least, fmt.Errorf("%w\n%s", err, stderr.String())
		}
		got, err := parse(stderr.String())
		if err != nil {
			return least, err
		}
		if i == 0 {
			least = got
		}
		least.all, least.ours = min(least.all, got.all), min(least.ours, got.ours)
	}
	return least, nil
}

// parse reads what GODEBUG=inittrace=1 prints, with lines such as
//
//	init net/http @0.95 ms, 0.044 ms clock, 19184 bytes, 172 allocs
func parse(trace string) (sum initialized, err error) {
	for line := range strings.Lines(trace) {
		f := strings.Fields(line)
		if len(f) < 8 || f[0] != "init" || f[6] != "clock," {
			continue
		}
		ms, err := strconv.ParseFloat(f[4], 64)
		if err != nil {
			return sum, fmt.Errorf("%s: %w", strings.TrimSpace(line), err)
		}
		bytes, err := strconv.ParseInt(f[7], 10, 64)
		if err != nil {
			return sum, fmt.Errorf("%s: %w", strings.TrimSpace(line), err)
		}
		clock := time.Duration(ms * float64(time.Millisecond))
		sum.all += clock
		if strings.HasPrefix(f[1], "github.com/hhgen/") || strings.HasPrefix(f[1], corpus.Module) {
			sum.ours += clock
			sum.bytes += bytes
		}
	}
	return sum, nil
}
