package lsp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/scratch"
)

// written tells the server that files on disk were changed.
func (c *client) written(paths ...string) {
	c.Helper()
	var p watchedParams
	for _, path := range paths {
		p.Changes = append(p.Changes, struct {
			URI string `json:"uri"`
		}{uriOf(path)})
	}
	c.notify("workspace/didChangeWatchedFiles", p)
}

const typo = "TAG_NAMESPACE"

// wrong is a schema with a mistake at 8:22-8:31.
var wrong = strings.Replace(chat, "metadata,max", "metadatta,max", 1)

// What is closed without being saved is as it is on disk, and what is removed has no
// findings. Files appear that nobody has opened.
func TestFiles(t *testing.T) {
	dir := app(t)
	c := start(t)
	c.initialize(nil, dir)
	schema, more := filepath.Join(dir, "chat/chat.go"), filepath.Join(dir, "more/more.go")
	c.open(schema, wrong)
	c.await(schema, "8:22-8:31 "+typo)
	c.notify("textDocument/didClose", documentParams{textDocument{URI: uriOf(schema)}})
	c.await(schema)
	// A syntax error keeps what is known until the file can be read.
	c.open(schema, "")
	c.change(schema, contentChange{Text: chat + "\ntype"})
	c.await(schema, "13:3-13:4 PACKAGE_PARSE")
	c.change(schema, contentChange{Text: chat})
	c.await(schema)
	scratch.Write(t, more, strings.Replace(wrong, "package chat", "package more", 1))
	c.written(more)
	c.await(more, "8:22-8:31 "+typo)
	if err := os.RemoveAll(filepath.Dir(more)); err != nil {
		t.Fatal(err)
	}
	c.written(more)
	c.await(more)
	// The configuration, saved and not.
	yaml := filepath.Join(dir, "hhgen.yaml")
	scratch.Write(t, yaml, "lint:\n  levle: strict\n")
	c.written(yaml)
	c.await(yaml, "1:2-1:7 CONFIG_KEY")
	c.open(yaml, "lint:\n  level: strict\n")
	c.await(yaml)
}

// Modules of a workspace are judged each by itself, and what one of them saves is
// seen by the other. A module beside the workspace, and a file in no module, are left
// alone.
func TestModules(t *testing.T) {
	dir := scratch.Dir(t)
	dict, app, beside := filepath.Join(dir, "work", "dict"), filepath.Join(dir, "work", "app"), filepath.Join(dir, "beside")
	for _, m := range []struct{ dir, path string }{{dict, "example.com/dict"}, {app, "example.com/app"}, {beside, "example.com/beside"}} {
		scratch.ModuleIn(t, m.dir, m.path)
		scratch.Write(t, filepath.Join(m.dir, "chat/chat.go"), chat)
	}
	scratch.Write(t, filepath.Join(dir, "work/go.work"), "go 1.26.0\n\nuse (\n\t./app\n\t./dict\n)\n")
	uses := strings.Replace(strings.Replace(chat, "\t// Score", "\tdict.User\n\t// Score", 1), `import "github.com/hhgen/hhgen/runtime"`,
		"import (\n\t\"github.com/hhgen/hhgen/runtime\"\n\n\tdict \"example.com/dict/user\"\n)", 1)
	scratch.Write(t, filepath.Join(app, "chat/chat.go"), uses)
	user := "package user\n\n// User is who asks.\ntype User struct {\n\t// Plan is what they pay for.\n\tPlan string `hh:\"user_properties,maxbytes=8\"`\n}\n"
	scratch.Write(t, filepath.Join(dict, "user/user.go"), user)
	mod, err := os.ReadFile(filepath.Join(app, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	scratch.Write(t, filepath.Join(app, "go.mod"), string(mod)+"\nrequire example.com/dict v0.0.0\n\nreplace example.com/dict => ../dict\n")
	t.Chdir(filepath.Join(dir, "work"))
	c := start(t)
	c.initialize(nil, filepath.Join(dir, "work"))
	loose := filepath.Join(dir, "work", "loose.go")
	scratch.Write(t, loose, wrong)
	c.open(loose, "")
	c.open(filepath.Join(beside, "chat/chat.go"), wrong)
	c.open(filepath.Join(app, "chat/chat.go"), "")
	c.open(filepath.Join(dict, "chat/chat.go"), wrong)
	c.await(filepath.Join(dict, "chat/chat.go"), "8:22-8:31 "+typo)
	c.await(filepath.Join(app, "chat/chat.go"))
	c.ready(app)
	// The key of the field that is embedded is now one that the record has already.
	scratch.Write(t, filepath.Join(dict, "user/user.go"), strings.Replace(user, "user_properties,", "metrics,key=score,", 1))
	c.written(filepath.Join(dict, "user/user.go"))
	p := c.awaitRule(filepath.Join(app, "chat/chat.go"), "KEY_DUPLICATE")
	if len(p.Diagnostics) == 0 {
		t.Error(p)
	}
	if err := c.end(); err != nil {
		t.Error(err)
	}
	for path := range c.last {
		if path == loose || strings.HasPrefix(path, beside) {
			t.Errorf("something was found in %s", path)
		}
	}
}
