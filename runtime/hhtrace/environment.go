package hhtrace

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hhgen/hhgen/runtime/honeyhive"
)

// exporter says where spans go.
type exporter int

const (
	toHoneyHive exporter = iota
	toOTLP               // where OTEL_EXPORTER_OTLP_ variables say
	toOutput
	toNowhere
)

// defaultAttributeLimit is how many attributes a span keeps unless the
// environment says otherwise. The SDK's own default of 128 silently drops what a
// long list leaves no room for.
const defaultAttributeLimit = 1024

// variables are what [Setup] reads itself, and those of the SDK and its exporter
// that these would ignore without a word if they were wrong.
var variables = []struct {
	name string
	read func(c *config, value string) error
}{
	{"HH_API_KEY", func(c *config, v string) error { c.apiKey = v; return honeyhive.CheckKey(v) }},
	{"HH_API_URL", func(c *config, v string) error { c.apiURL = v; return honeyhive.CheckURL(v) }},
	{"HH_PROJECT", func(c *config, v string) error { c.project = v; return nil }},
	{"HH_SOURCE", func(c *config, v string) error { c.source = v; return nil }},
	{"OTEL_EXPORTER_OTLP_ENDPOINT", readEndpoint},
	{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", readEndpoint},
	{"OTEL_EXPORTER_OTLP_PROTOCOL", checkProtocol},
	{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", checkProtocol},
	{"OTEL_TRACES_EXPORTER", readExporter},
	{"OTEL_ATTRIBUTE_COUNT_LIMIT", readLimit},
	{"OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", readLimit},
	{"OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", checkLength},
	{"OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", checkLength},
	{"OTEL_SDK_DISABLED", readDisabled},
}

// fromEnvironment reads the variables, and returns an error for each that is
// wrong. A variable that is empty is not set, as OpenTelemetry has it.
func fromEnvironment() (config, error) {
	c := config{source: "dev", output: os.Stdout, limit: defaultAttributeLimit}
	var errs []error
	for _, v := range variables {
		if value := os.Getenv(v.name); value != "" {
			if err := v.read(&c, value); err != nil {
				errs = append(errs, fmt.Errorf("hhtrace: %s: %w", v.name, err))
			}
		}
	}
	return c, errors.Join(errs...)
}

// check returns what is wrong with texts that variables and options set.
func (c *config) check() error {
	var errs []error
	for _, n := range []struct{ what, name string }{{"HH_PROJECT", c.project}, {"HH_SOURCE", c.source}} {
		if err := checkName(n.name); err != nil {
			errs = append(errs, fmt.Errorf("hhtrace: %s: %w", n.what, err))
		}
	}
	if c.output == nil {
		errs = append(errs, errors.New("hhtrace: WithOutput: the writer is nil"))
	}
	return errors.Join(errs...)
}

// maxNameBytes is the longest name of a project or source.
const maxNameBytes = 256

func checkName(s string) error {
	switch {
	case len(s) > maxNameBytes:
		return fmt.Errorf("a name has at most %d bytes, not %d", maxNameBytes, len(s))
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return fmt.Errorf("%q has characters that a name does not have", s)
	case strings.TrimSpace(s) != s:
		return fmt.Errorf("%q begins or ends with a space", s)
	}
	return nil
}

func readEndpoint(c *config, v string) error {
	c.exporter = toOTLP
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("the value is not the URL of a receiver, such as http://localhost:4318")
	}
	return nil
}

func checkProtocol(_ *config, v string) error {
	if v == "http/protobuf" || v == "http/json" {
		return nil
	}
	return fmt.Errorf("spans are sent over http/protobuf or http/json, not over %q: set one of them, and the endpoint that takes it", v)
}

func readExporter(c *config, v string) error {
	switch v {
	case "otlp":
	case "console":
		c.exporter = toOutput
	case "none":
		c.exporter = toNowhere
	default:
		return fmt.Errorf("%q is not one of otlp, console and none", v)
	}
	return nil
}

func readLimit(c *config, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil {
		return fmt.Errorf("%q is not a number of attributes", v)
	}
	c.limit = n
	return nil
}

// checkLength leaves the limit to the SDK, which reads it too.
func checkLength(_ *config, v string) error {
	if _, err := strconv.Atoi(v); err != nil {
		return fmt.Errorf("%q is not a number of characters", v)
	}
	return nil
}

func readDisabled(c *config, v string) error {
	switch strings.ToLower(v) {
	case "true":
		c.disabled = true
	case "false":
	default:
		return fmt.Errorf("%q is neither true nor false", v)
	}
	return nil
}
