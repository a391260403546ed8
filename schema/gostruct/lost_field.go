package gostruct

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Loss is a part of a struct that would not be recorded: a field without a tag,
// or a tag whose key is misspelt. It is an [ast.Node].
type Loss struct {
	Rule     *schema.Rule // FieldUntagged, TagKey or TagSyntax
	Message  string
	pos, end token.Pos
	tag      *ast.BasicLit // that is misspelt; nil for a field without a tag
}

// Pos is where the loss begins.
func (l Loss) Pos() token.Pos { return l.pos }

// End is where it ends.
func (l Loss) End() token.Pos { return l.end }

// Source is a package as an analyzer sees it.
type Source struct {
	Fset   *token.FileSet
	Files  []*ast.File // files that may declare structs: without tests and outputs
	Types  *types.Package
	Info   *types.Info
	Module string // path of the package's module; "" if it is not known
	Output bool   // the package has an output
}

// Losses finds the losses in the declarations of some files, with the messages
// of [Load]. Losses in other packages are reported there. A package without an
// output and without hh tags has no records, whatever its structs embed: they
// may be for its own use.
func Losses(src Source) (losses []Loss) {
	var structs []*ast.TypeSpec
	records := src.Output
	for _, f := range src.Files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE && g.Tok != token.VAR {
				continue
			}
			losses = slices.AppendSeq(losses, tagLosses(g))
			for _, spec := range g.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok && isStruct(spec) {
					structs = append(structs, spec)
					_, tagged := firstTag(spec)
					records = records || tagged
				}
			}
		}
	}
	if records {
		j := judge{src.beside, src.declaredBy}
		for _, spec := range structs {
			losses = append(losses, src.untagged(j, spec)...)
		}
	}
	slices.SortStableFunc(losses, func(a, b Loss) int { return cmp.Compare(a.pos, b.pos) })
	return losses
}

func isStruct(spec *ast.TypeSpec) bool {
	_, ok := spec.Type.(*ast.StructType)
	return ok
}

// untagged finds the fields without tags in a declaration that lists the fields
// of a struct.
func (src Source) untagged(j judge, spec *ast.TypeSpec) (losses []Loss) {
	obj := src.Info.Defs[spec.Name]
	if obj == nil {
		return nil
	}
	s, ok := obj.Type().Underlying().(*types.Struct)
	if !ok || partial(s) {
		return nil
	}
	record := j.isRecord(obj.Type())
	object := !record && j.isObject(obj.Type())
	i := 0
	for _, field := range spec.Type.(*ast.StructType).Fields.List {
		for _, id := range namesIn(field) {
			f, raw := s.Field(i), s.Tag(i)
			i++
			message := ""
			if record || object {
				message = j.loses(spec.Name.Name, f, raw, object)
			} else {
				message = markedOnly(spec.Name.Name, f)
			}
			if message != "" {
				losses = append(losses, Loss{Rule: schema.FieldUntagged, Message: message, pos: id.Pos(), end: id.End()})
			}
		}
	}
	return losses
}

// beside recognizes declarations in the package's output by the name of the
// file.
func (src Source) beside(obj *types.TypeName) bool {
	return obj.Pkg() == src.Types && filepath.Base(src.Fset.PositionFor(obj.Pos(), false).Filename) == schema.OutputName
}

func (src Source) declaredBy(p *types.Package) string {
	if p == src.Types || src.Module != "" && (p.Path() == src.Module || strings.HasPrefix(p.Path(), src.Module+"/")) {
		return ""
	}
	return "package " + p.Path()
}
