package hhtrace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

const (
	mostAnswer  = 1 << 20 // bytes that are read of an answer
	mostExcerpt = 512     // bytes of an answer that an error shows
)

const (
	protobufType = "application/x-protobuf"
	jsonType     = "application/json"
)

var errTooLong = fmt.Errorf("the answer has over %d bytes, so it is not from an OTLP receiver: check the URL", mostAnswer)

var errGRPC = errors.New("the answer is from a gRPC server: set the URL of a receiver of OTLP over HTTP, often at port 4318")

// answers is a transport that rejects answers which an OTLP receiver would not
// give. The exporter checks only the status of an answer.
type answers struct {
	http.RoundTripper
	redact func(string) string
	advice advice
}

func (t answers) RoundTrip(request *http.Request) (*http.Response, error) {
	receipt := receiptOf(request.Context())
	receipt.reset()
	response, err := t.RoundTripper.RoundTrip(request)
	if err != nil {
		return response, err
	}
	receipt.status = response.StatusCode
	body, broken := io.ReadAll(io.LimitReader(response.Body, mostAnswer+1))
	_ = response.Body.Close()
	switch {
	case response.StatusCode/100 != 2:
		// The status says enough, even if the body is incomplete.
		t.reject(response, receipt)
		setBody(response, []byte(transport.Excerpt(body, t.redact, mostExcerpt)), nil)
	case broken != nil:
		// The exporter gets the error when it reads the body. If RoundTrip returned
		// the error, the exporter might send spans again that the receiver has.
		setBody(response, body, fmt.Errorf("HTTP %d: the answer is incomplete: %w", response.StatusCode, broken))
	default:
		if err := t.judge(response, body, receipt); err != nil {
			return nil, err
		}
		setBody(response, body, nil)
	}
	return response, nil
}

// reject notes whether a status means that the receiver will not take the batch, and
// what to check. With other statuses of errors, the receiver might take the batch at
// another time.
func (t answers) reject(response *http.Response, r *receipt) {
	status := response.StatusCode
	r.rejected = status/100 == 4
	r.retryAfter = transport.RetryAfter(response.Header.Get("Retry-After"), time.Now())
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		r.misdirected, r.advice = true, t.advice.key
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		r.misdirected, r.advice = true, t.advice.path
	case http.StatusRequestEntityTooLarge:
		r.tooLarge, r.advice = true, tooLarge
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		r.rejected, r.busy = false, true
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		r.busy = true
	}
}

// setBody replaces the body of an answer. Reading it ends with the error broken, if
// that is not nil.
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

// judge returns an error if an answer with a status of success does not report a
// success. A receiver may answer without a body. Some receivers send no content
// type, or a wrong one; judge sets the one with which the exporter reads the body.
func (t answers) judge(response *http.Response, body []byte, r *receipt) error {
	media, verdict := transport.MediaType(response.Header), transport.VerdictOf(body)
	switch {
	case len(body) > mostAnswer:
		return errTooLong
	case strings.HasPrefix(media, "application/grpc"):
		return errGRPC // its HTTP status does not show failures
	case len(body) == 0:
		r.taken = true
		return nil
	case verdict == transport.Success:
		response.Header.Set("Content-Type", jsonType)
		r.read(protojson.UnmarshalOptions{DiscardUnknown: true}.Unmarshal, body)
		return nil
	case verdict != transport.NoObject:
		r.rejected = verdict == transport.Failure
		return t.notSuccess(response, body)
	case transport.IsPage(response.Header, body):
		return fmt.Errorf("HTTP %d: %w", response.StatusCode, transport.ErrPage)
	case media == protobufType || media == "application/protobuf" || media == "application/octet-stream" || media == "":
		response.Header.Set("Content-Type", protobufType)
		r.read(proto.Unmarshal, body)
		return nil
	}
	return t.notSuccess(response, body)
}

// notSuccess is the error for an answer that an OTLP receiver would not give.
func (t answers) notSuccess(response *http.Response, body []byte) error {
	media := transport.MediaType(response.Header)
	return fmt.Errorf("HTTP %d: the answer, of type %s, is not from an OTLP receiver: check the URL; the answer begins: %s",
		response.StatusCode, strconv.Quote(transport.Cut(t.redact(media), mostExcerpt)),
		strconv.Quote(transport.Excerpt(body, t.redact, mostExcerpt)))
}
