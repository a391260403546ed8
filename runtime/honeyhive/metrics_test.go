package honeyhive

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

func TestMetric(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) { mustUpdate(t, c, update(id(9), "k", 1)) })
	reader := sdkmetric.NewManualReader()
	c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithSpool(dir), WithQueueLimits(3, 1<<20),
		WithMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))))
	for range 3 {
		mustUpdate(t, c, update(id(1), "k", 1))
	}
	mustUpdate(t, c, update(id(2), "k", 1))
	if c.UpdateEvent(update(id(3), "k", 1)) == nil {
		t.Error("the queue is not full")
	}
	want := map[string]int64{"accepted": 4, "recovered": 1, "delivered": 0, "coalesced": 0, "dropped": 0, "refused": 1, "spooled": 0}
	if diff := cmp.Diff(want, collected(t, reader)); diff != "" {
		t.Errorf("metric (-want +got):\n%s", diff)
	}
	mustLeave(t, c)
	want["spooled"] = 5 // the last collection of a program includes the results of Shutdown
	if diff := cmp.Diff(want, collected(t, reader)); diff != "" {
		t.Errorf("metric after Shutdown (-want +got):\n%s", diff)
	}
}

// globalReader sets the global meter provider, once, and returns its reader.
var globalReader = sync.OnceValue(func() sdkmetric.Reader {
	reader := sdkmetric.NewManualReader()
	otel.SetMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
	return reader
})

// The metric has the sums over several clients, also if they are made before the
// meter provider is set.
func TestMetricOfSeveralClients(t *testing.T) {
	var clients []*Client
	for range 2 {
		c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)))
		clients = append(clients, c)
	}
	reader := globalReader()
	before := collected(t, reader) // other tests made clients too
	for _, c := range clients {
		mustUpdate(t, c, update(id(1), "k", 1))
	}
	if got := collected(t, reader)["accepted"] - before["accepted"]; got != 2 {
		t.Errorf("the metric counts %d accepted updates, want 2", got)
	}
	for _, c := range clients {
		mustLeave(t, c)
	}
}

// collected returns the metric by its outcomes.
func collected(t *testing.T, reader sdkmetric.Reader) map[string]int64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	metric := all.ScopeMetrics[0].Metrics[0]
	sum, ok := metric.Data.(metricdata.Sum[int64])
	if !ok || metric.Name != "hhgen.session.updates" || !sum.IsMonotonic || sum.Temporality != metricdata.CumulativeTemporality {
		t.Errorf("the metric is %+v", metric)
	}
	got := map[string]int64{}
	for _, p := range sum.DataPoints {
		outcome, _ := p.Attributes.Value("outcome")
		got[outcome.AsString()] = p.Value
	}
	return got
}
