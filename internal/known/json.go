package known

import (
	"bytes"
	"errors"
	"fmt"
	"go/token"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// version is that of the form in which files are written.
const version = 1

// Read reads a file. The error is [fs.ErrNotExist] if there is none, and a
// [schema.Findings] if something is wrong in it.
func Read(path string) (*File, error) {
	text, err := regular.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := &File{path: path}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // with which some editors begin a file
	r := &reader{File: f, text: text, dec: jsontext.NewDecoder(bytes.NewReader(text)), seen: map[kind]token.Position{}}
	if err := r.document(); err != nil {
		return nil, r.finding(err)
	}
	return f, nil
}

// reader reads one file.
type reader struct {
	*File
	text []byte
	dec  *jsontext.Decoder
	seen map[kind]token.Position
}

// mistake is an error at a byte of the file.
type mistake struct {
	offset  int
	message string
}

func (m *mistake) Error() string { return m.message }

const repair = "restore the file, or remove it and write it anew with --update-baseline"

// finding is an error with its position.
func (r *reader) finding(err error) error {
	offset, message := r.next(), strings.TrimPrefix(err.Error(), "jsontext: ")+": "+repair
	if at, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset, message = int(at.ByteOffset), at.Err.Error()+": "+repair
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		offset, message = len(r.text), "the file ends too early: "+repair
	}
	if at, ok := errors.AsType[*mistake](err); ok {
		offset, message = at.offset, at.message
	}
	var errs schema.Findings
	errs.Add(r.position(offset), Syntax, "%s", message)
	return errs.Err()
}

func (r *reader) position(offset int) token.Position {
	before := r.text[:min(offset, len(r.text))]
	line := bytes.Count(before, []byte("\n"))
	return token.Position{Filename: r.Name(), Line: line + 1, Column: len(before) - bytes.LastIndexByte(before, '\n')}
}

// next is the offset of the next token.
func (r *reader) next() int {
	offset := int(r.dec.InputOffset())
	for offset < len(r.text) && strings.IndexByte(" \t\r\n,:", r.text[offset]) >= 0 {
		offset++
	}
	return offset
}

// document reads the whole file.
func (r *reader) document() error {
	if err := r.open('{', "the file"); err != nil {
		return err
	}
	for r.dec.PeekKind() != '}' {
		start := r.next()
		name, err := r.dec.ReadToken()
		if err != nil {
			return err
		}
		if err := r.member(name.String(), start); err != nil {
			return err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	start := r.next()
	if _, err := r.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return &mistake{start, "there is more after the end of the file's object: remove it"}
	}
	return nil
}

// open reads the start of an object or a list.
func (r *reader) open(kind jsontext.Kind, what string) error {
	start := r.next()
	t, err := r.dec.ReadToken()
	if err == nil && t.Kind() != kind {
		return &mistake{start, fmt.Sprintf("%s does not begin with %s: %s", what, kind, repair)}
	}
	return err
}

// member reads a member of the file's object.
func (r *reader) member(name string, start int) error {
	switch name {
	case "version":
		start := r.next()
		value, err := r.dec.ReadValue()
		if err == nil && string(value) != strconv.Itoa(version) {
			return &mistake{start, fmt.Sprintf("this hhgen reads version %d of the file, not %s: use the hhgen that has written it, or a later one", version, value)}
		}
		return err
	case "findings":
		if err := r.open('[', "findings"); err != nil {
			return err
		}
		for r.dec.PeekKind() != ']' {
			if err := r.entry(); err != nil {
				return err
			}
		}
		_, err := r.dec.ReadToken()
		return err
	}
	return &mistake{start, fmt.Sprintf("unknown member %q: %s", name, schema.Suggest(name, []string{"version", "findings"}))}
}

// entry reads one entry.
func (r *reader) entry() error {
	start := r.next()
	value, err := r.dec.ReadValue()
	if err != nil {
		return err
	}
	line := struct {
		kind
		Count *int `json:"count"`
	}{}
	one := 1
	if err := json.Unmarshal(value, &line, json.RejectUnknownMembers(true)); err != nil || line.Rule == "" || line.Message == "" {
		return &mistake{start, `an entry has "file", "rule" and "message", which are strings, and may have "count", a number: ` + repair}
	}
	if line.Count == nil {
		line.Count = &one
	}
	at := r.position(start)
	if *line.Count < 1 {
		return &mistake{start, fmt.Sprintf("the count of an entry is %d: remove the entry, or its count", *line.Count)}
	}
	if other, twice := r.seen[line.kind]; twice {
		return &mistake{start, fmt.Sprintf("the same entry is at line %d: remove one of them", other.Line)}
	}
	r.seen[line.kind] = at
	r.entries = append(r.entries, &entry{kind: line.kind, count: *line.Count, pos: at})
	return nil
}

// Bytes is the content of the file, a line for each entry.
func (f *File) Bytes() []byte {
	text := fmt.Appendf(nil, "{\n  \"version\": %d,\n  \"findings\": [", version)
	for i, e := range f.entries {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, "\n    {"...)
		for _, m := range []struct{ name, value string }{{"file", e.File}, {"rule", e.Rule}, {"message", e.Message}} {
			text = append(text, `"`+m.name+`": `...)
			text, _ = jsontext.AppendQuote(text, m.value) // which is valid UTF-8
			text = append(text, ", "...)
		}
		text = text[:len(text)-len(", ")]
		if e.count > 1 {
			text = fmt.Appendf(text, `, "count": %d`, e.count)
		}
		text = append(text, '}')
	}
	if len(f.entries) > 0 {
		text = append(text, "\n  "...)
	}
	return append(text, "]\n}\n"...)
}
