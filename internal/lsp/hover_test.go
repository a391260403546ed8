package lsp

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/scratch"
)

// hoverAt is what is shown at | in a document, which is opened without it.
func (c *client) hoverAt(path, marked string) string {
	c.Helper()
	before, after, _ := strings.Cut(marked, "|")
	c.open(path, before+after)
	line := strings.Count(before, "\n")
	at := position{uint32(line), uint32(len(before) - strings.LastIndex(before, "\n") - 1)}
	var h hover
	if failed := c.call("textDocument/hover", positionParams{textDocument{URI: uriOf(path)}, at}, &h); failed != nil {
		c.Fatal(failed)
	}
	return h.Contents.Value
}

func TestHover(t *testing.T) {
	dir := app(t)
	scratch.Write(t, filepath.Join(dir, "hhgen.yaml"), "schemas:\n  ./review: [review.schema.json]\n")
	scratch.Write(t, filepath.Join(dir, "review/review.schema.json"), review)
	scratch.Write(t, filepath.Join(dir, "order/order.go"), order)
	generate(t, dir)
	c := start(t)
	c.initialize([]encoding{utf8Units}, dir)
	schema := filepath.Join(dir, "chat/chat.go")
	c.open(schema, "")
	c.ready(dir)
	for _, test := range []struct{ path, marked, want string }{
		{schema, strings.Replace(chat, "Feature hh", "Fea|ture hh", 1), "`metadata.feature`: bounded text (`hh.Text`)\n" +
			"\nFeature is the part of the product that was used.\n\n" +
			"- attribute of spans: `honeyhive_metadata.feature`\n- query: `metadata.feature`\n" +
			"- bounds: 32 bytes, longer strings are cut\n- required: its record's constructor takes it\n" +
			"- at most: 1 attribute and 58 bytes with keys\n- setter: `chat.WithFeature`\n- recorded by: `chat.Turn`\n"},
		{schema, strings.Replace(chat, "minimum", "mini|mum", 1), "bounds: at least 0; at most 1\n"},
		{schema, strings.Replace(chat, "package chat", "package |chat", 1), ""},
		{filepath.Join(dir, "bot/bot.go"), strings.Replace(bot, "WithScore", "With|Score", 1), "`metrics.score`: number"},
		{filepath.Join(dir, "order/order.go"), strings.Replace(order, "UserID", "User|ID", 1),
			"recorded by: `order.User`, `order.Order` through `order.User`, `order.Refund` through `order.User`\n"},
		{filepath.Join(dir, "order/order.go"), strings.Replace(order, "Price ", "Pri|ce ", 1), "query: `outputs.items.*.price`\n"},
		{filepath.Join(dir, "review/review.schema.json"), strings.Replace(review, "maxLength", "max|Length", 1), "query: `metadata.comment`\n"},
		{filepath.Join(dir, "review/review.schema.json"), strings.Replace(review, `"stars"`, `"st|ars"`, 1), "query: `feedback.stars`\n"},
	} {
		got := c.hoverAt(test.path, test.marked)
		if !strings.Contains(got, test.want) || test.want == "" && got != "" {
			t.Errorf("%s shows\n%s\nwant\n%s", test.marked, got, test.want)
		}
	}
}

const order = `// Package order has the records of orders.
package order

// User is who buys.
type User struct {
	UserID string ` + "`hh:\"user_properties,maxbytes=64\"`" + `
}

// Order is an order.
type Order struct {
	User
	Items []Item ` + "`hh:\"outputs,maxitems=4\"`" + `
}

// Refund is a refund.
type Refund struct {
	User
	Reason string ` + "`hh:\"metadata,maxbytes=64\"`" + `
}

// Item is a part of an order.
type Item struct {
	Price float64 ` + "`hh:\",minimum=0\"`" + `
}
`

const review = `{
  "title": "Review",
  "description": "Review is what a reader thinks.",
  "type": "object",
  "properties": {
    "metadata": {
      "type": "object",
      "properties": {
        "comment": {"type": "string", "description": "what was said", "maxLength": 64}
      }
    },
    "feedback": {
      "type": "object",
      "properties": {
        "stars": {"type": "integer", "description": "how many", "minimum": 0, "maximum": 5}
      }
    }
  }
}
`
