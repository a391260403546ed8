package jsonschema

import (
	"bytes"
	"errors"
	"fmt"
	"go/token"
	"io"
	"sort"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hhgen/hhgen/schema"
)

// node is a JSON value with its position.
type node struct {
	kind    jsontext.Kind // '{', '[', '"', '0', 't', 'f' or 'n'
	pos     token.Position
	text    string // content of a string, digits of a number
	raw     jsontext.Value
	members []member         // of an object
	byName  map[string]*node // of an object with many members
	items   []*node          // of an array
	file    *file

	written   []member // of an object that was normalized, as the document has them
	normal    bool     // its normalization has begun
	complete  bool     // and ended
	union     *member  // the keyword of several types that made it a value of any type
	single    bool     // which is one attribute
	unchecked []member // keywords without effect that normalization has removed
}

// member is one name and value of an object.
type member struct {
	name  string
	pos   token.Position // of the name
	value *node
	why   string // why it could not be normalized
	way   string // what to do then, or if it is rejected
	// anyWay is what else to do where values of any type are recorded.
	anyWay string
	// rejected is why the keyword has no effect in the document's draft; "" if it
	// has one.
	rejected string
}

// get returns the value of a member, or nil.
func (n *node) get(name string) *node {
	if n == nil {
		return nil
	}
	if len(n.members) > fewMembers {
		return n.large(name)
	}
	for _, m := range n.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// fewMembers is the number of members up to which get compares them one by one.
const fewMembers = 16

// large returns the value of a member of a large object, or nil.
func (n *node) large(name string) *node {
	if n.byName == nil {
		n.byName = make(map[string]*node, len(n.members))
		for _, m := range n.members {
			n.byName[m.name] = m.value
		}
	}
	return n.byName[name]
}

// file is a document.
type file struct {
	name  string // relative to the working directory
	text  []byte
	mark  int   // length of a byte order mark in front of the text
	lines []int // offsets of the beginnings of lines
	root  *node
	draft *draft // nil if it is not known
	// partial says that properties which are not valid were removed.
	partial bool
	// normal has normalized the document.
	normal *normalizer
}

func newFile(name string, text []byte) *file {
	marked := len(text)
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // a byte order mark, as some editors write
	f := &file{name: name, text: text, mark: marked - len(text), lines: []int{0}}
	for i, c := range text {
		if c == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	return f
}

// position is that of an offset. Columns count bytes, as those of Go do.
func (f *file) position(offset int) token.Position {
	line := sort.SearchInts(f.lines, offset+1)
	return token.Position{Filename: f.name, Line: line, Column: offset - f.lines[line-1] + 1}
}

// parse reads the whole document. Names that occur twice in an object, and
// bytes that are not UTF-8, are errors.
func (f *file) parse(errs *schema.Findings) bool {
	p := parser{file: f, dec: jsontext.NewDecoder(bytes.NewReader(f.text))}
	var err error
	f.root, err = p.value()
	offset := p.next(int(p.dec.InputOffset()))
	if err == nil {
		if _, err = p.dec.ReadToken(); errors.Is(err, io.EOF) {
			return true
		} else if err == nil {
			err = errors.New("there is more text after the end of the document: remove it")
		}
	}
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		offset = min(int(syntax.ByteOffset), len(f.text))
		err = syntax.Err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = errors.New("the document ends too early")
	}
	if twice, ok := errors.AsType[*twiceError](err); ok {
		errs.Add(twice.pos, schema.JSONSyntax, "%v", twice)
		return false
	}
	if rest := f.text[offset:]; len(rest) > 0 && rest[0] == ',' {
		if rest = bytes.TrimSpace(rest[1:]); len(rest) > 0 && (rest[0] == '}' || rest[0] == ']') {
			err = fmt.Errorf("there is an extra comma before %q: remove it", rest[0])
		}
	}
	errs.Add(f.position(offset), schema.JSONSyntax, "%s", strings.TrimPrefix(err.Error(), "jsontext: "))
	return false
}

type parser struct {
	*file
	dec   *jsontext.Decoder
	depth int // of the value being read
}

// next is the offset of the next token, after white space, commas and colons.
func (p *parser) next(offset int) int {
	for offset < len(p.text) && strings.IndexByte(" \t\r\n,:", p.text[offset]) >= 0 {
		offset++
	}
	return offset
}

func (p *parser) value() (*node, error) {
	start := p.next(int(p.dec.InputOffset()))
	t, err := p.dec.ReadToken()
	if err != nil {
		return nil, err
	}
	n := &node{kind: t.Kind(), pos: p.position(start), file: p.file}
	if p.depth++; p.depth > schema.MaxDocumentDepth {
		return nil, &jsontext.SyntacticError{ByteOffset: int64(start), Err: fmt.Errorf("values are nested more than %d deep: flatten the document", schema.MaxDocumentDepth)}
	}
	defer func() { p.depth-- }()
	switch n.kind {
	case '"', '0':
		n.text = t.String()
	case '{':
		err = p.members(n)
	case '[':
		for err == nil && p.dec.PeekKind() != ']' {
			var item *node
			if item, err = p.value(); err == nil {
				n.items = append(n.items, item)
			}
		}
		if err == nil {
			_, err = p.dec.ReadToken()
		}
	}
	n.raw = jsontext.Value(p.text[start:min(int(p.dec.InputOffset()), len(p.text))])
	return n, err
}

func (p *parser) members(n *node) error {
	for p.dec.PeekKind() != '}' {
		start := p.next(int(p.dec.InputOffset()))
		t, err := p.dec.ReadToken()
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return p.twice(n, start)
		}
		if err != nil {
			return err
		}
		name := t.String()
		value, err := p.value()
		if err != nil {
			return err
		}
		n.members = append(n.members, member{name: name, pos: p.position(start), value: value})
	}
	_, err := p.dec.ReadToken()
	return err
}

// twiceError says that an object has two members with the same name.
type twiceError struct {
	name       string
	pos, first token.Position
}

func (e *twiceError) Error() string {
	return fmt.Sprintf("member %s is already in this object, at %s: remove one of them", short(strconv.Quote(e.name)), e.first)
}

// twice is the error of the member of n whose name begins at an offset.
func (p *parser) twice(n *node, offset int) error {
	e := &twiceError{pos: p.position(offset)}
	if t, err := jsontext.NewDecoder(bytes.NewReader(p.text[offset:])).ReadToken(); err == nil {
		e.name = t.String()
	}
	for _, m := range n.members {
		if m.name == e.name {
			e.first = m.pos
		}
	}
	return e
}
