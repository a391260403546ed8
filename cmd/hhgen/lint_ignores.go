package main

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/ignore"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/lint"
)

// inlineExceptions are the //hhgen:ignore comments of a package that lint
// judges: those that name one of its rules, and all within a declaration that
// it reads. The others belong to rules about calls.
func inlineExceptions(p *gostruct.Package) (exceptions []*lint.Exception) {
	for _, f := range p.Syntax {
		directives := ignore.In(p.Fset, f)
		if directives == nil {
			continue
		}
		declared := declarations(p, f)
		for _, d := range directives {
			if !slices.Contains(lint.IDs(), string(d.Rule)) && !slices.ContainsFunc(declared, func(l lines) bool { return l.hold(d.Line) }) {
				continue
			}
			pos := p.Fset.Position(d.Pos)
			pos.Filename, pos.Offset = folder.Relative(pos.Filename), 0
			exceptions = append(exceptions, &lint.Exception{Rule: d.Rule, Reason: d.Reason, Pos: pos, File: folder.Relative(d.Shown.Filename), Line: d.Shown.Line})
		}
	}
	return exceptions
}

// lines are the first and the last of a declaration.
type lines struct{ first, last int }

func (l lines) hold(line int) bool { return l.first <= line && line <= l.last }

// declarations are the lines of the structs of a file that lint reads: records,
// and structs with tags, which records may contain.
func declarations(p *gostruct.Package, f *ast.File) (found []lines) {
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		isRecord := slices.ContainsFunc(p.Records, func(r *schema.Record) bool { return r.Name == spec.Name.Name })
		if s, ok := spec.Type.(*ast.StructType); ok && (isRecord || slices.ContainsFunc(s.Fields.List, tagged)) {
			found = append(found, lines{lineOf(p, spec.Pos()), lineOf(p, spec.End())})
		}
		return false
	})
	return found
}

func lineOf(p *gostruct.Package, pos token.Pos) int { return p.Fset.PositionFor(pos, false).Line }

// tagged reports whether a field has a tag of hhgen.
func tagged(f *ast.Field) bool {
	_, ok := gostruct.Tag(f)
	return ok
}
