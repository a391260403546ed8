package judge

import (
	"context"
	"path/filepath"

	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// Edited is a module whose files are being edited.
type Edited struct {
	*load.Edited
	root string
}

// Edit is the module in a folder.
func Edit(root string) Edited { return Edited{load.Edit(root), root} }

// Judgement is what is wrong with the schemas of a module.
type Judgement struct {
	Errors schema.Findings // for which no code is generated
	// Linted says that there are no such errors, so the other members are known.
	Linted   bool
	Lint     schema.Findings
	Outdated schema.Findings // outputs
	// Packages are those that could be read.
	Packages []*schema.Package
}

// Judge reads the module with unsaved contents, and says what [Set.Lint] and
// hhgen do of it. Ctx ends the go command. An error is about the module as a whole.
func (e Edited) Judge(ctx context.Context, unsaved regular.Overlay) (j Judgement, err error) {
	m, err := e.Read(ctx, unsaved)
	if err := j.Errors.Collect(err); err != nil || len(j.Errors) > 0 {
		return j, err
	}
	s := Set{m}
	sources, err := s.Sources()
	if err := j.Errors.Collect(err); err != nil {
		return j, err
	}
	j.Packages = append(s.Packages(), m.DictionaryPackages...)
	files, err := output.Plan(sources)
	if err := j.Errors.Collect(err); err != nil {
		return j, err
	}
	if j.Linted = len(j.Errors) == 0; j.Linted {
		j.Lint, j.Outdated = s.Lint(), Outdated(files, "go generate, or hhgen")
	}
	e.include(j.Errors)
	e.include(j.Lint)
	return j, nil
}

// include has the packages in which something was found read again.
func (e Edited) include(findings schema.Findings) {
	for _, f := range findings {
		if abs, err := filepath.Abs(f.Pos.Filename); err == nil && filepath.Ext(abs) == ".go" {
			e.Include(filepath.Dir(abs))
		}
	}
}
