// Package middleware runs packages hhhttp and hhgrpc together with the real
// instrumentation of net/http and gRPC, in both orders.
package middleware

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/stats"

	"github.com/hhgen/hhgen/runtime/hhgrpc"
	"github.com/hhgen/hhgen/runtime/hhhttp"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// sessionHeader is the header with which users continue a session.
const sessionHeader = "X-Session-Id"

// order says where the middleware is.
type order bool

const (
	outside order = false // of the instrumentation, or before it
	inside  order = true
)

// handler gives the requests of next spans and sessions.
func (o order) handler(next http.Handler, name string, options ...hhhttp.Option) http.Handler {
	if o == inside {
		return otelhttp.NewHandler(hhhttp.NewHandler(next, options...), name)
	}
	return hhhttp.NewHandler(otelhttp.NewHandler(next, name), options...)
}

// server returns the options of a server whose calls have spans and sessions.
func (o order) server(options ...hhgrpc.Option) []grpc.ServerOption {
	own, traced := hhgrpc.NewServerHandler(options...), otelgrpc.NewServerHandler()
	if o == inside {
		own, traced = traced, own
	}
	return []grpc.ServerOption{grpc.StatsHandler(own), grpc.StatsHandler(traced)}
}

// dial connects to a server whose calls have spans, and sessions by options.
func (o order) dial(target string, options ...hhgrpc.ClientOption) (*grpc.ClientConn, error) {
	var own, traced stats.Handler = hhgrpc.NewClientHandler(options...), otelgrpc.NewClientHandler()
	if o == inside {
		own, traced = traced, own
	}
	return grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithStatsHandler(own), grpc.WithStatsHandler(traced))
}

// gateway serves users: it records who asks, and asks a model of a third party, an
// answerer, and a ranker.
type gateway struct {
	client          *http.Client
	model, answerer string // URLs
	ranker          grpc_health_v1.HealthClient
}

// newGateway returns a gateway. Only the answerer gets its sessions.
func newGateway(model, answerer string, ranker *grpc.ClientConn) (*gateway, error) {
	u, err := url.Parse(answerer)
	if err != nil {
		return nil, err
	}
	return &gateway{
		client: &http.Client{Transport: otelhttp.NewTransport(hhhttp.NewTransport(http.DefaultTransport, u.Host))},
		model:  model, answerer: answerer, ranker: grpc_health_v1.NewHealthClient(ranker),
	}, nil
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	//hhgen:ignore SESSION_ERROR the test must fail then
	if err := chat.EnrichSession(ctx, chat.WithUserID(r.URL.Query().Get("user"))); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for _, url := range []string{g.model, g.answerer} {
		if err := g.get(ctx, url); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
	}
	if err := g.rank(ctx); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func (g *gateway) get(ctx context.Context, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := g.client.Do(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return err
}

// rank makes a unary call and one that streams.
func (g *gateway) rank(ctx context.Context) error {
	if _, err := g.ranker.Check(ctx, &grpc_health_v1.HealthCheckRequest{}); err != nil {
		return err
	}
	stream, err := g.ranker.Watch(ctx, &grpc_health_v1.HealthCheckRequest{})
	for err == nil {
		_, err = stream.Recv()
	}
	if err == io.EOF {
		return nil
	}
	return err
}
