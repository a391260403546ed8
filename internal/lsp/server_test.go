package lsp

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/scratch"
)

// What somebody types is judged: the schema, then what follows from it for the
// call sites, and what is corrected is cleared.
func TestTyping(t *testing.T) {
	dir := app(t)
	c := start(t)
	if got := c.initialize(nil, dir).Capabilities.PositionEncoding; got != utf16Units {
		t.Errorf("encoding %s", got)
	}
	schema, calls := filepath.Join(dir, "chat/chat.go"), filepath.Join(dir, "bot/bot.go")
	c.open(schema, "")
	c.open(calls, "")
	c.await(schema)
	c.await(calls)
	c.change(schema, contentChange{Text: strings.Replace(chat, "metadata,max", "metadatta,max", 1)})
	p := c.await(schema, "8:22-8:31 TAG_NAMESPACE")
	if *p.Version != 2 || !strings.HasSuffix(p.Diagnostics[0].CodeDescription.Href, "docs/rules/TAG_NAMESPACE.md") {
		t.Errorf("got %+v", p)
	}
	c.change(schema, contentChange{Text: chat})
	c.await(schema)
	// Only what was typed is sent.
	c.change(calls, contentChange{Range: &textRange{position{10, 37}, position{10, 40}}, Text: "93"})
	c.await(calls, "10:37-10:39 VALUE_RANGE")
	c.change(calls, contentChange{Range: &textRange{position{0, 0}, position{0, 0}}, Text: "// A line.\n"})
	c.await(calls, "11:37-11:39 VALUE_RANGE")
	c.change(calls, contentChange{Range: &textRange{position{11, 37}, position{11, 39}}, Text: "1"})
	c.await(calls)
	// The go command's cache knows nothing of what was not saved.
	scratch.Write(t, calls, strings.Replace(bot, "0.5", "93", 1))
	found, err := judge.CallSites{Patterns: []string{"./bot"}}.Vet()
	if err != nil || len(found) != 1 || found[0].Pos.String() != "bot/bot.go:11:38" {
		t.Errorf("go vet finds %v, %v", found, err)
	}
	if err := c.end(); err != nil {
		t.Error(err)
	}
}

// A finding comes with its fixes, which remove it.
func TestQuickFix(t *testing.T) {
	dir := app(t)
	c := start(t)
	c.initialize([]encoding{"utf-32", utf8Units}, dir)
	schema := filepath.Join(dir, "chat/chat.go")
	wrong := strings.Replace(chat, "metadata,max", "metadatta,max", 1)
	c.open(schema, wrong)
	p := c.await(schema, "8:22-8:31 TAG_NAMESPACE")
	var actions []codeAction
	params := codeActionParams{TextDocument: textDocument{URI: uriOf(schema)}, Range: p.Diagnostics[0].Range}
	if failed := c.call("textDocument/codeAction", params, &actions); failed != nil || len(actions) == 0 {
		t.Fatal(failed, actions)
	}
	edits := actions[0].Edit.Changes[uriOf(schema)]
	if len(edits) != 1 || len(actions[0].Diagnostics) != 1 {
		t.Fatalf("got %+v", actions)
	}
	c.change(schema, contentChange{Range: &edits[0].Range, Text: edits[0].NewText})
	c.await(schema)
	if now := c.content(schema); now != chat {
		t.Errorf("the fix makes\n%s", now)
	}
	params.Context.Only = []string{"refactor"}
	if failed := c.call("textDocument/codeAction", params, &actions); failed != nil || len(actions) != 0 {
		t.Error(failed, actions)
	}
}
