package hhtrace

import (
	"context"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
)

// receipt is what the receiver answered to the last request for a batch. The
// exporters of OpenTelemetry return an error, but no counts.
type receipt struct {
	status        int    // of HTTP; 0 if there was no answer
	taken         bool   // the receiver took the batch, apart from rejected spans
	rejectedSpans int64  // of a batch that it took
	message       string // why it rejected them
	rejected      bool   // the receiver answered that it did not take the batch
	advice        string // what to check; "" if the answer says enough

	// What matters for batches that can be sent again, because they are on disk.
	misdirected bool          // the key or the address is wrong, not the batch
	tooLarge    bool          // the receiver takes smaller batches only
	busy        bool          // the receiver takes no batch now
	retryAfter  time.Duration // how long the receiver wants to be left alone
}

type receiptKey struct{}

// withReceipt returns a context with which a batch is sent, and the receipt that
// the transport fills in.
func withReceipt(ctx context.Context) (context.Context, *receipt) {
	r := &receipt{}
	return context.WithValue(ctx, receiptKey{}, r), r
}

// receiptOf returns the receipt of a request's context.
func receiptOf(ctx context.Context) *receipt {
	if r, ok := ctx.Value(receiptKey{}).(*receipt); ok {
		return r
	}
	return &receipt{} // the request is not part of an export
}

// reset forgets the answer to an earlier request for the same batch.
func (r *receipt) reset() { *r = receipt{} }

// read reads the answer of a receiver that took the batch. The exporter returns an
// error if it cannot read the answer.
func (r *receipt) read(unmarshal func([]byte, proto.Message) error, body []byte) {
	var response collector.ExportTraceServiceResponse
	if unmarshal(body, &response) == nil {
		r.take(&response)
	}
}

// take notes that the receiver took the batch, apart from the spans that its answer
// says it rejected.
func (r *receipt) take(response *collector.ExportTraceServiceResponse) {
	partial := response.GetPartialSuccess()
	r.taken, r.rejectedSpans, r.message = true, partial.GetRejectedSpans(), partial.GetErrorMessage()
}
