package otlpserver

import (
	"encoding/json"
	"net/http"

	"google.golang.org/protobuf/encoding/protowire"
)

// answer is what a sender is answered, over HTTP.
type answer struct {
	status     int
	text       string // why it was not taken
	retryAfter string // the header

	// What the receiver answered to which a request was passed on.
	passedOn    bool
	contentType string
	body        []byte
}

func (a answer) ok() bool { return a.status/100 == 2 }

// retry reports whether OTLP has a sender send a request again that is answered so.
func (a answer) retry() bool {
	switch a.status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// statusCodes has the code of google.rpc.Status for each status of HTTP: those of OTLP, which
// has senders try again what is UNAVAILABLE, and of gRPC (doc/http-grpc-status-mapping.md).
var statusCodes = map[int]int{
	http.StatusBadRequest:            3,  // INVALID_ARGUMENT
	http.StatusUnauthorized:          16, // UNAUTHENTICATED
	http.StatusForbidden:             7,  // PERMISSION_DENIED
	http.StatusNotFound:              12, // UNIMPLEMENTED
	http.StatusMethodNotAllowed:      12,
	http.StatusUnsupportedMediaType:  12,
	http.StatusRequestEntityTooLarge: 8,  // RESOURCE_EXHAUSTED
	http.StatusTooManyRequests:       14, // UNAVAILABLE
	http.StatusBadGateway:            14,
	http.StatusServiceUnavailable:    14,
	http.StatusGatewayTimeout:        14,
}

func (a answer) code() int {
	if code, ok := statusCodes[a.status]; ok {
		return code
	}
	if a.ok() {
		return 0
	}
	return 2 // UNKNOWN
}

// write answers over HTTP, in the encoding of the request.
func (a answer) write(w http.ResponseWriter, isJSON bool) {
	body, contentType := a.body, a.contentType
	if !a.passedOn {
		body, contentType = a.message(isJSON)
	}
	if contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	if a.retryAfter != "" {
		w.Header().Set("Retry-After", a.retryAfter)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body)
}

// message is the body: an ExportTraceServiceResponse, of which all fields are empty, or
// a google.rpc.Status.
func (a answer) message(isJSON bool) (body []byte, contentType string) {
	switch {
	case a.ok() && isJSON:
		return []byte("{}"), jsonType
	case a.ok():
		return nil, protobufType
	case isJSON:
		body, _ = json.Marshal(map[string]any{"code": a.code(), "message": a.text})
		return body, jsonType
	}
	body = protowire.AppendTag(body, 1, protowire.VarintType)
	body = protowire.AppendVarint(body, uint64(a.code()))
	body = protowire.AppendTag(body, 2, protowire.BytesType)
	return protowire.AppendString(body, a.text), protobufType
}
