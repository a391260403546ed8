package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"strings"
	"testing"
)

const module = "github.com/hhgen/hhgen/"

// allowed says which packages of hhgen each package imports. What is not
// in the table is an error: the arrows lead to the model, and the runtime
// depends on nothing of the generator.
var allowed = map[string]string{
	"schema":                       "internal/pattern schema/privacy schema/words",
	"schema/privacy":               "",
	"schema/adopt/traffic":         "internal/otlp schema schema/keys schema/live schema/privacy schema/words",
	"internal/pattern":             "",
	"schema/keys":                  "schema",
	"internal/table":               "",
	"schema/words":                 "",
	"schema/gostruct":              "internal/listing internal/regular schema",
	"internal/listing":             "internal/regular",
	"gen":                          "schema",
	"gen/catalogue":                "schema schema/budget schema/keys schema/privacy schema/usage",
	"schema/jsonschema":            "internal/regular schema",
	"gen/collector":                "schema schema/keys schema/words",
	"gen/vet":                      "internal/raw internal/suppression schema schema/breaking schema/gostruct schema/lint schema/usage",
	"gen/vet/golangci":             "gen/vet",
	"cmd/hhgen":                    "gen/catalogue gen/collector gen/vet internal/adoption internal/baseline internal/commit internal/config internal/fix internal/folder internal/judge internal/known internal/load internal/lsp internal/otlp internal/otlpserver internal/output internal/owner internal/preview internal/regular internal/rules internal/scaffold internal/suppression schema schema/adopt/gocode schema/breaking schema/budget schema/gostruct schema/lint schema/live schema/privacy schema/report schema/usage",
	"internal/judge":               "gen/vet internal/folder internal/load internal/output internal/raw internal/regular internal/suppression schema schema/breaking schema/gostruct schema/lint schema/live schema/privacy schema/usage",
	"schema/lint":                  "internal/suppression schema schema/breaking schema/budget schema/privacy schema/words",
	"schema/budget":                "internal/table schema",
	"schema/live":                  "internal/otlp internal/suppression schema schema/keys schema/privacy",
	"internal/baseline":            "internal/commit internal/folder internal/load schema",
	"internal/load":                "gen internal/cache internal/config internal/folder internal/listing internal/regular internal/tool schema schema/gostruct schema/jsonschema schema/lint",
	"internal/scaffold":            "internal/folder internal/load internal/output internal/tool schema",
	"internal/tool":                "internal/folder",
	"internal/folder":              "",
	"internal/commit":              "internal/folder internal/regular",
	"internal/cache":               "internal/commit internal/folder",
	"schema/breaking":              "schema",
	"runtime":                      "runtime/internal/record runtime/internal/report",
	"runtime/hhimpl":               "runtime runtime/internal/record",
	"runtime/honeyhive":            "runtime runtime/internal/outcome runtime/internal/report runtime/internal/store runtime/internal/transport",
	"runtime/hhtrace":              "runtime runtime/honeyhive runtime/internal/outcome runtime/internal/provider runtime/internal/record runtime/internal/report runtime/internal/store runtime/internal/transport",
	"runtime/hhhttp":               "runtime runtime/internal/record runtime/internal/report runtime/internal/travel",
	"runtime/hhgrpc":               "runtime runtime/internal/record runtime/internal/travel",
	"runtime/internal/travel":      "runtime runtime/internal/record runtime/internal/report",
	"runtime/internal/record":      "runtime/internal/provider runtime/internal/report",
	"runtime/internal/accounts":    "",
	"runtime/internal/outcome":     "",
	"runtime/internal/store":       "",
	"runtime/internal/report":      "",
	"runtime/internal/provider":    "",
	"runtime/internal/transport":   "",
	"schema/report":                "schema",
	"internal/output":              "internal/commit internal/folder internal/load schema schema/jsonschema",
	"internal/fix":                 "internal/commit internal/folder schema",
	"internal/regular":             "",
	"internal/otlp":                "",
	"internal/otlpserver":          "internal/otlp",
	"internal/preview":             "gen/catalogue internal/folder",
	"internal/owner":               "internal/config internal/folder internal/regular",
	"internal/raw":                 "",
	"internal/adoption":            "gen internal/folder internal/judge internal/load internal/otlp internal/output internal/regular internal/tool schema schema/adopt schema/adopt/gocode schema/adopt/traffic schema/gostruct schema/keys schema/lint",
	"schema/adopt":                 "schema schema/words",
	"schema/adopt/gocode":          "internal/raw schema schema/adopt schema/words",
	"internal/lsp":                 "internal/config internal/folder internal/judge internal/load internal/regular schema schema/privacy",
	"internal/known":               "internal/folder internal/regular schema",
	"internal/config":              "internal/folder internal/regular internal/suppression schema schema/budget schema/lint schema/live schema/privacy",
	"internal/suppression":         "schema",
	"schema/usage":                 "internal/table schema schema/keys",
	"internal/rules":               "gen/vet internal/config internal/known schema schema/breaking schema/lint schema/live",
	"examples/services":            "examples/services/answerer examples/services/dictionary examples/services/gateway runtime/hhtrace",
	"examples/services/answerer":   "examples/services/dictionary runtime runtime/hhhttp runtime/hhimpl",
	"examples/services/gateway":    "examples/services/dictionary runtime runtime/hhhttp runtime/hhimpl",
	"examples/services/dictionary": "runtime runtime/hhimpl",
	"runtime/hhtest":               "runtime runtime/hhtrace runtime/internal/record",
	"internal/scratch":             "",
	"internal/instance":            "schema",
	"internal/typecheck":           "runtime/testdata/random schema schema/gostruct",
	"examples/quickstart":          "examples/quickstart/chat runtime runtime/hhtrace",
	"examples/quickstart/chat":     "runtime runtime/hhimpl",
	"examples/jsonschema":          "examples/jsonschema/review",
	"examples/jsonschema/review":   "runtime runtime/hhimpl",
}

// outside says which other modules a package may import, by a prefix of their
// paths. A package that is not listed may import what go.mod requires.
var outside = map[string]string{
	"internal/pattern": "",
	"schema/privacy":   "",
	"schema":           "",
	"schema/budget":    "",
	"runtime":          "go.opentelemetry.io/otel",
	"runtime/hhimpl":   "go.opentelemetry.io/otel",
	"runtime/hhtrace": "go.opentelemetry.io/otel go.opentelemetry.io/contrib/propagators/autoprop " +
		"go.opentelemetry.io/proto/otlp google.golang.org/genproto google.golang.org/grpc google.golang.org/protobuf",
	"runtime/honeyhive": "go.opentelemetry.io/otel github.com/google/uuid github.com/cenkalti/backoff/v5 github.com/gofrs/flock",
	"runtime/hhtest":    "go.opentelemetry.io/otel",
	"runtime/hhhttp":    "go.opentelemetry.io/otel",
	"runtime/hhgrpc":    "go.opentelemetry.io/otel google.golang.org/grpc",

	"runtime/internal/record":    "go.opentelemetry.io/otel github.com/google/uuid",
	"runtime/internal/outcome":   "go.opentelemetry.io/otel",
	"runtime/internal/report":    "go.opentelemetry.io/otel",
	"runtime/internal/provider":  "go.opentelemetry.io/otel",
	"runtime/internal/store":     "github.com/google/uuid github.com/gofrs/flock github.com/syndtr/goleveldb/leveldb/journal",
	"runtime/internal/transport": "",
	"runtime/internal/travel":    "go.opentelemetry.io/otel",
	"gen":                        "github.com/dave/jennifer",
	"gen/catalogue":              "golang.org/x/sync",
	"schema/lint":                "",
}

func TestImports(t *testing.T) {
	for _, dir := range []string{"../..", "../../runtime"} { // the modules
		cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		checkModule(t, string(out))
	}
}

// checkModule checks the packages of one module, as go list prints them.
func checkModule(t *testing.T, packages string) {
	t.Helper()
	for dec := json.NewDecoder(strings.NewReader(packages)); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		checkImports(t, strings.TrimPrefix(p.ImportPath, module), p.Imports)
	}
}

func checkImports(t *testing.T, pkg string, imports []string) {
	t.Helper()
	own, ok := allowed[pkg]
	if !ok {
		t.Errorf("%s is not in the table of imports", pkg)
	}
	others, limited := outside[pkg]
	for _, imported := range imports {
		if rest, ours := strings.CutPrefix(imported, module); ours {
			if !contains(own, rest) {
				t.Errorf("%s imports %s, which the table does not allow", pkg, rest)
			}
			continue
		}
		standard := !strings.Contains(strings.Split(imported, "/")[0], ".")
		if limited && !standard && !within(others, imported) {
			t.Errorf("%s imports %s, which the table does not allow", pkg, imported)
		}
	}
	if pkg == "runtime" || pkg == "runtime/internal/record" {
		for _, imported := range imports {
			if strings.HasPrefix(imported, "go.opentelemetry.io/otel/sdk") || imported == "net/http" {
				t.Errorf("%s imports %s; that belongs in a package below runtime", pkg, imported)
			}
		}
	}
}

func contains(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if w == word {
			return true
		}
	}
	return false
}

// within reports whether a package is in one of the modules of a list.
func within(list, pkg string) bool {
	for p := pkg; p != "."; p = path.Dir(p) {
		if contains(list, p) {
			return true
		}
	}
	return false
}
