package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/hhgen/hhgen/internal/config"
)

// revisionBase is the tree of a git revision, in a temporary folder. The whole
// tree is needed: a replace directive may lead to another module in it.
func revisionBase(revision string, t target) (*base, error) {
	prefix, err := git(nil, "rev-parse", "--show-prefix")
	if err != nil {
		return nil, fmt.Errorf("%s is no folder, and the working directory is in no git repository that could have such a revision: %w", revision, err)
	}
	commit, err := git(nil, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("%s is no revision of this git repository, and no folder: check the name, or fetch the revision (git fetch origin %s)", revision, strings.TrimPrefix(revision, "origin/"))
	}
	tmp, err := os.MkdirTemp("", "hhgen-base-")
	if err != nil {
		return nil, err
	}
	b := &base{name: revision, mayLack: true, pkgName: t.nameOfFiles(), remove: func() { _ = os.RemoveAll(tmp) }}
	if err := b.checkOut(tmp, commit, prefix, t); err != nil {
		b.remove()
		return nil, err
	}
	return b, nil
}

// checkOut writes the tree of a commit. An index of its own leaves the
// repository's as it is; git archive would leave out what .gitattributes says.
func (b *base) checkOut(tmp, commit, prefix string, t target) error {
	tmp, err := filepath.EvalSymlinks(tmp) // as the go command has it
	if err != nil {
		return err
	}
	top, err := git(nil, "rev-parse", "--show-toplevel")
	if err != nil {
		return err
	}
	tree := filepath.Join(tmp, "tree")
	index := []string{"GIT_INDEX_FILE=" + filepath.Join(tmp, "index")}
	if _, err := git(index, "-C", top, "-c", "core.sparseCheckout=false", "read-tree", commit); err != nil {
		return err
	}
	if _, err := git(index, "-C", top, "checkout-index", "--all", "--prefix="+filepath.ToSlash(tree)+"/"); err != nil {
		return err
	}
	b.dir = filepath.Join(tree, prefix)
	b.show = func(path string) (string, bool) {
		rel, ok := below(tree, path)
		return b.name + ":" + rel, ok
	}
	root, err := config.Root(b.dir)
	if err != nil {
		return err
	}
	if _, inside := below(tree, root); !inside {
		return nil // all is new
	}
	b.args, b.folder = t.presentIn(b.dir), beside(b.dir)
	b.env = append(os.Environ(), "GOWORK="+workspace(top, tree))
	return mendReplaces(filepath.Join(root, "go.mod"), tree, top)
}

// git runs git in the working directory, and returns what it prints.
func git(env []string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		if message := strings.TrimSpace(string(exit.Stderr)); message != "" {
			err = errors.New(message)
		}
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.TrimRight(string(out), "\r\n"), err
}

// workspace is the go.work of the tree that stands for the one in use, since
// that would lead back to the packages of today; off if there is none.
func workspace(top, tree string) string {
	if rel, ok := below(top, goVar("GOWORK")); ok {
		path := filepath.Join(tree, filepath.FromSlash(rel))
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return "off"
}

// mendReplaces lets the replace directives of a go.mod that lead out of the
// repository lead where they led from there. With a vendor folder they are not
// followed, and may not change.
func mendReplaces(path, tree, top string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(path), "vendor")); err == nil {
		return nil
	}
	mod, err := modfile.Parse(path, text, nil)
	if err != nil {
		return nil // the go command says so
	}
	changed := false
	for _, r := range mod.Replace {
		if r.New.Version != "" || filepath.IsAbs(r.New.Path) {
			continue
		}
		led := filepath.Join(filepath.Dir(path), r.New.Path)
		if _, inside := below(tree, led); inside {
			continue
		}
		rel, err := filepath.Rel(tree, led)
		if err != nil {
			return err
		}
		changed = true
		if err := mod.AddReplace(r.Old.Path, r.Old.Version, filepath.ToSlash(filepath.Join(top, rel)), ""); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	text, err = mod.Format()
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o666)
}
