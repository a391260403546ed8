package record

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"reflect"
)

// minHashKeyBytes is the least length of a key of hashes: half as long as the hash,
// which FIPS 198 (2002), section 3, asked for.
const minHashKeyBytes = 16

// Hashed is the underlying type of hh.Hashed. The string is behind a pointer, because
// fmt prints unexported fields without calling the methods of the value, and with
// some verbs any field. Printers that follow pointers within unexported fields, which
// test libraries have, do find it; reflect.DeepEqual does too, and compares the strings.
type Hashed = struct{ s *string }

// Hash returns s as a value that is hashed when it is recorded; the zero value for an
// empty string.
func Hash(s string) Hashed {
	if s == "" {
		return Hashed{}
	}
	return Hashed{&s}
}

// sum is the HMAC-SHA-256 of h in hexadecimal digits.
func sum(h Hashed, key []byte) string {
	mac := hmac.New(sha256.New, key)
	if h.s != nil {
		_, _ = io.WriteString(mac, *h.s) // a hash never fails
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// Hashed records the hash of v.
func (b *Batch) Hashed(a *Attr, v Hashed) {
	if text, ok := b.hash(a, v); ok {
		b.sound(a, text)
	}
}

// hash returns the hash of v with the runtime's key. Without a key, it reports a
// violation.
func (b *Batch) hash(a *Attr, v Hashed) (text string, ok bool) {
	key := b.runtime().hashKey
	if key == nil {
		b.violate(a, NoHashKey, 0, 0)
		return "", false
	}
	return sum(v, key()), true
}

var hashedType = reflect.TypeFor[Hashed]()

// hashedOf returns the Hashed of a dynamic value whose type is hh.Hashed or a pointer
// to it. Other packages cannot define a type whose underlying type is Hashed.
func hashedOf(v reflect.Value) (h Hashed, ok bool) {
	v = reflect.Indirect(v)
	if v.Kind() != reflect.Struct || !v.Type().ConvertibleTo(hashedType) {
		return h, false
	}
	h, ok = v.Convert(hashedType).Interface().(Hashed)
	return h, ok
}
