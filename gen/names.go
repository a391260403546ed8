package gen

import (
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// names makes identifiers, and keeps them apart from what the package declares.
type names struct {
	declared map[string]token.Position
	imported map[string][]schema.Import
	clashed  map[schema.Import]bool    // that were reported
	taken    map[string]string         // generated package-level names, and what each is
	takenAt  map[string]token.Position // and the declarations that they come from
	packages map[string]string         // names of imported packages, by path
	guessed  map[string]bool           // paths of packages whose own names are not known
	imports  map[string]importName     // of imported packages, by path
	dialect  *schema.Dialect
	errs     schema.Findings
}

// fixed are the package-level names that every generated file has.
var fixed = []string{
	"SpanField", "SessionField", "EnrichSpan", "Attributes", "ContextWith", "Enricher", "NewEnricher",
	"EnrichSession", "StartSession", "EnrichEvent",
	"onSpansOnly", "hhOnBoth", "hhOnSpans", "hhBoth", "hhSpanOnly", "hhList", "hhPadded", "hhOpen", "hhRecord", "hhSwitch", "hhNeeds",
}

// predeclared are the names of the universe that generated code uses, for the
// types of fields too: those of other packages mean these.
var predeclared = []string{
	"any", "bool", "byte", "copy", "error", "false", "float32", "float64", "int", "int16", "int32", "int64", "int8", "len", "min", "nil",
	"rune", "string", "true", "uint", "uint16", "uint32", "uint64", "uint8",
}

func newNames(c Config) *names {
	n := &names{
		declared: c.Declared,
		imported: c.Imported,
		clashed:  map[schema.Import]bool{},
		dialect:  c.Package.Dialect(),
		taken:    map[string]string{},
		takenAt:  map[string]token.Position{},
		guessed:  map[string]bool{},
		packages: map[string]string{
			hhPath: "hh", implPath: "hhimpl", attributePath: "attribute", "context": "context", "math": "math", "reflect": "reflect", "time": "time",
		},
	}
	n.importPackages(c)
	first := c.Package.Records[0].Pos
	for _, name := range fixed {
		n.take(name, first, "a name of every generated package", "rename the declaration")
	}
	for _, name := range predeclared {
		if pos, ok := n.declared[name]; ok {
			n.errs.Add(pos, schema.NameClash, "the package declares %s, a predeclared name that generated code needs: rename the declaration", name)
		}
	}
	return n
}

// take claims a package-level name for a generated declaration that comes from
// the schema's declaration at pos. A clash is an error that names both places.
func (n *names) take(name string, pos token.Position, what, fix string) {
	if types.Universe.Lookup(name) != nil || name == "_" || name == "init" {
		n.errs.Add(pos, schema.NameClash, "%s would be %s, but Go has another meaning for that name: %s", name, what, fix)
		return
	}
	n.clash(name, pos, what)
	if other, ok := n.declared[name]; ok {
		n.errs.Add(other, schema.NameClash, "%s is declared here, and hhgen generates it as %s at %s: %s", name, what, pos, fix)
		return
	}
	if other, ok := n.taken[name]; ok {
		n.errs.Add(pos, schema.NameClash, "%s would be both %s and %s at %s: %s", name, what, other, n.takenAt[name], fix)
		return
	}
	n.taken[name], n.takenAt[name] = what, pos
}

// takeFree claims a package-level name if nothing else has it, and returns it; ""
// otherwise.
func (n *names) takeFree(name string) string {
	_, declared := n.declared[name]
	_, taken := n.taken[name]
	if declared || taken || len(n.imported[name]) > 0 || types.Universe.Lookup(name) != nil {
		return ""
	}
	n.taken[name] = "a function of an enum"
	return name
}

// clash reports the imports that give a file the name of a generated
// declaration, which no file may have then. One clash of an import is enough:
// what to do is the same for all.
func (n *names) clash(name string, pos token.Position, what string) {
	for _, im := range n.imported[name] {
		if n.clashed[im] {
			continue
		}
		n.clashed[im] = true
		if im.Dot {
			n.errs.Add(im.Pos, schema.NameClash, "the dot imports %s of %s here, and hhgen generates it as %s at %s: import the package without the dot",
				name, im.Path, what, pos)
			continue
		}
		n.errs.Add(im.Pos, schema.NameClash, "%s is imported here as %s, and hhgen generates that as %s at %s: import it under another name",
			im.Path, name, what, pos)
	}
}

// record claims the names that a record needs.
func (n *names) record(r *schema.Record) {
	n.take(recordFunc(r), r.Pos, "the function that records "+r.Name, "rename one of them")
	if hasRequired(r) {
		pos := r.Pos
		if r.Constructor != "" {
			pos = r.ConstructorPos
		}
		n.take(r.ConstructorName(), pos, "the constructor of "+r.Name, n.rename(r))
	}
	for _, method := range []string{"spanField", "sessionField"} {
		if pos, ok := n.declared[r.Name+"."+method]; ok {
			n.errs.Add(pos, schema.NameClash, "%s.%s is declared here, and hhgen generates a method of that name: rename it", r.Name, method)
		}
	}
}

// rename says how a record's constructor gets another name.
func (n *names) rename(r *schema.Record) string {
	if d := n.dialect; d.Property {
		return "set " + d.Word("new") + " to another name"
	}
	return "name it with _ hh.Record `hh:\"new=Make" + r.Name + "\"`"
}

// local is a name for a parameter, a variable or a type parameter that hides
// nothing of the package.
func (n *names) local(name string) string {
	for {
		_, declared := n.declared[name]
		_, taken := n.taken[name]
		if !declared && !taken {
			return name
		}
		name += "_"
	}
}

// importName is the name of an imported package in the file.
type importName struct {
	text  string
	alias bool // the import says it
}

// nameImports chooses the names of imported packages: those that they have, unless
// the package or another import has a use for that name.
func (n *names) nameImports() {
	n.imports = map[string]importName{}
	used := map[string]bool{}
	for _, p := range slices.Sorted(maps.Keys(n.packages)) {
		own := n.packages[p]
		name := own
		for n.local(name) != name || used[name] || types.Universe.Lookup(name) != nil || name == "err" {
			name += "pkg"
		}
		used[name] = true
		n.imports[p] = importName{name, name != own || p == hhPath || n.guessed[p]} // the runtime's folder is not called as its package is
	}
}

// fieldType is the type that a setter returns: WithUserID gives userIDField.
func fieldType(setter string) string {
	if name := strings.TrimPrefix(setter, "With"); name != "" {
		setter = name
	}
	return schema.LowerFirst(setter) + "Field"
}

func openKeyType(o *schema.Open) string {
	return schema.LowerFirst(schema.GoKey(string(o.Namespace))) + "Key"
}
func openFieldType(o *schema.Open) string {
	return schema.LowerFirst(schema.GoKey(string(o.Namespace))) + "Open"
}
func openVar(o *schema.Open) string { return "hhOpen" + schema.GoKey(string(o.Namespace)) }

// attrVar is the variable that declares a wire key. Keys that differ in
// punctuation only are rejected, so the name is one key's alone.
func attrVar(n schema.Namespace, path []string) string {
	return "hh" + schema.GoKey(append([]string{string(n)}, path...)...)
}

// recordFunc is the function that records a record.
func recordFunc(r *schema.Record) string { return "hhRecord" + r.Name }

// neededType is the type that checks the n-th part of the names that the output
// needs from other files.
func neededType(n int) string { return "hhNeeded" + strconv.Itoa(n) }

// parameters are the names of a constructor's parameters.
func parameters(fields []*schema.Field, result string) []string {
	used := map[string]bool{result: true}
	out := make([]string, len(fields))
	for i, f := range fields {
		name := schema.LowerFirst(f.Name)
		for used[name] || token.IsKeyword(name) {
			name += "Value"
		}
		used[name] = true
		out[i] = name
	}
	return out
}
