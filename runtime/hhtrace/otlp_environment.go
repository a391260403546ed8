package hhtrace

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// The variables of the exporters begin with OTEL_EXPORTER_OTLP_. The variable for
// traces overrides the variable for all signals.

// otlpVariable returns the value of OTEL_EXPORTER_OTLP_TRACES_name or, if that is
// not set, of OTEL_EXPORTER_OTLP_name. variable is the name of the one that is set.
func otlpVariable(name string) (variable, value string) {
	for _, prefix := range []string{"OTEL_EXPORTER_OTLP_TRACES_", "OTEL_EXPORTER_OTLP_"} {
		if v := strings.TrimSpace(os.Getenv(prefix + name)); v != "" {
			return prefix + name, v
		}
	}
	return "", ""
}

// connection is how a receiver is reached.
type connection struct {
	tls     *tls.Config // nil for the defaults
	timeout time.Duration
	secrets []string // values of the headers
	headers []string // the variables of the headers
	once    bool     // each batch is sent once: the caller tries it again
}

func connectionFromEnvironment() (c connection, err error) {
	if c.tls, err = tlsFromEnvironment(); err != nil {
		return c, err
	}
	if c.timeout, err = timeoutFromEnvironment(); err != nil {
		return c, err
	}
	for _, variable := range headerVariables {
		c.headers = append(c.headers, os.Getenv(variable))
	}
	c.secrets, err = headerSecrets()
	return c, err
}

// tlsFromEnvironment returns nil if no variable configures TLS.
func tlsFromEnvironment() (*tls.Config, error) {
	var c tls.Config
	if variable, file := otlpVariable("CERTIFICATE"); file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", variable, err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s: %s has no PEM certificate: name a file that has one", variable, file)
		}
	}
	for _, prefix := range []string{"OTEL_EXPORTER_OTLP_TRACES_", "OTEL_EXPORTER_OTLP_"} {
		certificate, key := os.Getenv(prefix+"CLIENT_CERTIFICATE"), os.Getenv(prefix+"CLIENT_KEY")
		switch {
		case certificate == "" && key == "":
			continue
		case certificate == "" || key == "":
			return nil, fmt.Errorf("only one of %sCLIENT_CERTIFICATE and %sCLIENT_KEY is set: set both or neither", prefix, prefix)
		}
		pair, err := tls.LoadX509KeyPair(strings.TrimSpace(certificate), strings.TrimSpace(key))
		if err != nil {
			return nil, fmt.Errorf("%sCLIENT_CERTIFICATE: %w", prefix, err)
		}
		c.Certificates = []tls.Certificate{pair}
		break
	}
	if c.RootCAs == nil && c.Certificates == nil {
		return nil, nil
	}
	return &c, nil
}

// defaultTimeout is how long one request may take.
const defaultTimeout = 10 * time.Second

func timeoutFromEnvironment() (time.Duration, error) {
	variable, value := otlpVariable("TIMEOUT")
	if value == "" {
		return defaultTimeout, nil
	}
	ms, err := strconv.Atoi(value)
	if err != nil || ms < 0 {
		return 0, fmt.Errorf("%s: %q is not a number of milliseconds: set a whole number, such as 10000", variable, value)
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// The protocols of OTLP.
const (
	overGRPC = "grpc"
	overHTTP = "http/protobuf"
	overJSON = "http/json"
)

// protocolFromEnvironment returns the protocol; [checkProtocol] has checked it.
func protocolFromEnvironment() string {
	if _, protocol := otlpVariable("PROTOCOL"); protocol != "" {
		return protocol
	}
	return overHTTP
}

func checkProtocol(_ *config, v string) error {
	switch strings.TrimSpace(v) {
	case overGRPC, overHTTP, overJSON:
		return nil
	}
	return fmt.Errorf("%q is not supported: set grpc, http/protobuf or http/json, and an endpoint that accepts it", v)
}

func checkCompression(_ *config, v string) error {
	switch strings.TrimSpace(v) {
	case "gzip", "none":
		return nil
	}
	return fmt.Errorf("%q is not supported: set gzip or none", v)
}

func checkInsecure(_ *config, v string) error {
	switch strings.ToLower(strings.TrimSpace(v)) {
	case "true", "false":
		return nil
	}
	return fmt.Errorf("%q is not a boolean: set true or false", v)
}

// checkAtLeast returns a check of a whole number that the SDK reads. The SDK would
// ignore a wrong one, and panics if a size is negative.
func checkAtLeast(least int) func(*config, string) error {
	return func(_ *config, v string) error {
		if n, err := strconv.Atoi(v); err != nil || n < least {
			return fmt.Errorf("%q is not a whole number of at least %d", v, least)
		}
		return nil
	}
}

// shortestSecret is the length of the shortest header value that is redacted: to
// redact shorter values would make errors hard to read.
const shortestSecret = 4

var headerVariables = []string{"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"}

// headerSecrets are the values of the headers that the environment sets, which
// are often keys.
func headerSecrets() ([]string, error) {
	var secrets []string
	for _, variable := range headerVariables {
		for pair := range strings.SplitSeq(os.Getenv(variable), ",") {
			if strings.TrimSpace(pair) == "" {
				continue
			}
			name, raw, ok := strings.Cut(pair, "=")
			value, err := url.PathUnescape(raw)
			if !ok || strings.TrimSpace(name) == "" || err != nil {
				// The exporter would print the header and not send it.
				return nil, fmt.Errorf("%s: a header is not a name=value pair: write name=value, with the value percent-encoded", variable)
			}
			secrets = append(secrets, secretsOf(strings.TrimSpace(raw), strings.TrimSpace(value))...)
		}
	}
	return secrets, nil
}

// secretsOf returns the secrets in a header's value: the whole value, and the
// credentials after the scheme of an authorization.
func secretsOf(raw, value string) []string {
	all := []string{raw, value}
	if scheme, credentials, ok := strings.Cut(value, " "); ok {
		all = append(all, strings.TrimSpace(credentials))
		if decoded, err := base64.StdEncoding.DecodeString(credentials); strings.EqualFold(scheme, "basic") && err == nil {
			_, password, _ := strings.Cut(string(decoded), ":")
			all = append(all, string(decoded), password)
		}
	}
	var long []string
	for _, s := range all {
		if len(s) >= shortestSecret {
			long = append(long, s)
		}
	}
	return long
}
