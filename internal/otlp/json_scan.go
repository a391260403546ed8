package otlp

// What JSON is made of. The reader is written for OTLP, because readers of any JSON
// have no limits on what is in memory, and jsontext needs as long for the tokens alone
// as this needs for the spans: BenchmarkJSON compares them.

// peek is the next byte that is not white space, or 0 at the end of the input.
func (in *input) peek() byte {
	if in.at < len(in.buf) && in.buf[in.at] > ' ' {
		return in.buf[in.at]
	}
	return in.peekAfterSpace()
}

func (in *input) peekAfterSpace() byte {
	for {
		for ; in.at < len(in.buf); in.at++ {
			switch c := in.buf[in.at]; c {
			case ' ', '\n', '\r', '\t':
			default:
				return c
			}
		}
		if !in.more() {
			return 0
		}
	}
}

// expect reads one byte, which is c.
func (in *input) expect(c byte) error {
	if in.peek() != c {
		return in.unexpected(string(c))
	}
	in.at++
	return nil
}

// unexpected is the error for what is not what should follow.
func (in *input) unexpected(expected string) error {
	if c := in.peek(); in.at < len(in.buf) {
		return in.wrong("there is %q where %s should be: this is not JSON: mend what wrote it, or leave the request out", c, expected)
	}
	return in.ends()
}

// object reads an object, and calls f to read the value of each member. The key is
// valid until f has read the value. null is an object without members.
func (in *input) object(name string, f func(key []byte) error) error {
	if null, err := in.null(); null || err != nil {
		return err
	}
	if in.peek() != '{' {
		return in.other(name, "an object")
	}
	if err := in.enter(); err != nil {
		return err
	}
	if in.peek() == '}' {
		in.leave()
		return nil
	}
	for {
		if in.peek() != '"' {
			return in.unexpected("a key in double quotes")
		}
		key, err := in.text()
		if err == nil && in.depth > in.outer+1 && isRequestKey(key) {
			err = in.wrong("there is a request within another: mend what wrote it, or leave the request out")
		}
		if err == nil {
			err = in.expect(':')
		}
		if err == nil {
			err = f(key)
		}
		if err != nil {
			return err
		}
		switch in.peek() {
		case ',':
			in.at++
		case '}':
			in.leave()
			return nil
		default:
			return in.unexpected("a comma or the end of the object")
		}
	}
}

// array reads an array, and calls f to read each item. null is an array without items.
func (in *input) array(name string, f func() error) error {
	if null, err := in.null(); null || err != nil {
		return err
	}
	if in.peek() != '[' {
		return in.other(name, "an array")
	}
	if err := in.enter(); err != nil {
		return err
	}
	if in.peek() == ']' {
		in.leave()
		return nil
	}
	for {
		if err := f(); err != nil {
			return err
		}
		switch in.peek() {
		case ',':
			in.at++
		case ']':
			in.leave()
			return nil
		default:
			return in.unexpected("a comma or the end of the array")
		}
	}
}

func (in *input) enter() error {
	if in.depth++; in.depth > maxNesting {
		return in.wrong("more than %d objects and arrays in one another: OTLP has about 10, so look at what wrote this", maxNesting)
	}
	in.at++
	return nil
}

func (in *input) leave() {
	in.depth--
	in.at++
}

// other is the error for a value that has another type than OTLP has.
func (in *input) other(name, want string) error {
	kind := ""
	switch c := in.peek(); {
	case c == '"':
		kind = "a string"
	case c == '{':
		kind = "an object"
	case c == '[':
		kind = "an array"
	case c == 'n':
		kind = "null"
	case c == 't', c == 'f':
		kind = "true or false"
	case c == '-', c >= '0' && c <= '9':
		kind = "a number"
	default:
		return in.unexpected(want)
	}
	return in.wrong("%s is %s, and OTLP has %s here: look at what wrote this", name, kind, want)
}

// null reads null, if it is what follows.
func (in *input) null() (bool, error) {
	if in.peek() != 'n' {
		return false, nil
	}
	return true, in.word("null")
}

// word reads null, true or false.
func (in *input) word(word string) error {
	for i := range len(word) {
		if in.at == len(in.buf) && !in.more() {
			return in.ends()
		}
		if in.buf[in.at] != word[i] {
			return in.unexpected(word)
		}
		in.at++
	}
	return nil
}

// bool reads true or false.
func (in *input) bool(name string) (bool, error) {
	switch in.peek() {
	case 't':
		return true, in.word("true")
	case 'f':
		return false, in.word("false")
	}
	return false, in.other(name, "true or false")
}

// skip reads any value.
func (in *input) skip() error {
	switch c := in.peek(); c {
	case '{':
		return in.object("", func([]byte) error { return in.skip() })
	case '[':
		return in.array("", func() error {
			in.forget()
			return in.skip()
		})
	case '"':
		_, err := in.text()
		return err
	case 't', 'f':
		_, err := in.bool("")
		return err
	case 'n':
		return in.word("null")
	}
	_, err := in.number()
	return err
}

// number reads a number, and returns its text.
func (in *input) number() ([]byte, error) {
	in.peek()
	start := in.at
	for in.at < len(in.buf) || in.more() {
		c := in.buf[in.at]
		if (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E' {
			break
		}
		in.at++
	}
	text := in.buf[start:in.at]
	if isNumber(text) {
		return text, nil
	}
	if in.at == len(in.buf) { // the end
		return nil, in.ends()
	}
	if len(text) == 0 {
		return nil, in.unexpected("a value")
	}
	return nil, in.wrongAt(start, "%q is not a number of JSON: look at what wrote this", text)
}

// isNumber reports whether a text is a number by the grammar of JSON.
func isNumber(b []byte) bool {
	digits := func() bool {
		n := 0
		for n < len(b) && b[n] >= '0' && b[n] <= '9' {
			n++
		}
		b = b[n:]
		return n > 0
	}
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
	}
	if len(b) > 1 && b[0] == '0' && b[1] >= '0' && b[1] <= '9' || !digits() {
		return false
	}
	if len(b) > 0 && b[0] == '.' {
		if b = b[1:]; !digits() {
			return false
		}
	}
	if len(b) > 0 && (b[0] == 'e' || b[0] == 'E') {
		if b = b[1:]; len(b) > 0 && (b[0] == '+' || b[0] == '-') {
			b = b[1:]
		}
		if !digits() {
			return false
		}
	}
	return len(b) == 0
}
