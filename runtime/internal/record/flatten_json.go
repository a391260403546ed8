package record

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// jsonParser flattens a JSON text that is known to be valid.
type jsonParser struct {
	*flattener
	text []byte
	dec  *json.Decoder

	// names are those of the members so far, of each object around the next
	// value, the outermost first.
	names []names
	level int // how many of them are in use
}

// token returns the next token: a json.Delim, string, json.Number, bool or nil.
// The decoder replaces what is not Unicode in a string; that is a violation.
func (p *jsonParser) token() json.Token {
	if p.stopped {
		return nil // faults in the rest of a cut value are not reported
	}
	before := p.dec.InputOffset()
	t, err := p.dec.Token()
	if err != nil {
		p.stopped = true
		return nil
	}
	if _, ok := t.(string); ok {
		if raw := p.text[before:p.dec.InputOffset()]; !utf8.Valid(raw) || loneSurrogate(raw) {
			p.b.violate(p.a, InvalidUTF8, 0, 0)
		}
	}
	return t
}

// value records the value that begins with token t.
func (p *jsonParser) value(t json.Token) {
	if !p.enter() {
		return
	}
	if p.inline && p.depth == 0 && t != nil && t != json.Delim('{') {
		p.b.violate(p.a, NotAnObject, 0, 0)
		return
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			p.object(p.members)
		} else {
			p.list(p.items)
		}
	case string:
		p.string(t)
	case json.Number:
		p.number(t)
	case bool:
		p.bool(t)
	case nil:
		if !p.inline || p.depth > 0 {
			p.null()
		}
	}
}

func (p *jsonParser) members() {
	level := p.level
	if level == len(p.names) {
		p.names = append(p.names, nil)
	}
	p.names[level] = p.names[level].emptied()
	p.level++
	for !p.stopped && p.dec.More() {
		key, _ := p.token().(string)
		p.next(func(record func()) {
			if p.sibling(p.names[level], key) {
				p.member(key, record)
			}
		})
	}
	p.level--
	p.token()
}

func (p *jsonParser) items() {
	for i := 0; !p.stopped && p.dec.More(); i++ {
		p.next(func(record func()) { p.item(i, record) })
	}
	p.token()
}

// next reads one value. If under does not call its argument to record the value, next
// skips the value, because the decoder must move past it.
func (p *jsonParser) next(under func(record func())) {
	read := false
	under(func() {
		read = true
		p.value(p.token())
	})
	if !read {
		var skipped json.RawMessage
		if p.dec.Decode(&skipped) != nil {
			p.stopped = true
		}
	}
}

// loneSurrogate reports whether a JSON string escapes half of a surrogate
// pair, which stands for no character.
func loneSurrogate(raw []byte) bool {
	high := false // the escape before was the first half
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			if high {
				return true
			}
			continue
		}
		i++
		var r uint64
		if i < len(raw) && raw[i] == 'u' && i+4 < len(raw) {
			r, _ = strconv.ParseUint(string(raw[i+1:i+5]), 16, 32)
			i += 4
		}
		low := 0xDC00 <= r && r < 0xE000
		if high != low {
			return true
		}
		high = 0xD800 <= r && r < 0xDC00
	}
	return high
}
