package hhtrace

import (
	"context"
	"strings"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// dialGRPC makes the exporter of OTLP over gRPC. It reads the variables of headers
// and compression itself.
func (e *otlp) dialGRPC(to destination, use connection) {
	transportCredentials := insecure.NewCredentials()
	if !to.plain {
		transportCredentials = credentials.NewTLS(use.tls)
	}
	e.closed = func() {}
	options := []otlptracegrpc.Option{
		otlptracegrpc.WithEndpoint(to.target),
		otlptracegrpc.WithTLSCredentials(transportCredentials),
		otlptracegrpc.WithTimeout(use.timeout),
		otlptracegrpc.WithDialOption(grpc.WithChainUnaryInterceptor(rpcAnswers{e.redact, to.advice}.intercept)),
	}
	if use.once {
		options = append(options, otlptracegrpc.WithRetry(otlptracegrpc.RetryConfig{}))
	}
	e.client = otlptracegrpc.NewClient(options...)
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
	a.reject(answer, receipt)
	// Its message may be as long as the receiver likes. The details say when to try
	// again, so they stay.
	short := answer.Proto()
	short.Message = transport.Excerpt([]byte(short.Message), a.redact, mostExcerpt)
	return status.ErrorProto(short)
}

// reject notes whether a code means that the receiver will not take the batch, and
// what to check.
func (a rpcAnswers) reject(answer *status.Status, r *receipt) {
	r.retryAfter = retryDelay(answer)
	switch answer.Code() {
	case codes.Unauthenticated, codes.PermissionDenied:
		r.rejected, r.misdirected, r.advice = true, true, a.advice.key
	case codes.Unimplemented, codes.NotFound:
		r.rejected, r.misdirected = true, true
		r.advice = "check whether the address is that of a receiver of OTLP over gRPC, often at port 4317"
	case codes.InvalidArgument, codes.FailedPrecondition, codes.AlreadyExists:
		r.rejected = true
	case codes.ResourceExhausted:
		r.advice = exhausted
		r.tooLarge = strings.Contains(answer.Message(), "larger than max") // of grpc, on both sides
		r.busy = !r.tooLarge
	case codes.Unavailable:
		r.busy = true
	}
}

// retryDelay is how long the receiver wants to be left alone.
func retryDelay(answer *status.Status) time.Duration {
	for _, detail := range answer.Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			return max(info.GetRetryDelay().AsDuration(), 0)
		}
	}
	return 0
}

// exhausted is the advice for a code that receivers use for two failures.
const exhausted = "the receiver has too little capacity, or takes no batch of that size: give it more, " +
	"or lower OTEL_BSP_MAX_EXPORT_BATCH_SIZE, which is 512 by default"
