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
	toOTLP               // the address in the OTEL_EXPORTER_OTLP_ variables
	toOutput
	toNowhere
)

// defaultAttributeLimit is how many attributes a span keeps unless the environment
// sets another limit. With the SDK's default of 128, a long list would leave no
// room for other attributes, which the SDK drops silently.
const defaultAttributeLimit = 1024

// variables lists the variables that [Setup] reads itself, and those that the SDK
// and its exporter would silently ignore if they were wrong.
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

// fromEnvironment reads the variables, and returns an error for each wrong one. An
// empty variable counts as not set, as in OpenTelemetry.
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

// check returns an error for each wrong value that a variable or an option set.
func (c *config) check() error {
	var errs []error
	for _, n := range []struct{ what, name string }{{"HH_PROJECT", c.project}, {"HH_SOURCE", c.source}} {
		if err := checkName(n.name); err != nil {
			errs = append(errs, fmt.Errorf("hhtrace: %s: %w", n.what, err))
		}
	}
	if c.output == nil {
		errs = append(errs, errors.New("hhtrace: WithOutput: the writer is nil: give it a writer, such as os.Stdout"))
	}
	return errors.Join(errs...)
}

// maxNameBytes is the longest name of a project or source.
const maxNameBytes = 256

func checkName(s string) error {
	switch {
	case len(s) > maxNameBytes:
		return fmt.Errorf("the name has %d bytes: shorten it to at most %d", len(s), maxNameBytes)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return fmt.Errorf("the name %q has control characters or invalid UTF-8: remove them", s)
	case strings.TrimSpace(s) != s:
		return fmt.Errorf("the name %q begins or ends with a space: remove the space", s)
	}
	return nil
}

func readEndpoint(c *config, v string) error {
	c.exporter = toOTLP
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("the value is not the URL of a receiver: set one such as http://localhost:4318")
	}
	return nil
}

func checkProtocol(_ *config, v string) error {
	if v == "http/protobuf" || v == "http/json" {
		return nil
	}
	return fmt.Errorf("%q is not supported: set http/protobuf or http/json, and an endpoint that accepts it", v)
}

func readExporter(c *config, v string) error {
	switch v {
	case "otlp":
	case "console":
		c.exporter = toOutput
	case "none":
		c.exporter = toNowhere
	default:
		return fmt.Errorf("%q is not supported: set otlp, console or none", v)
	}
	return nil
}

func readLimit(c *config, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil {
		return fmt.Errorf("%q is not a number of attributes: set a whole number, such as %d", v, defaultAttributeLimit)
	}
	c.limit = n
	return nil
}

// checkLength leaves the limit to the SDK, which reads it too.
func checkLength(_ *config, v string) error {
	if _, err := strconv.Atoi(v); err != nil {
		return fmt.Errorf("%q is not a number of characters: set a whole number, such as 4096", v)
	}
	return nil
}

func readDisabled(c *config, v string) error {
	switch strings.ToLower(v) {
	case "true":
		c.disabled = true
	case "false":
	default:
		return fmt.Errorf("%q is not a boolean: set true or false", v)
	}
	return nil
}
