package baseline_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/baseline"
)

// repository is a git repository that the test runs in.
type repository struct {
	t   *testing.T
	dir string
}

func newRepository(t *testing.T) *repository {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	r := &repository{t, t.TempDir()}
	t.Chdir(r.dir)
	for _, v := range []string{
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
	} {
		name, value, _ := strings.Cut(v, "=")
		t.Setenv(name, value)
	}
	r.git("", "init", "-q", "-b", "main")
	return r
}

func (r *repository) git(stdin string, args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Stdin, cmd.Stderr = strings.NewReader(stdin), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("git %v: %v", args, err)
	}
	return strings.TrimSpace(string(out))
}

// blob stores a content, and returns its object.
func (r *repository) blob(content string) string {
	return r.git(content, "hash-object", "-w", "--stdin")
}

// tree stores a folder of lines as ls-tree prints them, without the checks by
// which git keeps names out that lead elsewhere.
func (r *repository) tree(entries ...[3]string) string {
	r.t.Helper()
	var content bytes.Buffer
	for _, e := range entries { // mode, name, object
		fmt.Fprintf(&content, "%s %s\x00", e[0], e[1])
		for i := 0; i < len(e[2]); i += 2 {
			var b byte
			if _, err := fmt.Sscanf(e[2][i:i+2], "%02x", &b); err != nil {
				r.t.Fatal(err)
			}
			content.WriteByte(b)
		}
	}
	return r.git(content.String(), "hash-object", "-t", "tree", "-w", "--literally", "--stdin")
}

func (r *repository) commit(tree string) string { return r.git("a commit", "commit-tree", tree) }

// checkOut writes a commit to a folder beside a file that must stay as it is.
func (r *repository) checkOut(commit string) (*baseline.Tree, string, error) {
	r.t.Helper()
	around := r.t.TempDir()
	dir := filepath.Join(around, "tree")
	if err := os.Mkdir(dir, 0o777); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(around, "outside"), []byte("kept"), 0o666); err != nil {
		r.t.Fatal(err)
	}
	repo, err := baseline.Find()
	if err != nil {
		r.t.Fatal(err)
	}
	tree, err := repo.CheckOut("main", commit, dir)
	if err == nil {
		r.t.Cleanup(tree.Close)
	}
	if content, err := os.ReadFile(filepath.Join(around, "outside")); err != nil || string(content) != "kept" {
		r.t.Errorf("a file outside of the folder has changed: %q, %v", content, err)
	}
	if names, err := os.ReadDir(around); err != nil || len(names) != 2 {
		r.t.Errorf("there are more files around the folder: %v, %v", names, err)
	}
	return tree, dir, err
}

// Names that lead out of the folder, or that make it a repository of its own,
// are errors, and nothing is written there.
func TestNamesThatEscape(t *testing.T) {
	r := newRepository(t)
	evil := r.blob("evil")
	config := r.tree([3]string{"100644", "config", evil})
	for name, tree := range map[string]string{
		"up":              r.tree([3]string{"40000", "..", r.tree([3]string{"100644", "outside", evil})}),
		"a slash":         r.tree([3]string{"100644", "../outside", evil}),
		"absolute":        r.tree([3]string{"100644", "/tmp/outside", evil}),
		"git":             r.tree([3]string{"40000", ".git", config}),
		"git in capitals": r.tree([3]string{"40000", ".GIT", config}),
		"git below":       r.tree([3]string{"40000", "a", r.tree([3]string{"40000", ".git", config})}),
		"a dot":           r.tree([3]string{"40000", ".", config}),
	} {
		t.Run(name, func(t *testing.T) {
			r.t = t
			_, dir, err := r.checkOut(r.commit(tree))
			if err == nil || !strings.Contains(err.Error(), "which git cannot check out") {
				t.Errorf("the error is %v", err)
			}
			if names, _ := os.ReadDir(dir); len(names) > 0 {
				t.Errorf("written: %v", names)
			}
		})
	}
}

// A name that a tree has twice, as a link and as a folder of files, is written
// through by nobody.
func TestLinkAndFolderOfOneName(t *testing.T) {
	r := newRepository(t)
	evil := r.blob("evil")
	up := r.blob("..")
	inside := r.tree([3]string{"100644", "outside", evil})
	for _, tree := range []string{
		r.tree([3]string{"120000", "a", up}, [3]string{"40000", "a", inside}),
		r.tree([3]string{"40000", "a", inside}, [3]string{"120000", "a", up}),
		r.tree([3]string{"120000", "a", up}, [3]string{"100644", "a", evil}),
	} {
		if _, _, err := r.checkOut(r.commit(tree)); err == nil {
			t.Error("there is no error")
		}
	}
}

// Links that lead out, however, lead nowhere; others are as they were.
func TestLinks(t *testing.T) {
	r := newRepository(t)
	link := func(name, target string) [3]string { return [3]string{"120000", name, r.blob(target)} }
	deep := r.tree(link("down", "../../b"), link("top", "../.."))
	chain := make([][3]string, 12)
	for i := range chain {
		chain[i] = link(fmt.Sprintf("chain%02d", i), fmt.Sprintf("chain%02d", i+1))
	}
	chain[11] = link("chain11", "../outside")
	entries := append([][3]string{
		{"40000", "a", r.tree([3]string{"40000", "deep", deep})},
		link("absolute", "/etc/hostname"),
		{"40000", "b", r.tree([3]string{"100644", "file", r.blob("content")})},
	}, chain...)
	entries = append(entries,
		link("dangling", "none/file"),
		link("file", "a/deep/down/file"),
		link("self", "self"),
		link("through", "a/deep/top/../outside"), // inside by its letters
		link("up", "../outside"),
	)
	tree, dir, err := r.checkOut(r.commit(r.tree(entries...)))
	if err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(filepath.Join(dir, "file")); err != nil || string(content) != "content" {
		t.Errorf("a link that stays inside leads to %q, %v", content, err)
	}
	for _, name := range []string{"absolute", "chain00", "chain05", "chain11", "dangling", "self", "through", "up"} {
		if content, err := os.ReadFile(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s leads to %q", name, content)
		}
		blocked := tree.Blocked(name)
		if out := name != "dangling"; (blocked != nil) != out {
			t.Errorf("%s is said to be blocked: %v", name, blocked)
		}
	}
	if err := tree.Blocked("a/deep/top/up/file"); err == nil {
		t.Error("a path through two links leads out, and is not blocked")
	}
}

// Content is written as it is stored: of any size, with any line ends, and with
// placeholders of git lfs and git archive.
func TestContent(t *testing.T) {
	r := newRepository(t)
	r.git("", "config", "core.autocrlf", "true")
	files := map[string]string{
		"empty": "", "crlf": "a\r\nb\n", "no end": "a", "binary": "\x00\xff\n\n", "large": strings.Repeat("0123456789\n", 1<<16), "archive": "$Format:%H$ $Id$",
		"new\nline": "x", ".gitattributes": "* text eol=crlf export-ignore ident\n",
	}
	for name, content := range files {
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		mode := "100644"
		if name == "binary" {
			mode = "100755"
		}
		r.git("", "update-index", "--add", "--cacheinfo", mode+","+r.blobOf(name)+","+name)
	}
	_, dir, err := r.checkOut(r.commit(r.git("", "write-tree")))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != content {
			t.Errorf("%q has %d bytes, want %d; %v", name, len(got), len(content), err)
		}
	}
}

// Large files are there, but only those that may be read have content.
func TestLargeContent(t *testing.T) {
	r := newRepository(t)
	large := r.blob(strings.Repeat("0123456789abcdef", 1<<16) + "\n")
	link := [3]string{"120000", "link", r.blob("video.mp4")}
	vendor := r.tree([3]string{"100644", "modules.txt", large})
	names := []string{"amalgamation.c", "dict.schema.json", "go.sum", "hh_gen.go", "video.mp4"}
	var entries [][3]string
	for _, name := range names {
		entries = append(entries, [3]string{"100644", name, large})
	}
	_, dir, err := r.checkOut(r.commit(r.tree(slices.Insert(entries, 4, link, [3]string{"40000", "vendor", vendor})...)))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, "vendor/modules.txt", "link") {
		want := int64(1<<20 + 1)
		if name == "video.mp4" || name == "link" {
			want = 0
		}
		if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil || info.Size() != want {
			t.Errorf("%s has not %d bytes: %v, %v", name, want, info, err)
		}
	}
}

// blobOf stores a file as it is.
func (r *repository) blobOf(name string) string {
	return r.git("", "hash-object", "-w", "--no-filters", "--", name)
}

// An object that the repository lacks is an error that names the file.
func TestMissingObject(t *testing.T) {
	r := newRepository(t)
	tree := r.tree([3]string{"100644", "chat.go", strings.Repeat("12", 20)})
	_, _, err := r.checkOut(r.commit(tree))
	if err == nil || !strings.Contains(err.Error(), "git has no content for chat.go") {
		t.Errorf("the error is %v", err)
	}
}
