package otlp

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// repeated is a text that is repeated until so many bytes are read.
type repeated struct {
	text string
	left int
	at   int
}

func (r *repeated) Read(p []byte) (n int, err error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	for n < len(p) && r.left > 0 {
		k := copy(p[n:min(len(p), n+r.left)], r.text[r.at:])
		n, r.left, r.at = n+k, r.left-k, (r.at+k)%len(r.text)
	}
	return n, nil
}

func repeat(text string, size int) io.Reader {
	return &repeated{text: strings.Repeat(text, 64<<10/len(text)+1), left: size}
}

// nested is a value of protobuf with so many lists around it.
func nested(depth int) []byte {
	sizes := make([]int, depth+1) // of the values, from the innermost
	for i := 1; i <= depth; i++ {
		inner := protowire.SizeTag(1) + protowire.SizeBytes(sizes[i-1])
		sizes[i] = protowire.SizeTag(5) + protowire.SizeBytes(inner)
	}
	var b []byte
	for i := depth; i > 0; i-- {
		inner := protowire.SizeTag(1) + protowire.SizeBytes(sizes[i-1])
		b = protowire.AppendVarint(protowire.AppendTag(b, 5, protowire.BytesType), uint64(inner))
		b = protowire.AppendVarint(protowire.AppendTag(b, 1, protowire.BytesType), uint64(sizes[i-1]))
	}
	return b
}

// inSpan is a request of one span with a field.
func inSpan(field protowire.Number, content []byte) []byte {
	for _, number := range []protowire.Number{field, 2, 2, 1} {
		content = protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), content)
	}
	return content
}

func attributeOf(value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, 2, protowire.BytesType), value)
}

const mib = 1 << 20

// hostile are inputs that try to take all memory or time, and what is said of them.
func hostile() map[string]func() (io.Reader, string) {
	text := func(s string) io.Reader { return strings.NewReader(s) }
	long := `,{"x":"` + strings.Repeat("x", 1000) + `"}`
	begin := `{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{`
	return map[string]func() (io.Reader, string){
		"80 MiB in a string": func() (io.Reader, string) {
			return io.MultiReader(text(begin+`"name":"`), repeat("x", 80*mib)), "more than 64 MiB without the end of a span"
		},
		"80 MiB of attributes": func() (io.Reader, string) {
			return io.MultiReader(text(begin+`"attributes":[{}`), repeat(",{}", 80*mib)), "more than 65536 values"
		},
		"80 MiB of items": func() (io.Reader, string) {
			return io.MultiReader(text(begin+`"attributes":[{"value":{"arrayValue":{"values":[{}`), repeat(",{}", 80*mib)), "more than 65536 values"
		},
		"80 MiB before the resource": func() (io.Reader, string) {
			return io.MultiReader(text(`{"resourceSpans":[{"scopeSpans":[{}`), repeat(long, 80*mib)), "come before their resource or scope"
		},
		"80 MiB in what OTLP does not have": func() (io.Reader, string) {
			return io.MultiReader(text(`{"x":[{}`), repeat(long, 80*mib)), "the input ends in the middle"
		},
		"80 MiB of one number": func() (io.Reader, string) {
			return io.MultiReader(text(`{"x":1`), repeat("1", 80*mib)), "more than 64 MiB"
		},
		"deep JSON": func() (io.Reader, string) {
			return io.MultiReader(text(`{"x":`), repeat("[", 80*mib)), "more than 512 objects"
		},
		"deep array": func() (io.Reader, string) { return repeat("[", 80*mib), "an object here" },
		"deep values": func() (io.Reader, string) {
			return io.MultiReader(text(begin+`"attributes":[{"value":`), repeat(`{"arrayValue":{"values":[`, 80*mib)), "more than 64 lists and maps"
		},
		"deep protobuf": func() (io.Reader, string) {
			return bytes.NewReader(inSpan(9, attributeOf(nested(mib)))), "more than 64 lists and maps"
		},
		"deep groups": func() (io.Reader, string) {
			return bytes.NewReader(inSpan(9, bytes.Repeat([]byte{0x23}, 60*mib))), "this is not protobuf"
		},
		"protobuf of empty values": func() (io.Reader, string) {
			return bytes.NewReader(inSpan(9, attributeOf(protowire.AppendBytes([]byte{0x2a}, bytes.Repeat([]byte{0x0a, 0}, 30*mib))))), "more than 65536 values"
		},
		"protobuf of empty attributes": func() (io.Reader, string) {
			span := bytes.Repeat([]byte{9<<3 | 2, 0}, 30*mib)
			for _, number := range []protowire.Number{2, 2, 1} {
				span = protowire.AppendBytes(protowire.AppendTag(nil, number, protowire.BytesType), span)
			}
			return bytes.NewReader(span), "more than 65536 values"
		},
		"gzip bomb": func() (io.Reader, string) {
			return gzipStream(io.MultiReader(text("{"), repeat(" ", 1000*mib))), "500 times longer"
		},
		"zstd bomb in a message": func() (io.Reader, string) {
			bomb := zstded(append([]byte("{"), bytes.Repeat([]byte(" "), 63*mib)...))
			return bytes.NewReader(framed(bomb)), "500 times longer"
		},
		"zstd above the limit": func() (io.Reader, string) {
			return bytes.NewReader(framed(zstded(bytes.Repeat([]byte(" "), 65*mib)))), "cannot be decompressed"
		},
		"length without a message": func() (io.Reader, string) { return text("\x03\xff\xff\xff{"), "ends in the middle of a message" },
		"zeros":                    func() (io.Reader, string) { return repeat("\x00", 8*mib), "" },
		"newlines":                 func() (io.Reader, string) { return repeat("\n", 80*mib), "more than 64 MiB" },
	}
}

func gzipStream(r io.Reader) io.Reader {
	from, to := io.Pipe()
	go func() {
		w := must(gzip.NewWriterLevel(to, gzip.BestSpeed))
		_, err := io.Copy(w, r)
		_ = to.CloseWithError(errors.Join(err, w.Close()))
	}()
	return from
}

// Hostile input takes no more memory than the limits say.
func TestReadHostile(t *testing.T) {
	for name, input := range hostile() {
		t.Run(name, func(t *testing.T) {
			r, want := input()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Read(r, func(*Span) error { return nil })
			runtime.ReadMemStats(&after)
			if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
				t.Errorf("%.300v; want %q", err, want)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 350*mib { // all that was ever allocated
				t.Errorf("%d MiB were allocated", used/mib)
			}
		})
	}
}

// A long input takes no more memory than a short one.
func TestReadMemory(t *testing.T) {
	line := `{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"name":"a"},{"attributes":[{"key":"k","value":{"intValue":"1"}}]}]}]}]}` + "\n"
	binary := string(inSpan(9, attributeOf(must(proto.Marshal(anyValue(1))))))
	for name, text := range map[string]string{"JSON": line, "protobuf": binary, "messages": string(framed([]byte(binary)))} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		stats, err := Read(repeat(text, len(text)*100_000), func(*Span) error { return nil })
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > mib || err != nil || stats.Spans < 100_000 {
			t.Errorf("%s: %d bytes were allocated for %d spans, %v", name, used, stats.Spans, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, form := range forms() {
		f.Add(form)
		f.Add(form[:len(form)*2/3])
		f.Add(gzipped(form))
		f.Add(zstded(form))
	}
	f.Add(inSpan(9, attributeOf(nested(100))))
	f.Add([]byte(strings.Repeat("[", 1000)))
	f.Fuzz(func(t *testing.T, input []byte) {
		n := 0
		stats, err := Read(bytes.NewReader(input), func(s *Span) error {
			n++
			if s.Line < 1 {
				t.Errorf("line %d", s.Line)
			}
			for _, text := range []string{s.Name, s.Service, s.Scope} {
				if strings.ToValidUTF8(text, "") != text {
					t.Errorf("%q is not valid UTF-8", text)
				}
			}
			return nil
		})
		if stats.Spans != n || stats.OtherSignals > stats.Requests {
			t.Errorf("%+v, and %d spans were given", stats, n)
		}
		var at *Error
		if errors.As(err, &at) && (at.Line < 1 && at.Message < 1 || at.Offset < 0) {
			t.Errorf("no place: %+v", at)
		}
		before := bytes.Clone(input)
		for _, isJSON := range []bool{true, false} {
			stats, err := ReadRequest(input, isJSON, func(*Span) error { return nil })
			if err == nil && stats.Requests != 1 || !bytes.Equal(input, before) {
				t.Errorf("one request: %+v, changed: %v", stats, !bytes.Equal(input, before))
			}
		}
		if _, again, slow := read(bytes.NewReader(input)); len(input) < 4096 && ((slow == nil) != (err == nil) || again != stats) {
			t.Errorf("in small parts: %+v, %v; at once: %+v, %v", again, slow, stats, err)
		}
	})
}

// FuzzJSON compares what is JSON with what encoding/json's successor takes for it.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-0.5e+3,true,false,null,"\u00fc\n"]}`, `[]`, `{"a":1,}`, `01`, `1.`, `-`, `"\ud800"`, `"\x"`, "\"\t\"", `nul`, `[1 2]`, `{"a" 1}`, `{1:2}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		in := newInput(bytes.NewReader(text))
		err := in.skip()
		ours := err == nil && in.peek() == 0 && in.at == len(in.buf)
		dec := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
		theirs := dec.SkipValue() == nil
		if theirs {
			_, end := dec.ReadToken()
			theirs = errors.Is(end, io.EOF)
		}
		if ours != theirs {
			t.Errorf("%q: ours %v (%v), theirs %v", text, ours, err, theirs)
		}
	})
}
