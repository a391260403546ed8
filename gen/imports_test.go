package gen_test

import (
	"bytes"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/schema"
)

func withType(name schema.GoName) *schema.Package {
	at := token.Position{Filename: "a.go", Line: 1, Column: 1}
	return &schema.Package{Path: "example.com/app", Name: "app", Records: []*schema.Record{{
		Name: "Turn", Pos: at, Fields: []*schema.Field{{
			Name: "Node", Key: "node", Namespace: schema.Metadata, Pos: at, Type: &schema.Type{Kind: schema.KindString, Go: name},
		}},
	}}}
}

// The names of imports do not depend on what else the package depends on, of
// which the type checker knows more or less, by how packages were loaded.
func TestImportsAreThoseOfTheOutput(t *testing.T) {
	clock := types.NewPackage("crypto/internal/time", "time")
	app := types.NewPackage("example.com/app", "app")
	app.SetImports([]*types.Package{types.NewPackage("time", "time"), clock})
	config := gen.Config{Package: withType(schema.GoName{Path: "time", Name: "Month"}), Types: app}
	out, err := gen.Generate(config)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(out, []byte("\t\"time\"\n")) {
		t.Errorf("time is not imported by its name:\n%s", beginning(string(out)))
	}
}

// Packages that nobody has loaded get a name that is an identifier, and no other
// declaration's.
func TestImportsByPathAlone(t *testing.T) {
	for path, want := range map[string]string{
		"gopkg.in/yaml.v3":           `yaml "gopkg.in/yaml.v3"`,
		"example.com/go-x":           `gox "example.com/go-x"`,
		"example.com/dict/v2":        `dict "example.com/dict/v2"`,
		"example.com/2048":           `pkg2048 "example.com/2048"`,
		"example.com/type":           `pkgtype "example.com/type"`,
		"example.com/string":         `stringpkg "example.com/string"`,
		"example.com/turn":           `turnpkg "example.com/turn"`,
		"example.com/hh":             `hh "example.com/hh"`,
		"go.example.com/~jane/x.y_z": `xyz "go.example.com/~jane/x.y_z"`,
	} {
		config := gen.Config{
			Package: withType(schema.GoName{Path: path, Name: "Node"}), Declare: true,
			Declared: map[string]token.Position{"turn": {Filename: "a.go", Line: 2, Column: 5}},
		}
		out, err := gen.Generate(config)
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(want, " ")
		for _, line := range []string{"\t" + want + "\n", "Node " + name + ".Node `hh"} {
			if !bytes.Contains(out, []byte(line)) {
				t.Errorf("%s: no line %q in:\n%s", path, line, beginning(string(out)))
			}
		}
	}
}
