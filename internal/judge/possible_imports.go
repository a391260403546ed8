package judge

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/raw"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// The go command tells an analyzer only of packages that the analyzed one imports. So
// that calls can be rewritten in packages which import no records yet, each of these
// gets a file that is not on disk, and imports the packages of records that it may
// import: those of its module that do not depend on it.

// listed is what go list says of a package.
type listed struct {
	Dir, ImportPath, Name  string
	GoFiles, Imports, Deps []string
	TestImports            []string
}

// withPossibleImports is c with these files.
func (c CallSites) withPossibleImports() (CallSites, error) {
	root, err := folder.Module(c.Dir)
	if err != nil || root == "" {
		return c, err
	}
	if load.CheckFiles([]string{filepath.Join(root, "...")}) != nil {
		return c, nil // the go command would wait for what is no file, maybe of another package
	}
	pkgs, err := c.list(root)
	if err != nil {
		return c, err
	}
	files, below := regular.Overlay{}, belowRecords(pkgs)
	for _, p := range pkgs {
		if text := possibleImports(p, pkgs, below); text != "" {
			files[filepath.Join(p.Dir, vet.PossibleImports)] = []byte(text)
		}
	}
	if len(files) > 0 {
		maps.Copy(files, c.Unsaved)
		c.Unsaved = files
	}
	return c, nil
}

// list are the packages of a module.
func (c CallSites) list(root string) (pkgs []*listed, err error) {
	cmd := exec.CommandContext(cmp.Or(c.Context, context.Background()), "go", "list", "-e", "-json=Dir,ImportPath,Name,GoFiles,Imports,Deps,TestImports", "./...")
	cmd.Dir, cmd.Env = root, c.Env
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs, nil
		} else if err != nil {
			return nil, err
		}
		pkgs = append(pkgs, &p)
	}
}

// possibleImports is a file for a package that may record attributes; "" if there is
// nothing to import. Below are the packages that may import no records.
func possibleImports(p *listed, pkgs []*listed, below map[string]bool) (text string) {
	if !slices.Contains(p.Deps, raw.AttributePath) || len(p.GoFiles) == 0 || below[p.ImportPath] {
		return ""
	}
	for _, records := range pkgs {
		importable := schema.GoName{Path: records.ImportPath}.ImportableFrom(p.ImportPath)
		if records.hasRecords() && importable && !slices.Contains(p.Imports, records.ImportPath) {
			text += fmt.Sprintf("import _ %q\n", records.ImportPath)
		}
	}
	if text == "" {
		return ""
	}
	return "package " + p.Name + "\n\n" + text
}

func (p *listed) hasRecords() bool { return slices.Contains(p.GoFiles, schema.OutputName) }

// belowRecords are the packages with records, and those that they, or their tests,
// depend on. If one of these imported records, there might be a cycle, perhaps of
// several such imports.
func belowRecords(pkgs []*listed) map[string]bool {
	deps := map[string][]string{}
	for _, p := range pkgs {
		deps[p.ImportPath] = p.Deps
	}
	below := map[string]bool{}
	for _, p := range pkgs {
		if !p.hasRecords() {
			continue
		}
		below[p.ImportPath] = true
		for _, path := range slices.Concat(p.Deps, p.TestImports) {
			below[path] = true
			for _, further := range deps[path] {
				below[further] = true
			}
		}
	}
	return below
}

// raws reports whether one of the findings is about an attribute of which a package
// of records may know more than was asked.
func raws(findings schema.Findings) bool {
	return slices.ContainsFunc(findings, func(f *schema.Finding) bool { return f.Rule == vet.RawAttribute })
}
