package hhtrace_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel"

	"github.com/hhgen/hhgen/runtime/hhtrace"
)

// writePEM writes a file with one block, and returns its name.
func writePEM(t *testing.T, kind string, bytes []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// certificateOf writes the certificate of a server to a file.
func certificateOf(t *testing.T, s *httptest.Server) string {
	t.Helper()
	return writePEM(t, "CERTIFICATE", s.Certificate().Raw)
}

// clientPair writes a certificate and a key of a client to files.
func clientPair(t *testing.T) (certificate, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "service"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	text, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(parsed)
	return writePEM(t, "CERTIFICATE", raw), writePEM(t, "PRIVATE KEY", text), pool
}

// The exporter's variables work, although the exporter uses hhtrace's HTTP client.
func TestTLSOfTheEnvironment(t *testing.T) {
	certificate, key, pool := clientPair(t)
	requests := 0
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 1 && r.Header.Get("x-team") == "shop" && r.ProtoMajor == 2 {
			requests++
		}
	}))
	s.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", s.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-team=shop")
	t.Setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", certificate) // of another server
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", certificateOf(t, s))
	t.Setenv("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", certificate)
	t.Setenv("OTEL_EXPORTER_OTLP_CLIENT_KEY", key)
	if errs := exported(t); !errs.none() || requests != 1 {
		t.Errorf("%d requests with the client's certificate, reported: %v", requests, errs.text())
	}
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "")
	if errs := exported(t); !strings.Contains(errs.text(), "certificate") {
		t.Errorf("a server that is not trusted: %v", errs.text())
	}
}

// The exporter gives up a request that takes longer than the variable allows. All
// other limits of the test are longer.
func TestTimeoutOfTheEnvironment(t *testing.T) {
	gaveUp := make(chan bool)
	s := takes(t, func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		close(gaveUp)
	})
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", s.URL)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "1")
	t.Setenv("OTEL_BSP_EXPORT_TIMEOUT", "600000") // for all attempts
	t.Setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "600000")
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "50")
	shutdown, err := hhtrace.Setup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, span := otel.GetTracerProvider().Tracer("test").Start(t.Context(), "span")
	span.End()
	<-gaveUp
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // so that shutdown does not wait for the next attempt
	_ = shutdown(ctx)
}

// Each wrong variable of the exporter is an error.
func TestWrongExporterVariables(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.pem")
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for variable, test := range map[string]struct{ value, want string }{
		"OTEL_EXPORTER_OTLP_CERTIFICATE":               {missing, "no such file"},
		"OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE":        {empty, "has no PEM certificate: name a file that has one"},
		"OTEL_EXPORTER_OTLP_CLIENT_KEY":                {empty, "is set: set both or neither"},
		"OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE": {empty, "is set: set both or neither"},
		"OTEL_EXPORTER_OTLP_TIMEOUT":                   {"10s", `"10s" is not a number of milliseconds`},
		"OTEL_EXPORTER_OTLP_TRACES_TIMEOUT":            {"-1", `"-1" is not a number of milliseconds`},
	} {
		t.Run(variable, func(t *testing.T) {
			t.Setenv("HH_API_KEY", "")
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "https://127.0.0.1:1")
			t.Setenv(variable, test.value)
			_, err := hhtrace.Setup(t.Context())
			if err == nil || !strings.Contains(err.Error(), variable) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %s and %q", err, variable, test.want)
			}
		})
	}
}

// Spans go through the proxy that the environment sets. The test runs itself in
// another process, because net/http reads the environment only once.
func TestProxyOfTheEnvironment(t *testing.T) {
	const variable = "HHTRACE_TEST_BEHIND_PROXY"
	if os.Getenv(variable) != "" {
		if errs := exported(t); !errs.none() {
			t.Error(errs.text())
		}
		return
	}
	proxy := takes(t, answerWith(200, "", ""))
	u, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestProxyOfTheEnvironment$")
	cmd.Env = append(os.Environ(), variable+"=1", "HTTP_PROXY="+u.String(), "NO_PROXY=",
		"HH_API_KEY=", "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector.example:4318")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if len(proxy.requests) != 1 || proxy.requests[0].URL.Host != "collector.example:4318" {
		t.Errorf("the proxy got %d requests", len(proxy.requests))
	}
}
