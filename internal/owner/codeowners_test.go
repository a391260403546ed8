package owner_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/owner"
)

// The example of GitHub's documentation, and what its comments say.
const documented = `# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
`

func TestOf(t *testing.T) {
	for _, c := range []struct{ rules, path, want string }{
		{documented, "README", "@global-owner1 @global-owner2"},
		{documented, "src/a.js", "@js-owner"},
		{documented, "src/x/main.go", "docs@example.com"},
		{documented, "build/logs/x/y", "@octocat"}, // **/logs comes later
		{documented, "docs/getting-started.md", "@doctocat"},
		{documented, "x/apps/main", "@octocat"},
		{documented, "apps/github/x", ""},
		{documented, "scripts/deploy", "@doctocat @octocat"},
		{documented, "deeply/nested/logs", "@octocat"},
		{"docs/* @d", "docs/a.md", "@d"},
		{"docs/* @d", "docs/build-app/troubleshooting.md", ""},
		{"docs/* @d", "x/docs/a.md", ""},
		{"/chat @c", "chat/turn.go", "@c"},
		{"/chat @c", "chatter/turn.go", ""},
		{"chat/turn.go @c", "x/chat/turn.go", ""},
		{"turn.go @c", "x/chat/turn.go", "@c"},
		{"/a/**/z.go @c", "a/z.go", "@c"},
		{"/a/**/z.go @c", "a/b/c/z.go", "@c"},
		{"/a/** @c", "a/b/c/z.go", "@c"},
		{"?.go @c", "a.go", "@c"},
		{"?.go @c", "ab.go", ""},
		{"a.go @c", "abgo", ""},
		{`/with\ space/ @c`, "with space/a.go", "@c"},
		{"* @a\n!b.go @b\n[c].go @c", "b.go", "@a"},
		{"* @a\n* ", "b.go", ""},
		{"*\t@a\r\n", "b.go", "@a"},
		{"\xff.go @x\n(.go @p", "(.go", "@p"},
		{"", "b.go", ""},
		{"A.go @a", "a.go", ""},
		{"/ @a", "a.go", ""},
	} {
		if got := strings.Join(owner.Parse(c.rules).Of(c.path), " "); got != c.want {
			t.Errorf("%s by %q: got %q, want %q", c.path, c.rules, got, c.want)
		}
	}
}

// Of several files, GitHub reads one.
func TestFind(t *testing.T) {
	root := t.TempDir()
	of := func() string {
		t.Helper()
		c, err := owner.Find(root)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(c.Of("a.go"), " ")
	}
	if got := of(); got != "" {
		t.Errorf("got %q without a file", got)
	}
	for _, place := range []string{"docs", ".", ".github"} {
		path := filepath.Join(root, place, "CODEOWNERS")
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("* @"+place), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := of(); got != "@"+place {
			t.Errorf("got %q, want that of %s", got, place)
		}
	}
}
