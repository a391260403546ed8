package hhtrace

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/hhgen/hhgen/runtime/honeyhive"
	"github.com/hhgen/hhgen/runtime/internal/transport"
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
	// A later variable of the same setting overrides an earlier one.
	{"HH_API_KEY", readKey},
	{"HH_PROJECT_API_KEY", readKey},
	{"HH_INGESTION_API_KEY", readIngestionKey},
	{"HH_API_URL", readURL},
	{"HH_DATA_PLANE_URL", readURL},
	{"HH_PROJECT", func(c *config, v string) error { c.project = v; return nil }},
	{"HH_SOURCE", func(c *config, v string) error { c.source = v; return nil }},
	{"OTEL_EXPORTER_OTLP_ENDPOINT", readEndpoint},
	{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", readEndpoint},
	{"OTEL_EXPORTER_OTLP_PROTOCOL", checkProtocol},
	{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", checkProtocol},
	{"OTEL_EXPORTER_OTLP_COMPRESSION", checkCompression},
	{"OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", checkCompression},
	{"OTEL_EXPORTER_OTLP_INSECURE", checkInsecure},
	{"OTEL_EXPORTER_OTLP_TRACES_INSECURE", checkInsecure},
	{queueVariable, checkAtLeast(1)},
	{"OTEL_BSP_MAX_EXPORT_BATCH_SIZE", checkAtLeast(1)},
	{"OTEL_BSP_SCHEDULE_DELAY", checkAtLeast(0)},
	{"OTEL_BSP_EXPORT_TIMEOUT", checkAtLeast(0)},
	{"OTEL_TRACES_EXPORTER", readExporter},
	{"OTEL_ATTRIBUTE_COUNT_LIMIT", readLimit},
	{"OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", readLimit},
	{"OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", checkLength},
	{"OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", checkLength},
	{"OTEL_TRACES_SAMPLER", checkSampler},
	{"OTEL_TRACES_SAMPLER_ARG", checkSamplerArgument},
	{"OTEL_RESOURCE_ATTRIBUTES", checkResource},
	{"OTEL_PROPAGATORS", readPropagators},
	{"OTEL_SDK_DISABLED", readDisabled},
}

// ofExporters reports whether a variable configures exporters of spans.
func ofExporters(variable string) bool {
	return strings.HasPrefix(variable, "OTEL_EXPORTER_OTLP_") || variable == "OTEL_TRACES_EXPORTER"
}

// ofProviders are variables that configure a provider which Setup makes.
var ofProviders = map[string]bool{
	"OTEL_ATTRIBUTE_COUNT_LIMIT": true, "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": true,
	"OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": true, "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": true,
	"OTEL_TRACES_SAMPLER": true, "OTEL_TRACES_SAMPLER_ARG": true,
	"OTEL_RESOURCE_ATTRIBUTES": true,
}

// purpose is what a configuration is for.
type purpose int

const (
	forExporter      purpose = iota // of NewExporter
	forNewProvider                  // of Setup
	forFoundProvider                // Setup met one that is global
	forAttach
)

// attached reports whether the provider is one of the service, with the service's
// exporters.
func (f purpose) attached() bool { return f != forNewProvider }

// reads reports whether a variable has a meaning for the purpose. What has none may
// have values that other code in the process understands.
func (f purpose) reads(variable string) bool {
	switch {
	case variable == "OTEL_PROPAGATORS":
		return f == forNewProvider || f == forFoundProvider
	case ofProviders[variable]:
		return f == forNewProvider
	}
	return true
}

// fromEnvironment reads the variables, and returns an error for each wrong one. An
// empty variable counts as not set, as in OpenTelemetry.
func fromEnvironment(f purpose) (config, error) {
	c := config{source: "dev", limit: defaultAttributeLimit, purpose: f}
	errs := []error{readPropagators(&c, defaultPropagators)}
	for _, v := range variables {
		value := os.Getenv(v.name)
		if value == "" || !f.reads(v.name) {
			continue
		}
		err := v.read(&c, value)
		switch {
		case err == nil:
		case ofExporters(v.name):
			c.exporterErr = errors.Join(c.exporterErr, fmt.Errorf("hhtrace: %s: %w", v.name, err))
		default:
			errs = append(errs, fmt.Errorf("hhtrace: %s: %w", v.name, err))
		}
	}
	return c, errors.Join(errs...)
}

// errNoKey says what to set if it is not clear where spans should go.
var errNoKey = errors.New("hhtrace: there is no key of HoneyHive, and no other place for spans: set HH_API_KEY to send them " +
	"to HoneyHive, OTEL_EXPORTER_OTLP_ENDPOINT to send them to a Collector, or OTEL_TRACES_EXPORTER=console, or WithOutput, to print them")

// direct decides where spans go. A provider that exists has exporters of its own,
// which the variables of exporters configure; with a key, they do not concern hhtrace
// then. Only OTEL_TRACES_EXPORTER=none does, because no spans are to be sent then.
func (c *config) direct() error {
	err := c.exporterErr
	switch {
	case c.disabled:
	case c.ownVariables() && c.exporter != toNowhere:
		c.exporter = toHoneyHive
	case c.exporter == toHoneyHive && c.apiKey == "" && c.outputGiven:
		c.exporter = toOutput
	case c.exporter == toHoneyHive && c.apiKey == "":
		return errors.Join(err, errNoKey, misspelt(os.Environ()))
	}
	if c.ownVariables() {
		err = nil
	}
	reportMisspelt()
	return err
}

// ownVariables reports whether the variables of exporters configure only those that
// a provider has already.
func (c *config) ownVariables() bool { return c.purpose.attached() && c.apiKey != "" }

// check returns an error for each wrong value that a variable or an option set.
func (c *config) check() error {
	var errs []error
	for _, n := range []struct{ what, name string }{{"HH_PROJECT", c.project}, {"HH_SOURCE", c.source}} {
		if err := checkName(n.name); err != nil {
			errs = append(errs, fmt.Errorf("hhtrace: %s: %w", n.what, err))
		}
	}
	switch {
	case c.output != nil:
	case c.outputGiven:
		errs = append(errs, errors.New("hhtrace: WithOutput: the writer is nil: give it a writer, such as os.Stdout"))
	default:
		c.output = os.Stdout
	}
	return errors.Join(append(errs, c.durable.check(), c.direct())...)
}

// apiKeyForm is the form of HoneyHive's keys. Its variables are often set by hand, one
// below the other, so a key may be in another one.
var apiKeyForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`hh_[A-Za-z0-9_-]{32,}`)
})

// withoutKeys returns err without keys of HoneyHive, and without key, wherever they
// were set: errors show values of variables that are wrong.
func withoutKeys(err error, key string) error {
	if err == nil {
		return nil
	}
	secrets := apiKeyForm().FindAllString(err.Error(), -1)
	if len(key) >= shortestSecret {
		secrets = append(secrets, key)
	}
	return transport.Safe(err, transport.Redactor(secrets...))
}

// maxNameBytes is the longest name of a project or source.
const maxNameBytes = 256

func checkName(s string) error {
	switch {
	case apiKeyForm().MatchString(s):
		return errors.New("the name is an API key, which would be on every span: set it in HH_API_KEY")
	case len(s) > maxNameBytes:
		return fmt.Errorf("the name has %d bytes: shorten it to at most %d", len(s), maxNameBytes)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return fmt.Errorf("the name %q has control characters or invalid UTF-8: remove them", s)
	case strings.TrimSpace(s) != s:
		return fmt.Errorf("the name %q begins or ends with a space: remove the space", s)
	}
	return nil
}

func readKey(c *config, v string) error {
	c.apiKey = v
	return honeyhive.CheckKey(v)
}

func readIngestionKey(c *config, v string) error {
	if !honeyhive.IsIngestionKey(v) {
		return errors.New("the value is not an ingestion key, which begins with hh_ingst_: " +
			"copy one from HoneyHive's settings, or set another key in HH_API_KEY")
	}
	return readKey(c, v)
}

func readURL(c *config, v string) error {
	c.apiURL = v
	return honeyhive.CheckURL(v)
}

func readEndpoint(c *config, v string) error {
	c.exporter = toOTLP
	_, err := parseAddress(v, protocolFromEnvironment())
	return err
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

// samplers are the samplers of the Go SDK, and whether they have an argument. The
// SDK uses its default for others. Source: trace/sampler_env.go of
// go.opentelemetry.io/otel/sdk.
var samplers = map[string]bool{
	"always_on": false, "always_off": false, "traceidratio": true,
	"parentbased_always_on": false, "parentbased_always_off": false, "parentbased_traceidratio": true,
}

func checkSampler(c *config, v string) error {
	argument, ok := samplers[strings.ToLower(strings.TrimSpace(v))]
	if !ok {
		return fmt.Errorf("%q is not a sampler of the Go SDK: set one of %s", v, strings.Join(slices.Sorted(maps.Keys(samplers)), ", "))
	}
	c.samplerHasArgument = argument
	return nil
}

func checkSamplerArgument(c *config, v string) error {
	if ratio, err := strconv.ParseFloat(strings.TrimSpace(v), 64); c.samplerHasArgument && (err != nil || !(ratio >= 0 && ratio <= 1)) {
		return fmt.Errorf("%q is not a ratio: set a number from 0 to 1, such as 0.25", v)
	}
	return nil
}

// checkResource checks what the SDK reads. It would keep the good attributes only.
func checkResource(_ *config, v string) error {
	for pair := range strings.SplitSeq(v, ",") {
		name, value, ok := strings.Cut(pair, "=")
		_, err := url.PathUnescape(strings.TrimSpace(value))
		if !ok || strings.TrimSpace(name) == "" || err != nil {
			return fmt.Errorf("%q is not a name=value pair: separate pairs with commas, and percent-encode values", pair)
		}
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
