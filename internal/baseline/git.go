package baseline

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// variables are those by which git tells what it runs, such as a hook, which
// repository it is working on. They do not hold for the folder in which that
// runs git again: in a linked worktree, GIT_DIR alone makes any folder the root
// of the working tree. This is the list of git rev-parse --local-env-vars less
// the configuration of the command line, by which users say whom they trust, and
// how private modules are fetched.
var variables = []string{
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_OBJECT_DIRECTORY", "GIT_QUARANTINE_PATH", "GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE",
	"GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_INTERNAL_SUPER_PREFIX",
	"GIT_SHALLOW_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_ATTR_SOURCE",
}

// ClearEnvironment removes git's variables from the environment of the process,
// and so of all commands that it runs: git, and the go command, which may run it.
func ClearEnvironment() {
	for _, name := range variables {
		_ = os.Unsetenv(name) // a name without an equals sign can be unset
	}
}

// Repository is the git repository that the working directory is in.
type Repository struct {
	top    string // root of the working tree, absolute, without symbolic links
	prefix string // the working directory as seen from there, with slashes; "" at the root
}

// NoRepositoryError says that the working directory is in no repository that can
// be used.
type NoRepositoryError struct{ Reason error }

func (e *NoRepositoryError) Error() string { return e.Reason.Error() }

// Find finds the repository around the working directory.
func Find() (*Repository, error) {
	prefix, err := git("", "rev-parse", "--show-prefix")
	if err != nil {
		return nil, unusable(err)
	}
	top, err := git("", "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, &NoRepositoryError{fmt.Errorf("the working directory is not in a git working tree: change to a folder that git has checked out: %w", err)}
	}
	return &Repository{filepath.FromSlash(top), strings.TrimSuffix(prefix, "/")}, nil
}

// unusable is the error about a repository that git does not open.
func unusable(err error) error {
	message := err.Error()
	switch i := strings.Index(message, "git config --global --add safe.directory "); {
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("a git revision needs git, which is not installed, or not in PATH: %w", err)
	case i >= 0:
		return fmt.Errorf("git does not trust this repository, which belongs to another user: run %s", strings.TrimSpace(message[i:]))
	case strings.Contains(message, "not a git repository"):
		return &NoRepositoryError{err}
	}
	return fmt.Errorf("git cannot read the repository of the working directory: %w", err)
}

// UnknownRevisionError says that a repository has no such revision.
type UnknownRevisionError struct {
	Revision string
	Fix      string // what may be wrong, and what to run
}

func (e *UnknownRevisionError) Error() string {
	return fmt.Sprintf("%s is neither a revision of this git repository nor a folder: %s", e.Revision, e.Fix)
}

// Commit is the commit that a revision names.
func (r *Repository) Commit(revision string) (string, error) {
	object, err := parse(revision)
	if err != nil {
		return "", &UnknownRevisionError{revision, "check the name, or fetch what " + unfetched()}
	}
	if commit, err := parse(object + "^{commit}"); err == nil {
		return commit, nil
	}
	if object, err = parse(object + "^{}"); err != nil {
		return "", &UnknownRevisionError{revision, "fetch what " + unfetched()}
	}
	kind, err := git("", "cat-file", "-t", object)
	if err != nil {
		return "", err
	}
	return "", fmt.Errorf("%s is a git %s, which is not part of the history: name a commit, a branch, or the tag of a commit", revision, kind)
}

// parse is the object that a name stands for. A name is no option.
func parse(name string) (string, error) {
	return git("", "rev-parse", "--verify", "--quiet", "--end-of-options", name)
}

// unfetched is what a clone has not fetched, and how it would. Those of CI are
// often shallow.
func unfetched() string {
	if shallow, err := git("", "rev-parse", "--is-shallow-repository"); err == nil && shallow == "true" {
		return "this shallow clone lacks (git fetch --unshallow --tags origin, or fetch-depth: 0 of actions/checkout)"
	}
	return "is new (git fetch --tags origin)"
}

// Own is the error about a folder that is in another repository within this
// one; nil if it does not.
func (r *Repository) Own(dir string) error {
	top, err := git(dir, "rev-parse", "--show-toplevel")
	if err != nil || filepath.FromSlash(top) == r.top { // a folder that is gone is in this one
		return nil
	}
	rel, err := r.Rel(dir)
	if err != nil {
		return err
	}
	return fmt.Errorf("%s is in another git repository: run hhgen breaking there, with --against a revision of it", rel)
}

// Rel is a folder as seen from the root of the working tree, with slashes. One
// that is outside of it is an error.
func (r *Repository) Rel(dir string) (string, error) {
	cwd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	// As far as the names go, since a link to a folder has a place of its own in
	// the repository.
	if rel, err := filepath.Rel(cwd, abs); err == nil {
		if rel = path.Join(r.prefix, filepath.ToSlash(rel)); isLocal(rel) {
			return rel, nil
		}
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		if rel, err := filepath.Rel(r.top, real); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel), nil
		}
	}
	return "", fmt.Errorf("%s is outside the git repository of the working directory: run hhgen breaking there", dir)
}

// before is a folder beside the working tree, as seen from the working directory.
// Links that lead out of the one lead to the same place from the other.
func (r *Repository) before() string {
	up := path.Join("..", "before")
	if r.prefix != "" {
		up = path.Join(strings.Repeat("../", strings.Count(r.prefix, "/")+1), up)
	}
	return up
}

// isLocal reports whether a path with slashes does not lead up.
func isLocal(rel string) bool { return rel != ".." && !strings.HasPrefix(rel, "../") }

// modules are the go.mod files of the working tree, tracked or new.
func (r *Repository) modules() ([]Module, error) {
	list, err := git(r.top, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", ":(top,glob)**/go.mod")
	if err != nil {
		return nil, err
	}
	var modules []Module
	for _, name := range strings.Split(list, "\x00") {
		file := filepath.Join(r.top, filepath.FromSlash(name))
		if info, err := os.Stat(file); name == "" || err != nil || !info.Mode().IsRegular() {
			continue
		}
		if text, err := os.ReadFile(file); err == nil {
			modules = append(modules, newModule(text, path.Dir(name)))
		}
	}
	slices.SortFunc(modules, func(a, b Module) int { return strings.Compare(a.Dir, b.Dir) })
	return modules, nil
}

// safe keeps git from running what the configuration of a repository names. Of
// the commands used here, ls-files alone would.
var safe = []string{"-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull}

// gitCommand is git in a folder, "" for the working directory. Its messages are
// compared here, so they are in one language.
func gitCommand(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("git", slices.Concat(safe, args)...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0")
	return cmd
}

// git runs git, and returns what it prints.
func git(dir string, args ...string) (string, error) {
	out, err := gitCommand(dir, args...).Output()
	return strings.TrimRight(string(out), "\r\n"), gitError(err, args)
}

// gitError is what git says of its failure.
func gitError(err error, args []string) error {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		if message := strings.Join(strings.Fields(string(exit.Stderr)), " "); message != "" {
			err = errors.New(message)
		}
	}
	if err != nil {
		return fmt.Errorf("git %s: %w", args[0], err)
	}
	return nil
}
