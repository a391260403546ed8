package hhtrace

import (
	"context"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// dialGRPC makes the exporter of OTLP over gRPC. It reads the variables of headers
// and compression itself.
func (e *otlp) dialGRPC(ctx context.Context, to destination, use connection) (err error) {
	transportCredentials := insecure.NewCredentials()
	if !to.plain {
		transportCredentials = credentials.NewTLS(use.tls)
	}
	e.closed = func() {}
	e.SpanExporter, err = otlptracegrpc.New(ctx,
		otlptracegrpc.WithEndpoint(to.target),
		otlptracegrpc.WithTLSCredentials(transportCredentials),
		otlptracegrpc.WithTimeout(use.timeout),
		otlptracegrpc.WithDialOption(grpc.WithChainUnaryInterceptor(rpcAnswers{e.redact, to.advice}.intercept)),
	)
	return err
}

// rpcAnswers notes the answers of a receiver of OTLP over gRPC.
type rpcAnswers struct {
	redact func(string) string
	advice advice
}

func (a rpcAnswers) intercept(ctx context.Context, method string, request, reply any, c *grpc.ClientConn,
	invoke grpc.UnaryInvoker, options ...grpc.CallOption,
) error {
	receipt := receiptOf(ctx)
	receipt.reset()
	err := invoke(ctx, method, request, reply, c, options...)
	if err == nil {
		if response, ok := reply.(*collector.ExportTraceServiceResponse); ok {
			receipt.take(response)
		}
		return nil
	}
	answer := status.Convert(err)
	receipt.rejected, receipt.advice = a.rejects(answer.Code())
	// Its message may be as long as the receiver likes. The details say when to try
	// again, so they stay.
	short := answer.Proto()
	short.Message = transport.Excerpt([]byte(short.Message), a.redact, mostExcerpt)
	return status.ErrorProto(short)
}

// rejects reports whether a code means that the receiver will not take the batch, and
// what to check.
func (a rpcAnswers) rejects(code codes.Code) (rejected bool, check string) {
	switch code {
	case codes.Unauthenticated, codes.PermissionDenied:
		return true, a.advice.key
	case codes.Unimplemented, codes.NotFound:
		return true, "check whether the address is that of a receiver of OTLP over gRPC, often at port 4317"
	case codes.InvalidArgument, codes.FailedPrecondition, codes.AlreadyExists:
		return true, ""
	case codes.ResourceExhausted:
		return false, exhausted
	}
	return false, ""
}

// exhausted is the advice for a code that receivers use for two failures.
const exhausted = "the receiver has too little capacity, or takes no batch of that size: give it more, " +
	"or lower OTEL_BSP_MAX_EXPORT_BATCH_SIZE, which is 512 by default"
