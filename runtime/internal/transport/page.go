package transport

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
)

// ErrPage means that the answer is an HTML page: it comes from a login page or a
// proxy, not from the receiver of the request.
var ErrPage = errors.New("the answer is an HTML page, so it is not from the receiver: " +
	"check the URL, and whether a proxy or a login page answers in place of the receiver")

// IsPage reports whether an answer is an HTML page.
func IsPage(header http.Header, body []byte) bool {
	if len(body) == 0 {
		return false
	}
	if t := MediaType(header); t == "text/html" || t == "application/xhtml+xml" {
		return true
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\uFEFF"))) // the byte order mark
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
