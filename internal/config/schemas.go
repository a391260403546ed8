package config

import (
	"go/token"
	"path"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/hhgen/hhgen/schema"
)

func (r *reader) schemas(n ast.Node) {
	seen := map[string]token.Position{}
	for _, e := range r.entries(n, "schemas") {
		p := SchemaPackage{Folder: path.Clean(e.key), Pos: e.pos}
		before, twice := seen[p.Folder]
		switch {
		case outside(p.Folder):
			r.errs.Add(e.pos, Value, "the folder %s is not below the folder of this file: name it in the %s of its own module", e.key, Name)
			continue
		case twice:
			r.errs.Add(e.pos, Key, "the folder %s is named at line %d too: name its files in one place", e.key, before.Line)
			continue
		}
		seen[p.Folder] = e.pos
		if r.schemaPackage(&p, e); len(p.Files) > 0 {
			r.config.Schemas = append(r.config.Schemas, p)
		}
	}
}

// schemaPackage reads what is said of one folder: its files, or a mapping that
// has them and defaults.
func (r *reader) schemaPackage(p *SchemaPackage, e entry) {
	switch e.value.(type) {
	default:
		p.Files = r.schemaFiles(e)
		return
	case *ast.MappingNode, *ast.MappingValueNode:
	}
	before, named := len(r.errs), false
	r.mapping(e.value, e.key, []member{
		{"files", func(n ast.Node) { p.Files, named = r.schemaFiles(entry{e.key, e.pos, n}), true }},
		{"defaults", func(n ast.Node) { p.Defaults = r.defaultsOf(n) }},
	})
	if !named && len(r.errs) == before {
		r.errs.Add(e.pos, Value, "the folder %s has no files: write their names, as in files: [turn.schema.json]", e.key)
	}
}

// schemaFiles reads the files of one folder.
func (r *reader) schemaFiles(e entry) (files []File) {
	before := len(r.errs)
	items := r.items(e.value, "the value of "+e.key)
	if len(items) == 0 && len(r.errs) == before {
		r.errs.Add(e.pos, Value, "the folder %s has no files: write their names, as in %s: [turn.schema.json]", e.key, e.key)
	}
	for _, item := range items {
		name, ok := r.text(item, "a file")
		name, fragment := schema.SplitSource(name)
		_, err := path.Match(name, "")
		switch {
		case !ok:
		case !strings.HasSuffix(name, ".json"):
			r.errs.Add(r.position(item), Value, "%q is not the name of a JSON Schema file: write one that ends in .json", name)
		case strings.ContainsAny(name, `/\`):
			r.errs.Add(r.position(item), Value, "%q is in another folder, but the files of a package must be in its own folder: remove everything up to the last slash", name)
		case err != nil:
			r.errs.Add(r.position(item), Value, "%q is not a valid pattern: close its bracket", name)
		default:
			files = append(files, File{name + fragment, r.position(item)})
		}
	}
	return files
}
