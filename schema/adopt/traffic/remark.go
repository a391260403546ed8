package traffic

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
)

// Remark is something about a key that people have to know, or to decide.
type Remark struct {
	About About
	Key   string // with its namespace; "" for what is not about a key
	Seen  string // in how many spans of which services; "" if that is not known
	Text  string
}

// About says what a remark is about.
type About int

// What remarks are about, in the order in which reports have them.
const (
	NotDeclared About = iota // a key that no record has
	Declared                 // a key that is declared as it is, and may not be right
	Spelling                 // keys that may mean the same
	Unread                   // what was not read, or too seldom seen
)

func (b *builder) remark(n *node, about About, format string, args ...any) {
	b.found.Remarks = append(b.found.Remarks, Remark{about, n.path, b.seenIn(n), fmt.Sprintf(format, args...)})
}

func (b *builder) sortRemarks() {
	slices.SortFunc(b.found.Remarks, func(x, y Remark) int {
		return cmp.Or(cmp.Compare(x.About, y.About), cmp.Compare(x.Key, y.Key), cmp.Compare(x.Text, y.Text))
	})
	b.found.Remarks = slices.Compact(b.found.Remarks)
}

// mostNamed is how many services are named in a row.
const mostNamed = 4

// seenIn says in how many spans of which services n was seen: "412 of chat-api and
// 3 of web".
func (b *builder) seenIn(n *node) string { return b.say(n.in) }

// say is a tally of services in words.
func (b *builder) say(t tally) string {
	t = slices.SortedFunc(slices.Values(t), func(x, y serviceCount) int {
		return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(b.o.serviceName(x.service), b.o.serviceName(y.service)))
	})
	var all []string
	for i, s := range t {
		if i == mostNamed && len(t) > mostNamed+1 { // one more has room
			all = append(all, fmt.Sprintf("%d of %s", t[i:].total(), schema.Count(len(t)-i, "more service")))
			break
		}
		all = append(all, fmt.Sprintf("%d of %s", s.n, b.o.serviceName(s.service)))
	}
	return joinAnd(all)
}

func (t tally) total() (n int) {
	for _, s := range t {
		n += s.n
	}
	return n
}

// serviceName is the name of a service, for people.
func (o *Observer) serviceName(i int) string {
	if i == otherServices {
		return "other services"
	}
	if name := o.services.all[i]; name != "" {
		return schema.Printable(name)
	}
	return "a service without a name"
}

func joinAnd(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " and " + all[len(all)-1]
}

// kindNames are the types of values for people.
var kindNames = [...]string{
	otlp.String: "a string", otlp.Bool: "a boolean", otlp.Int: "an integer", otlp.Double: "a number", otlp.Bytes: "bytes",
}

// kinds names the types of n's own values: "a string", or "a string (3 of web) and
// an integer (4 of chat-api)".
func (b *builder) kinds(n *node) string {
	var all []string
	for kind, name := range kindNames {
		if name != "" && n.values.count[kind] > 0 {
			all = append(all, name+" ("+b.say(n.of[kind])+")")
		}
	}
	if len(all) == 1 {
		all[0], _, _ = strings.Cut(all[0], " (")
	}
	return joinAnd(all)
}
