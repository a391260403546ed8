package breaking

import (
	"cmp"
	"go/token"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// change is a field of a record or object that may have changed.
type change struct {
	*comparer
	pair
	path   string        // its current path
	was    string        // its path in the base
	nested bool          // it is a member of an object
	owner  schema.GoName // struct of the base that declares it
}

// pathOf is the path under which a field is recorded: metadata.index.size.
func pathOf(around string, f *schema.Field) string {
	switch {
	case f.Namespace.SpanOnly():
		return string(f.Namespace)
	case f.Inline:
		return "the top level of " + string(f.Namespace)
	case around == "":
		around = string(f.Namespace)
	}
	return around + "." + f.Key
}

// judges report a difference, by the aspect in which fields differ.
var judges = map[schema.Aspect]func(*change, schema.Difference){
	schema.AspectType:     (*change).wire,
	schema.AspectPrivacy:  (*change).privacy,
	schema.AspectUnit:     (*change).unit,
	schema.AspectValues:   (*change).values,
	schema.AspectBytes:    (*change).bound,
	schema.AspectLength:   (*change).bound,
	schema.AspectPattern:  (*change).pattern,
	schema.AspectItems:    (*change).bound,
	schema.AspectLow:      (*change).bound,
	schema.AspectHigh:     (*change).bound,
	schema.AspectOverflow: (*change).policy,
	schema.AspectMove:     (*change).move,
	schema.AspectBaggage:  (*change).baggage,
	schema.AspectPresence: (*change).presence,
}

// field compares a field, and its elements and members. owner is the struct of
// the base that declares it.
func (c *comparer) field(p pair, around string, owner schema.GoName) {
	if via := p.base.Via; len(via) > 0 {
		owner = via[len(via)-1].Go
	}
	ch := &change{comparer: c, pair: p, path: pathOf(around, p.now), was: pathOf(around, p.base), nested: around != "", owner: owner}
	ch.place()
	for _, d := range schema.Diff(p.base, p.now) {
		judges[d.Aspect](ch, d)
		if d.Aspect == schema.AspectType {
			return
		}
	}
	ch.constants()
	ch.names()
	ch.goType()
	ch.members()
}

// report adds a finding at an option of the field, or at the field.
func (ch *change) report(rule *schema.Rule, option, format string, args ...any) {
	pos, was := ch.now.Pos, ch.base.Pos
	if option != "" {
		pos, was = ch.now.At(option), ch.base.At(option)
	}
	ch.add(rule, pos, was, format, args...)
}

// place compares the namespaces and keys of a field.
func (ch *change) place() {
	switch ch.how.rule {
	case NamespaceChanged:
		ch.report(NamespaceChanged, "namespace", "%s is recorded as %s now, so readers of the key at {was} find nothing: keep it there, or declare a new key beside it and deprecate the old one", ch.was, ch.path)
	case KeyRenamed:
		fix := "keep the key"
		if ch.base.Namespace == ch.now.Namespace && ch.base.Inline == ch.now.Inline {
			d := ch.nowPkg.Dialect()
			fix = d.Rename(ch.base.Key) + ", or declare " + d.Assign("moved-from", "'"+ch.base.Key+" until <date>'")
		}
		ch.report(KeyRenamed, "key", "%s is recorded as %s now (%s), so readers of the key at {was} find nothing: %s%s", ch.was, ch.path, ch.how.sign, fix, ch.evenSo(ch.callsOfSetter()...))
	}
}

// removed reports a field of the base that is gone; pos is the position of what
// contained it.
func (c *comparer) removed(f *schema.Field, around string, pos token.Position) {
	path := pathOf(around, f)
	if len(f.Via) > 0 {
		path += ", a field of the embedded " + f.Via[len(f.Via)-1].Go.Short() + ","
	}
	if f.Deprecated != "" {
		c.add(KeyRetired, pos, f.Pos, "%s is gone, after it was deprecated at {was}: make sure that nothing reads it any more", path)
	} else {
		c.add(KeyRemoved, pos, f.Pos, "%s is gone, and was not deprecated at {was}: restore it, deprecate it, and remove it in a later release", path)
	}
}

// wire reports another form on the wire; then nothing else is compared.
func (ch *change) wire(d schema.Difference) {
	ch.report(TypeChanged, "", "%s is %s now, and was %s at {was}, so stored values and new ones cannot be compared: restore the type, or declare a new key and deprecate this one", ch.path, article(d.To), article(d.From))
}

// unit reports another unit. A unit for a number that had none only documents
// it.
func (ch *change) unit(d schema.Difference) {
	if d.From != "" {
		ch.report(UnitChanged, "unit", "the unit of %s is %s now, and was %s at {was}, so stored values and new ones cannot be compared: restore the unit, or declare a new key for the new unit", ch.path, cmp.Or(d.To, "none"), d.From)
	}
}

// privacy reports a change in how much of a value can be read.
func (ch *change) privacy(d schema.Difference) {
	how := func(f *schema.Field, kind string) string {
		if f.Type.Leaf().Kind.Secrecy() == 0 {
			return "recorded as it is"
		}
		return article(kind)
	}
	is, was := how(ch.now, d.To), how(ch.base, d.From)
	if d.Change == schema.Widened {
		ch.report(PrivacyRemoved, "", "%s is %s now, and was %s at {was}: restore the type, or declare another key for a value that may be read", ch.path, is, was)
		return
	}
	ch.report(PrivacyAdded, "", "%s is %s now, and was %s at {was}: tell its readers, and delete stored values if they are sensitive", ch.path, is, was)
}

// policy reports a change in what happens to strings over their bound.
func (ch *change) policy(schema.Difference) {
	ch.overflow(ch.path, ch.base.Overflow, ch.now.Overflow, ch.now.At("overflow"), ch.base.At("overflow"))
}

func (c *comparer) overflow(subject string, base, now schema.Overflow, pos, was token.Position) {
	fate := map[schema.Overflow]string{schema.Truncate: "cut", schema.Drop: "dropped"}
	c.add(OverflowChanged, pos, was, "a string of %s that is too long is %s now, and was %s at {was}: restore %s", subject, fate[now], fate[base], c.word("overflow"))
}

// baggage reports a change in whether values travel to other services.
func (ch *change) baggage(d schema.Difference) {
	if d.To == "" {
		ch.report(BaggageRemoved, "", "%s no longer travels to other services, and did at {was}, so spans of these services lack it: restore %s", ch.path, ch.word("baggage"))
		return
	}
	ch.report(BaggageAdded, "baggage", "%s travels to other services now, and did not at {was}: make sure that every host that is called may see it", ch.path)
}

// presence reports a change in whether the key is always recorded.
func (ch *change) presence(d schema.Difference) {
	if d.Change == schema.Tightened {
		ch.report(FieldNowRequired, "", "%s is always recorded now, and was optional at {was}, so a zero stands for no value, and callers must give one: make it a pointer, or add %s", ch.path, ch.word("omitzero"))
		return
	}
	ch.report(FieldNowOptional, "", "%s may be absent now, and was always recorded at {was}, so readers and callers of a constructor must change: keep it required", ch.path)
}

// names compares the Go names of a field and of its setter.
func (ch *change) names() {
	b, n := ch.base.SetterName(), ch.now.SetterName()
	switch {
	case ch.how.again && ch.base.Deprecated != "": // another field has its key now
	case ch.setterGone():
		ch.report(SetterRenamed, "setter", "the setter of %s is %s now, and %s at {was}: keep the name with %s%s", ch.path, n, b, ch.nowPkg.Dialect().Assign("setter", b), ch.evenSo())
	case ch.base.Name != ch.now.Name:
		ch.report(FieldRenamed, "", "the Go field of %s is %s now, and %s at {was}, and literals of its struct use the name: keep it", ch.path, ch.now.Name, ch.base.Name)
	}
}

// setterGone reports whether callers lose the setter.
func (ch *change) setterGone() bool {
	b := ch.base.SetterName()
	return !ch.nested && b != ch.now.SetterName() && !ch.setterStays(b)
}

// evenSo makes the end of a message whose fix keeps a part of a field, but not
// its Go name: callers that use the Go name break in any case.
func (ch *change) evenSo(callers ...string) string {
	b, n := ch.base, ch.now
	if b.Name == n.Name || !token.IsExported(b.Name) {
		return ""
	}
	callers = append([]string{"literals " + ch.owner.Name + "{" + b.Name + ": ...}"}, callers...)
	keep := "the field stays " + b.Name
	if word := ch.nowPkg.Dialect().GoName; word != "" {
		keep = word + " is " + b.Name
	} else if schema.KeyFor(b.Name) != n.Key {
		keep += " with key=" + n.Key
	}
	return "; " + strings.Join(callers, " and ") + " break anyway, unless " + keep
}

// callsOfSetter names the callers that lose the setter.
func (ch *change) callsOfSetter() []string {
	if ch.setterGone() {
		return []string{"calls of " + ch.base.SetterName()}
	}
	return nil
}

// setterStays reports whether another record keeps a setter of the same key.
func (ch *change) setterStays(name string) bool {
	return slices.ContainsFunc(ch.nowPkg.Records, func(r *schema.Record) bool {
		return slices.ContainsFunc(r.Fields, func(f *schema.Field) bool {
			return f.SetterName() == name && samePlace(f, ch.now)
		})
	})
}

// goType compares the Go types of the values that callers pass.
func (ch *change) goType() {
	if ch.sameGoType() {
		ch.listType()
		return
	}
	if ch.base.Type.Leaf().Kind.Secrecy() != ch.now.Type.Leaf().Kind.Secrecy() {
		return
	}
	taker := ch.now.SetterName()
	if ch.nested {
		taker = "field " + ch.now.Name
	}
	b, n := spelling{own: []string{ch.basePkg.Path}}, spelling{own: []string{ch.nowPkg.Path}}
	ch.report(GoTypeChanged, "", "%s takes %s now, and %s at {was}: restore the type, or declare a field with another setter", taker, n.param(ch.now.Type), b.param(ch.base.Type))
}

// listType compares the names of list types. Setters do not show these, since
// they take the items. A list without a name stays usable when it gets one.
func (ch *change) listType() {
	b, n := *ch.base.Type, *ch.now.Type
	b.Optional, n.Optional = false, false
	if b.Kind != schema.KindList || !token.IsExported(b.Go.Name) || ch.resolved.typ(&b) == ch.resolved.typ(&n) {
		return
	}
	was, is := spelling{own: []string{ch.basePkg.Path}}.typ(&b), spelling{own: []string{ch.nowPkg.Path}}.typ(&n)
	fix := "restore the type"
	if b.Go.Path == ch.basePkg.Path && len(b.Go.Args) == 0 {
		fix += ", or declare type " + was + " = " + is
	}
	ch.report(GoTypeChanged, "", "field %s has type %s now, and %s at {was}, which callers may name: %s", ch.now.Name, is, was, fix)
}

// sameGoType reports whether callers can pass the same values as before.
func (ch *change) sameGoType() bool {
	return ch.resolved.param(ch.base.Type) == ch.resolved.param(ch.now.Type)
}

// members compares the fields of an object, or of the objects in a list or map.
func (ch *change) members() {
	b, n := ch.base.Type.Leaf(), ch.now.Type.Leaf()
	pairs, gone, _ := match(b.Fields, n.Fields)
	for _, p := range pairs {
		ch.field(p, ch.path, b.Go)
	}
	for _, f := range gone {
		ch.removed(f, ch.path, ch.now.Pos)
	}
}

// article is a noun with its article.
func article(noun string) string {
	if strings.ContainsRune("aeio", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
