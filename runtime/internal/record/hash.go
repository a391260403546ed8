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

// Hashed is what hh.Hashed is made of. The string is behind a pointer, because
// fmt prints unexported fields, and some verbs of it any field, without asking
// the value's methods.
type Hashed = struct{ s *string }

// Hash returns s to be hashed when it is recorded. Of an empty string it is zero.
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

// hash is the hash of v with the runtime's key. Without a key, it is a violation.
func (b *Batch) hash(a *Attr, v Hashed) (text string, ok bool) {
	key := b.runtime().hashKey
	if len(key) == 0 {
		b.violate(a, NoHashKey, 0, 0)
		return "", false
	}
	return sum(v, key), true
}

var hashedType = reflect.TypeFor[Hashed]()

// hashedOf returns what a dynamic value holds to be hashed, if its type is
// hh.Hashed or a pointer to it: no other package can name a type that is made of
// a Hashed.
func hashedOf(v reflect.Value) (h Hashed, ok bool) {
	v = reflect.Indirect(v)
	if v.Kind() != reflect.Struct || !v.Type().ConvertibleTo(hashedType) {
		return h, false
	}
	h, ok = v.Convert(hashedType).Interface().(Hashed)
	return h, ok
}
