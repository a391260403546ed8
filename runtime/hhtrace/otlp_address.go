package hhtrace

import (
	"cmp"
	"errors"
	"net"
	"net/url"
	"path"
	"strings"

	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// address is the address of a receiver.
type address struct {
	protocol string
	target   string // host and port; for gRPC, any name that gRPC resolves
	path     string // of HTTP
	plain    bool   // without TLS
	bare     bool   // without a scheme
}

// url returns the URL of a receiver of OTLP over HTTP.
func (a address) url() string {
	scheme := "https"
	if a.plain {
		scheme = "http"
	}
	return (&url.URL{Scheme: scheme, Host: a.target, Path: a.path}).String()
}

// endpointPath is the path that is added to OTEL_EXPORTER_OTLP_ENDPOINT, but not to
// the variable for traces.
const endpointPath = "/v1/traces"

// addressFromEnvironment returns the address of the OTEL_EXPORTER_OTLP_ variables.
func addressFromEnvironment() (address, error) {
	variable, value := otlpVariable("ENDPOINT")
	a, err := parseAddress(value, protocolFromEnvironment())
	if variable == "OTEL_EXPORTER_OTLP_ENDPOINT" {
		a.path = path.Join(a.path, endpointPath)
	}
	if a.bare {
		_, insecure := otlpVariable("INSECURE")
		a.plain = a.plain || strings.EqualFold(insecure, "true") || insecure == "" && a.loopback()
	}
	return a, err
}

// loopback reports whether the receiver is on this machine, where receivers of OTLP
// have no TLS unless somebody configures it.
func (a address) loopback() bool {
	host, _, err := net.SplitHostPort(a.target)
	return err == nil && transport.Loopback(host)
}

var (
	errAddress = errors.New("the value is not the address of a receiver: set one such as http://localhost:4318, " +
		"or for OTLP over gRPC http://localhost:4317")
	errUser = errors.New("the address has a user or a query, which would not be sent: set OTEL_EXPORTER_OTLP_HEADERS instead")
)

// parseAddress reads an address as OpenTelemetry's specification of the OTLP
// exporters does: http is without TLS, https with TLS, and host:port with TLS unless
// a variable says otherwise, or the host is this machine. gRPC also accepts the other names that it resolves,
// such as dns:///host:port and unix:///path.
func parseAddress(v, protocol string) (address, error) {
	v = strings.TrimSpace(v)
	scheme, _, hasScheme := strings.Cut(v, "://")
	scheme = strings.ToLower(scheme)
	switch {
	case hasScheme && scheme != "http" && scheme != "https":
		if protocol != overGRPC || scheme == "" {
			return address{}, errAddress
		}
		return address{protocol: protocol, target: v, plain: scheme == "unix", bare: true}, nil
	case !hasScheme:
		v = "https://" + v
	}
	u, err := url.Parse(v)
	switch {
	case err != nil || u.Hostname() == "" || !hasScheme && u.Port() == "":
		return address{}, errAddress
	case u.User != nil || u.RawQuery != "":
		return address{}, errUser
	}
	return address{protocol, u.Host, cmp.Or(u.Path, "/"), scheme == "http", !hasScheme}, nil
}
