package config

import (
	"bytes"
	"errors"
	"go/token"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/hhgen/hhgen/schema"
)

// member is a key that a mapping may have, and what reads its value.
type member struct {
	name string
	read func(ast.Node)
}

// entry is one key of a mapping, and its value.
type entry struct {
	key   string
	pos   token.Position
	value ast.Node
}

// document parses a text, and returns its one document; nil if it is empty. The
// mark with which some editors begin a file is not one of its characters.
func (r *reader) document(text []byte) ast.Node {
	f, err := parser.ParseBytes(bytes.TrimPrefix(text, []byte("\ufeff")), 0)
	var at yaml.Error
	switch {
	case errors.As(err, &at):
		message := strings.ReplaceAll(at.GetMessage(), "\n", " ")
		if strings.HasSuffix(message, "is a reserved character") { // such as the @ of a team
			message += ": put the text in quotes"
		}
		r.errs.Add(r.place(at.GetToken().Position.Line, at.GetToken().Position.Column), Syntax, "%s", message)
		return nil
	case err != nil:
		r.errs.Add(token.Position{Filename: r.file}, Syntax, "%v", err)
		return nil
	}
	var bodies []ast.Node
	for _, d := range f.Docs {
		if d.Body != nil {
			bodies = append(bodies, d.Body)
		}
	}
	switch len(bodies) {
	case 0:
		return nil
	case 1:
		return bodies[0]
	}
	r.errs.Add(r.position(bodies[1]), Syntax, "the file holds several documents: keep one")
	return nil
}

func (r *reader) place(line, column int) token.Position {
	return token.Position{Filename: r.file, Line: line, Column: column}
}

// position is where a node begins.
func (r *reader) position(n ast.Node) token.Position {
	t := n.GetToken()
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return r.position(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return r.position(n.Key)
	}
	if t == nil || t.Position == nil {
		return token.Position{Filename: r.file}
	}
	return r.place(t.Position.Line, t.Position.Column)
}

// entries are those of a mapping, which what names in messages.
func (r *reader) entries(n ast.Node, what string) (entries []entry) {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.NullNode:
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		r.errs.Add(r.position(n), Value, "%s takes keys and values, not %s: see hhgen --help", what, describe(n))
	}
	for _, v := range values {
		key, ok := v.Key.(ast.ScalarNode)
		if !ok || v.Key.IsMergeKey() {
			r.errs.Add(r.position(v.Key), Key, "a key of %s must be a plain word", what)
			continue
		}
		entries = append(entries, entry{key.GetToken().Value, r.position(v.Key), v.Value})
	}
	return entries
}

// mapping reads a mapping that has some keys and no others.
func (r *reader) mapping(n ast.Node, what string, members []member) {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.name
	}
	for _, e := range r.entries(n, what) {
		i := slices.Index(names, e.key)
		if i < 0 {
			r.errs.Add(e.pos, Key, "unknown key %q of %s: %s", e.key, what, schema.Suggest(e.key, names))
			continue
		}
		members[i].read(e.value)
	}
}

// items are those of a list.
func (r *reader) items(n ast.Node, what string) []ast.Node {
	switch n := n.(type) {
	case *ast.NullNode:
		return nil
	case *ast.SequenceNode:
		return n.Values
	}
	r.errs.Add(r.position(n), Value, "%s must be a list, not %s: begin each item with a hyphen", what, describe(n))
	return nil
}

// text reads a string.
func (r *reader) text(n ast.Node, what string) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return strings.TrimSpace(n.Value), true
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), true
	case *ast.NullNode:
		return "", true
	}
	r.errs.Add(r.position(n), Value, "%s must be a string, not %s: put it in quotes", what, describe(n))
	return "", false
}

// oneOf reads a word of a list. YAML 1.1 takes off as a boolean, and some
// editors write it in quotes: the word is what counts.
func (r *reader) oneOf(n ast.Node, what string, words []string) string {
	word := describe(n)
	if scalar, ok := n.(ast.ScalarNode); ok {
		word = scalar.GetToken().Value
	}
	if !slices.Contains(words, word) {
		r.errs.Add(r.position(n), Value, "%s cannot be %q: %s", what, word, schema.Suggest(word, words))
	}
	return word
}

// positive reads a number of at least one.
func (r *reader) positive(n ast.Node, what string, to *int) { r.within(n, what, math.MaxInt32, to) }

// within reads a number from one to most.
func (r *reader) within(n ast.Node, what string, most int, to *int) {
	if i, ok := n.(*ast.IntegerNode); ok {
		v, err := strconv.ParseInt(strings.ReplaceAll(i.GetToken().Value, "_", ""), 0, 64)
		if err == nil && v > 0 && v <= int64(most) {
			*to = int(v)
			return
		}
	}
	r.errs.Add(r.position(n), Value, "%s must be a whole number from 1 to %d: correct it, or leave it out for the default", what, most)
}

func (r *reader) boolean(n ast.Node, what string, to *bool) {
	b, ok := n.(*ast.BoolNode)
	if !ok {
		r.errs.Add(r.position(n), Value, "%s cannot be %s: use true or false", what, describe(n))
		return
	}
	*to = b.Value
}

// describe says what a node is.
func describe(n ast.Node) string {
	switch n := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode:
		return "nothing"
	case *ast.AliasNode, *ast.AnchorNode:
		return "a reference, which hhgen does not follow"
	case ast.ScalarNode:
		return strconv.Quote(n.GetToken().Value)
	}
	return "a " + strings.ToLower(n.Type().String())
}
