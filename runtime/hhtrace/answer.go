package hhtrace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

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

var errGRPC = errors.New("the answer is gRPC's: check the URL, which must be that of a receiver of OTLP over HTTP, often at port 4318")

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
	body, broken := io.ReadAll(io.LimitReader(response.Body, mostAnswer+1))
	_ = response.Body.Close()
	switch {
	case response.StatusCode/100 != 2:
		// Its status says enough, even if it breaks off.
		setBody(response, []byte(transport.Excerpt(body, t.redact, mostExcerpt)), nil)
	case broken != nil:
		// The exporter meets the error when it reads the body. An error from here
		// it may take for a reason to send again what the receiver has.
		setBody(response, body, fmt.Errorf("HTTP %d: the answer breaks off: %w", response.StatusCode, broken))
	default:
		if err := t.judge(response, body); err != nil {
			return nil, err
		}
		setBody(response, body, nil)
	}
	return response, nil
}

// setBody gives an answer a body, which breaks off with an error unless that is
// nil.
func setBody(response *http.Response, body []byte, broken error) {
	var content io.Reader = bytes.NewReader(body)
	response.ContentLength = int64(len(body))
	if broken != nil {
		content, response.ContentLength = io.MultiReader(content, breaks{broken}), -1
	}
	response.Body = io.NopCloser(content)
}

// breaks is a reader that fails.
type breaks struct{ error }

func (b breaks) Read([]byte) (int, error) { return 0, b.error }

// judge returns why an answer with a status of success is none. Receivers are
// free to answer with no body, and some do not say what they answer with: the
// content type becomes what the exporter then reads the body as.
func (t answers) judge(response *http.Response, body []byte) error {
	media, verdict := transport.MediaType(response.Header), transport.VerdictOf(body)
	switch {
	case len(body) > mostAnswer:
		return errTooLong
	case strings.HasPrefix(media, "application/grpc"):
		return errGRPC // what it says is not in its status
	case len(body) == 0:
		return nil
	case verdict == transport.Success:
		response.Header.Set("Content-Type", jsonType)
		return nil
	case verdict != transport.NoObject:
		return t.notSuccess(response, body)
	case transport.IsPage(response.Header, body):
		return fmt.Errorf("HTTP %d: %w", response.StatusCode, transport.ErrPage)
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
