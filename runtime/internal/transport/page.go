package transport

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
)

// ErrPage is an answer that a person is meant to read: that of a login page, or
// of a proxy, and not of what was to receive the request.
var ErrPage = errors.New("the answer is an HTML page, which comes from something else than the receiver: " +
	"check the URL, and what stands in between, such as a proxy or a login")

// IsPage reports whether an answer is an HTML page.
func IsPage(header http.Header, body []byte) bool {
	if len(body) == 0 {
		return false
	}
	if t := MediaType(header); t == "text/html" || t == "application/xhtml+xml" {
		return true
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\uFEFF"))) // a mark of UTF-8
	sniffed, _, _ := mime.ParseMediaType(http.DetectContentType(text))
	return sniffed == "text/html"
}

// MediaType is the content type of an answer without parameters, in lower case;
// "" if there is none.
func MediaType(header http.Header) string {
	t, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil && t == "" {
		return header.Get("Content-Type")
	}
	return t
}
