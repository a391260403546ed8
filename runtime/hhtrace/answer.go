package hhtrace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

const (
	mostAnswer  = 1 << 20 // bytes of an answer that are read
	mostExcerpt = 512     // bytes of an answer that an error shows
)

const (
	protobufType = "application/x-protobuf"
	jsonType     = "application/json"
)

var errTooLong = fmt.Errorf("the answer has over %d bytes, which an OTLP receiver's does not: check the URL", mostAnswer)

// answers is a transport that lets no answer pass for a success that an OTLP
// receiver would not give: the exporter looks at the status alone.
type answers struct {
	http.RoundTripper
	redact func(string) string
}

func (t answers) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := t.RoundTripper.RoundTrip(request)
	if err != nil {
		return response, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer+1))
	_ = response.Body.Close()
	if response.StatusCode/100 != 2 {
		// Its status says enough, even if it breaks off.
		setBody(response, []byte(transport.Excerpt(body, t.redact, mostExcerpt)))
		return response, nil
	}
	if err == nil {
		err = t.judge(response, body)
	}
	if err != nil {
		return nil, err
	}
	setBody(response, body)
	return response, nil
}

func setBody(response *http.Response, body []byte) {
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
}

// judge returns why an answer with a status of success is none. Receivers are
// free to answer with no body, and some do not say what they answer with: the
// content type becomes what the exporter then reads the body as.
func (t answers) judge(response *http.Response, body []byte) error {
	media := transport.MediaType(response.Header)
	object, isObject := jsonObject(body)
	switch {
	case len(body) > mostAnswer:
		return errTooLong
	case len(body) == 0:
		return nil
	case transport.IsPage(response.Header, body) && !isObject:
		return fmt.Errorf("HTTP %d: %w", response.StatusCode, transport.ErrPage)
	case isObject && object.failed():
		return t.notSuccess(response, body)
	case isObject:
		response.Header.Set("Content-Type", jsonType)
		return nil
	case media == protobufType || media == "application/protobuf" || media == "application/octet-stream" || media == "":
		response.Header.Set("Content-Type", protobufType)
		return nil
	}
	return t.notSuccess(response, body)
}

// notSuccess is the error of an answer that an OTLP receiver does not give.
func (t answers) notSuccess(response *http.Response, body []byte) error {
	media := transport.MediaType(response.Header)
	return fmt.Errorf("HTTP %d: the answer, of the type %s, is not an OTLP receiver's: check the URL; it begins: %s",
		response.StatusCode, strconv.Quote(transport.Cut(t.redact(media), mostExcerpt)),
		strconv.Quote(transport.Excerpt(body, t.redact, mostExcerpt)))
}

// object is what is looked for in an answer of JSON.
type object struct {
	Error  json.RawMessage `json:"error"`
	Errors json.RawMessage `json:"errors"`
}

// jsonObject reads a JSON object. ok is false if the body is something else.
func jsonObject(body []byte) (o object, ok bool) {
	trimmed := bytes.TrimSpace(body)
	if len(trimmed) == 0 || trimmed[0] != '{' {
		return o, false
	}
	return o, json.Unmarshal(trimmed, &o) == nil
}

// failed reports whether the receiver says that it failed, in spite of its status.
func (o object) failed() bool { return says(o.Error) || says(o.Errors) }

// says reports whether a member is there and has a value.
func says(member json.RawMessage) bool {
	switch string(member) {
	case "", "null", "false", "0", `""`, "[]", "{}":
		return false
	}
	return true
}
