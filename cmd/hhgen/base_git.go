package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

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
		return nil, fmt.Errorf("%s is no revision of this git repository, and no folder: check the name, or fetch what %s", revision, unfetched())
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

// unfetched is what a clone has not fetched, and how it would. Those of CI are
// often shallow.
func unfetched() string {
	if shallow, err := git(nil, "rev-parse", "--is-shallow-repository"); err == nil && shallow == "true" {
		return "this shallow clone lacks (git fetch --unshallow --tags origin, or fetch-depth: 0 of actions/checkout)"
	}
	return "is new (git fetch --tags origin)"
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
	_, inModule := below(tree, root)
	files := checkedOut{tree, top}
	work, err := files.workspace(!inModule)
	if err != nil || work == "" && !inModule {
		return err // or all is new
	}
	b.args, b.folder = t.presentIn(b.dir), beside(b.dir)
	b.env = append(os.Environ(), "GOWORK="+cmp.Or(work, "off"))
	if inModule {
		return files.mendModule(filepath.Join(root, "go.mod"))
	}
	return nil
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
