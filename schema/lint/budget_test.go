package lint_test

import (
	"regexp"
	"strconv"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/lint"
)

var advised = regexp.MustCompile(`(maxitems|maxbytes)=([0-9]+)`)

// The bounds that messages advise are within the limits.
func TestBudgetAdvice(t *testing.T) {
	list := func(items, bytes int, elem *schema.Type) *schema.Field {
		return &schema.Field{Key: "documents", Namespace: schema.Outputs, MaxItems: items, MaxBytes: bytes, Type: &schema.Type{Kind: schema.KindList, Elem: elem}}
	}
	str, number := &schema.Type{Kind: schema.KindString}, &schema.Type{Kind: schema.KindFloat}
	pair := &schema.Type{Kind: schema.KindObject, Fields: []*schema.Field{{Key: "id", MaxBytes: 36, Type: str}, {Key: "score", Type: number}}}
	for _, c := range []struct {
		name  string
		field *schema.Field
		rule  *schema.Rule
	}{
		{"list of strings", list(8, 200, str), lint.BudgetField},
		{"list of numbers", list(129, 0, number), lint.BudgetField},
		{"list of objects", list(40, 0, pair), lint.BudgetField},
		{"lists of strings", list(5, 60, &schema.Type{Kind: schema.KindList, Elem: str}), lint.BudgetField},
		{"attributes", list(200, 8, str), lint.BudgetAttributes},
		{"attributes of objects", list(65, 0, pair), lint.BudgetAttributes},
		{"record of a list", list(40, 500, str), lint.BudgetRecord},
		{"record of a string", &schema.Field{Key: "answer", Namespace: schema.Outputs, Large: true, MaxBytes: 20000, Type: str}, lint.BudgetRecord},
	} {
		t.Run(c.name, func(t *testing.T) {
			message := reported(c.rule, c.field)
			advice := advised.FindStringSubmatch(message)
			if advice == nil {
				t.Fatalf("no bound in %q", message)
			}
			n, _ := strconv.Atoi(advice[2]) // digits, as the expression says
			switch advice[1] {
			case "maxitems":
				c.field.MaxItems = n
			case "maxbytes":
				c.field.MaxBytes = n
			}
			if again := reported(c.rule, c.field); again != "" {
				t.Errorf("after %q: %q", message, again)
			}
		})
	}
}

// reported is the message of a rule about a record of one field.
func reported(rule *schema.Rule, f *schema.Field) string {
	for _, found := range lint.Run(lint.Config{}, []*schema.Package{pkg("example.com/a", f)}) {
		if found.Rule == rule {
			return found.Message
		}
	}
	return ""
}
