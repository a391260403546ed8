package hhtrace

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/hhgen/hhgen/runtime/internal/store"
)

// batch is a batch of spans that a store keeps.
type batch struct {
	record *store.Record
	data   []byte    // a header, and TracesData of OTLP
	spans  int64     // in data
	stored time.Time // by the clock

	seq      int64     // of the batch among those of the courier
	alone    bool      // not to be sent together with others
	attempts int       // that failed
	first    time.Time // attempt of this process
	retryAt  time.Time
	in       *batchHeap // of the courier; nil while the batch is being sent
	index    int        // there
}

// The header of a batch's data: the version of the format, the time at which it was
// stored in milliseconds since 1970, and the number of spans.
const (
	batchVersion = 1
	headerBytes  = 1 + 8 + 4
)

// newBatch encodes spans.
func newBatch(now time.Time, spans []*tracepb.ResourceSpans) (*batch, error) {
	b := &batch{stored: now, spans: countSpans(spans)}
	header := make([]byte, 0, headerBytes+proto.Size(&tracepb.TracesData{ResourceSpans: spans}))
	header = append(header, batchVersion)
	header = binary.BigEndian.AppendUint64(header, uint64(now.UnixMilli()))
	header = binary.BigEndian.AppendUint32(header, uint32(b.spans))
	var err error
	b.data, err = proto.MarshalOptions{}.MarshalAppend(header, &tracepb.TracesData{ResourceSpans: spans})
	return b, err
}

// errForeignBatch is about data that another version of this package has stored.
var errForeignBatch = errors.New("their format is not known to this version")

// readBatch reads the header of a batch.
func readBatch(r *store.Record, data []byte) (*batch, error) {
	if len(data) < headerBytes || data[0] != batchVersion {
		return nil, errForeignBatch
	}
	return &batch{
		record: r, data: data,
		stored: time.UnixMilli(int64(binary.BigEndian.Uint64(data[1:]))),
		spans:  int64(binary.BigEndian.Uint32(data[9:])),
	}, nil
}

// decode returns the spans.
func (b *batch) decode() ([]*tracepb.ResourceSpans, error) {
	var all tracepb.TracesData
	if err := proto.Unmarshal(b.data[headerBytes:], &all); err != nil {
		return nil, fmt.Errorf("a stored batch cannot be read: %w", err)
	}
	return all.ResourceSpans, nil
}

// halves returns two batches with the spans of b, which has several.
func (b *batch) halves() (halves [2]*batch, err error) {
	spans, err := b.decode()
	if err != nil {
		return halves, err
	}
	first, second := cut(spans, b.spans/2)
	for i, part := range [][]*tracepb.ResourceSpans{first, second} {
		if halves[i], err = newBatch(b.stored, part); err != nil {
			return halves, err
		}
		halves[i].alone, halves[i].first = true, b.first
	}
	return halves, nil
}

// countSpans is how many spans there are.
func countSpans(all []*tracepb.ResourceSpans) (n int64) {
	for _, resource := range all {
		for _, scope := range resource.ScopeSpans {
			n += int64(len(scope.Spans))
		}
	}
	return n
}

// cut divides spans after the first n. Both parts have the resources and scopes of
// their spans.
func cut(all []*tracepb.ResourceSpans, n int64) (first, second []*tracepb.ResourceSpans) {
	for _, resource := range all {
		var before, after []*tracepb.ScopeSpans
		for _, scope := range resource.ScopeSpans {
			here := min(n, int64(len(scope.Spans)))
			n -= here
			before = appendScope(before, scope, scope.Spans[:here])
			after = appendScope(after, scope, scope.Spans[here:])
		}
		first, second = appendResource(first, resource, before), appendResource(second, resource, after)
	}
	return first, second
}

func appendScope(to []*tracepb.ScopeSpans, of *tracepb.ScopeSpans, spans []*tracepb.Span) []*tracepb.ScopeSpans {
	if len(spans) == 0 {
		return to
	}
	return append(to, &tracepb.ScopeSpans{Scope: of.Scope, SchemaUrl: of.SchemaUrl, Spans: spans})
}

func appendResource(to []*tracepb.ResourceSpans, of *tracepb.ResourceSpans, scopes []*tracepb.ScopeSpans) []*tracepb.ResourceSpans {
	if len(scopes) == 0 {
		return to
	}
	return append(to, &tracepb.ResourceSpans{Resource: of.Resource, SchemaUrl: of.SchemaUrl, ScopeSpans: scopes})
}
