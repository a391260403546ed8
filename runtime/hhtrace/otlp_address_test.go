package hhtrace

import "testing"

// An address is read as OpenTelemetry's specification says: the scheme decides about
// TLS, and without a scheme OTEL_EXPORTER_OTLP_INSECURE does. Without both, there is
// no TLS to this machine. "" means that the address is an error.
func TestAddress(t *testing.T) {
	for _, test := range []struct{ protocol, variable, value, insecure, want string }{
		{overHTTP, "ENDPOINT", "http://collector:4318", "", "http://collector:4318/v1/traces"},
		{overHTTP, "ENDPOINT", " https://collector/base/ ", "", "https://collector/base/v1/traces"},
		{overHTTP, "ENDPOINT", "HTTP://collector", "false", "http://collector/v1/traces"},
		{overHTTP, "ENDPOINT", "https://collector", "true", "https://collector/v1/traces"},
		{overHTTP, "ENDPOINT", "collector:4318", "", "https://collector:4318/v1/traces"},
		{overHTTP, "ENDPOINT", "collector:4318", "True", "http://collector:4318/v1/traces"},
		{overHTTP, "ENDPOINT", "127.0.0.1:4318/base", "true", "http://127.0.0.1:4318/base/v1/traces"},
		{overJSON, "ENDPOINT", "[::1]:4318", "true", "http://[::1]:4318/v1/traces"},
		{overHTTP, "TRACES_ENDPOINT", "http://collector:4318", "", "http://collector:4318/"},
		{overHTTP, "TRACES_ENDPOINT", "http://collector:4318/v2/spans/", "", "http://collector:4318/v2/spans/"},
		{overGRPC, "ENDPOINT", "http://collector:4317", "", "http collector:4317"},
		{overGRPC, "ENDPOINT", "https://collector:4317", "", "https collector:4317"},
		{overGRPC, "TRACES_ENDPOINT", "localhost:4317", "", "http localhost:4317"},
		{overGRPC, "TRACES_ENDPOINT", "localhost:4317", "false", "https localhost:4317"},
		{overGRPC, "TRACES_ENDPOINT", "collector:4317", "", "https collector:4317"},
		{overHTTP, "ENDPOINT", "127.0.0.1:4318", "", "http://127.0.0.1:4318/v1/traces"},
		{overGRPC, "TRACES_ENDPOINT", "localhost:4317", "true", "http localhost:4317"},
		{overGRPC, "ENDPOINT", "dns:///collector:4317", "", "https dns:///collector:4317"},
		{overGRPC, "ENDPOINT", "dns:///collector:4317", "true", "http dns:///collector:4317"},
		{overGRPC, "ENDPOINT", "unix:///run/otel.sock", "", "http unix:///run/otel.sock"},

		{overHTTP, "ENDPOINT", "unix:///run/otel.sock", "", ""},
		{overHTTP, "ENDPOINT", "ftp://collector", "", ""},
		{overGRPC, "ENDPOINT", "://collector", "", ""},
		{overHTTP, "ENDPOINT", "collector", "", ""},
		{overGRPC, "ENDPOINT", "true", "", ""},
		{overHTTP, "ENDPOINT", "http://", "", ""},
		{overHTTP, "ENDPOINT", "/v1/traces", "", ""},
		{overHTTP, "ENDPOINT", "collector:port", "", ""},
		{overHTTP, "ENDPOINT", "not an address:4318", "", ""},
		{overHTTP, "ENDPOINT", "http://user:password@collector:4318", "", ""},
		{overHTTP, "ENDPOINT", "http://collector:4318?key=secret", "", ""},
	} {
		t.Run(test.value, func(t *testing.T) {
			t.Setenv("OTEL_EXPORTER_OTLP_"+test.variable, test.value)
			t.Setenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", test.protocol)
			t.Setenv("OTEL_EXPORTER_OTLP_INSECURE", test.insecure)
			a, err := addressFromEnvironment()
			got := ""
			switch {
			case err != nil:
			case test.protocol != overGRPC:
				got = a.url()
			case a.plain:
				got = "http " + a.target
			default:
				got = "https " + a.target
			}
			if got != test.want {
				t.Errorf("the address is %q, want %q; error %v", got, test.want, err)
			}
		})
	}
}
