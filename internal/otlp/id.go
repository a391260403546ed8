package otlp

import (
	"encoding/base64"
	"encoding/hex"
)

// idText is an id as hexadecimal digits, in lower case; "" if it has no bytes or only
// zeros, which is how OTLP says that there is none.
func (t *texts) idText(id []byte) string {
	for _, b := range id {
		if b != 0 {
			var digits [32]byte
			hex.Encode(digits[:], id)
			return t.value(digits[:2*len(id)])
		}
	}
	return ""
}

// readID reads an id of JSON of so many bytes. OTLP has hexadecimal digits; what
// writes protobuf as JSON without knowing OTLP has base64.
func readID(text []byte, size int, id []byte) ([]byte, bool) {
	switch len(text) {
	case 0:
		return nil, true
	case hex.EncodedLen(size):
		n, err := hex.Decode(id, text)
		return id[:n], err == nil
	case base64.StdEncoding.EncodedLen(size):
		n, err := base64.StdEncoding.Decode(id, text)
		return id[:min(n, len(id))], err == nil && n == size
	}
	return nil, false
}
