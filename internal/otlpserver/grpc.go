package otlpserver

import (
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A call of gRPC is a request of HTTP/2: its path is the method, its body is a message
// after a byte that says whether it is compressed and 4 bytes with its length, and the
// answer has the status in its trailers. That is all of gRPC that OTLP needs, so the
// server needs no other one; TestGRPC has the clients of gRPC's own module call it.

// grpcPaths has the path of OTLP over HTTP for each method of OTLP.
var grpcPaths = map[string]string{
	"/opentelemetry.proto.collector.trace.v1.TraceService/Export":                  "/v1/traces",
	"/opentelemetry.proto.collector.logs.v1.LogsService/Export":                    "/v1/logs",
	"/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":              "/v1/metrics",
	"/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export": "/v1development/profiles",
}

func isGRPC(r *http.Request) bool {
	return r.ProtoMajor == 2 && strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc")
}

// serveGRPC answers a call.
func (s *Server) serveGRPC(w http.ResponseWriter, r *http.Request) {
	path, ok := grpcPaths[r.URL.Path]
	if !ok {
		writeGRPC(w, answer{status: http.StatusNotFound, text: fmt.Sprintf("%s is not a method of OTLP", r.URL.Path)})
		return
	}
	request, wrong := readMessage(r)
	if wrong != nil {
		s.reject(r.URL.Path, *wrong)
		writeGRPC(w, *wrong)
		return
	}
	request.path = path
	writeGRPC(w, s.take(r.Context(), request, pathKind(path)))
}

// readMessage reads the message of a call.
func readMessage(r *http.Request) (*request, *answer) {
	var prefix [5]byte
	if _, err := io.ReadFull(r.Body, prefix[:]); err != nil {
		return nil, &answer{status: http.StatusBadRequest, text: fmt.Sprintf("the call has no message: %v", err)}
	}
	size := binary.BigEndian.Uint32(prefix[1:])
	if size > maxBody {
		return nil, &tooLarge
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, int64(size)))
	if err != nil || len(body) < int(size) {
		return nil, &answer{status: http.StatusBadRequest, text: "the message is shorter than its length says"}
	}
	request := &request{header: r.Header.Clone(), body: body, plain: body}
	request.header.Set("Content-Type", protobufType)
	if prefix[0] == 0 {
		return request, nil
	}
	if encoding := r.Header.Get("Grpc-Encoding"); encoding != "gzip" {
		return nil, &answer{status: http.StatusUnsupportedMediaType,
			text: fmt.Sprintf("the encoding %q is not known here: send gzip or none", encoding)}
	}
	request.header.Set("Content-Encoding", "gzip")
	plain, wrong := unzip(body)
	request.plain = plain
	return request, wrong
}

// writeGRPC answers a call.
func writeGRPC(w http.ResponseWriter, a answer) {
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set("Trailer", "Grpc-Status, Grpc-Message")
	w.WriteHeader(http.StatusOK)
	text := a.text
	if a.ok() {
		var message []byte
		if a.passedOn && strings.HasPrefix(a.contentType, protobufType) {
			message = a.body
		}
		prefix := binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message)))
		_, _ = w.Write(append(prefix, message...))
	} else if a.passedOn {
		text = fmt.Sprintf("the receiver that this was passed on to answered HTTP status %d", a.status)
	}
	w.Header().Set("Grpc-Status", strconv.Itoa(a.code()))
	if text != "" {
		w.Header().Set("Grpc-Message", url.PathEscape(text))
	}
}
