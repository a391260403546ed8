package otlpserver

import (
	"net/url"
	"slices"
	"strings"
)

// variable is a variable of the environment in which a service sends to the server.
type variable struct {
	name string
	set  string // its value; "" removes the variable
	keep bool   // only if it is not set already
}

// Environment is an environment, such as that of os.Environ, in which services send to
// the server: those with an SDK of OpenTelemetry in any language, those with hhtrace,
// and those with HoneyHive's SDKs.
//
// A protocol that is set stays, since the server knows all of them. Without one, it is
// http/protobuf, because SDKs of some languages would otherwise use gRPC, for which
// their exporter may not be installed. A batch is sent after half a second, rather than
// five, so most spans of a process that is killed have been sent. Without a key of
// HoneyHive, services have one that means nothing, unless requests are passed on. If
// they are passed on to HoneyHive, exporters send the key, because they know no other
// way to send what HoneyHive demands.
func (s *Server) Environment(base []string) []string {
	at := s.URL()
	variables := []variable{
		{name: "OTEL_EXPORTER_OTLP_ENDPOINT", set: at},
		{name: "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"}, // would count instead
		{name: "OTEL_EXPORTER_OTLP_PROTOCOL", set: "http/protobuf", keep: true},
		{name: "OTEL_EXPORTER_OTLP_INSECURE"}, // the address has a scheme
		{name: "OTEL_EXPORTER_OTLP_TRACES_INSECURE"},
		{name: "OTEL_TRACES_EXPORTER", set: "otlp"},
		{name: "OTEL_SDK_DISABLED"},
		{name: "OTEL_BSP_SCHEDULE_DELAY", set: "500", keep: true},
		{name: "HH_API_URL", set: at},
		{name: "HH_DATA_PLANE_URL"}, // would count instead
	}
	if s.options.Forward == nil && !slices.ContainsFunc(base, isKey) {
		variables = append(variables, variable{name: "HH_API_KEY", set: "not-a-key"})
	}
	if key := keyOf(base); key != "" && s.options.Forward != nil && s.options.Forward.api != nil {
		variables = append(variables, variable{name: "OTEL_EXPORTER_OTLP_HEADERS", set: "authorization=Bearer%20" + url.QueryEscape(key), keep: true})
	}
	env := slices.Clone(base)
	for _, v := range variables {
		env = v.apply(env)
	}
	return withoutProxy(env)
}

// isKey reports whether a variable is a key of HoneyHive.
func isKey(entry string) bool {
	name, value, _ := strings.Cut(entry, "=")
	return strings.HasPrefix(name, "HH_") && strings.HasSuffix(name, "API_KEY") && value != ""
}

// keyOf is the key with which spans are sent to HoneyHive.
func keyOf(env []string) string {
	for _, name := range []string{"HH_INGESTION_API_KEY=", "HH_PROJECT_API_KEY=", "HH_API_KEY="} {
		for _, entry := range env {
			if key, ok := strings.CutPrefix(entry, name); ok && key != "" {
				return key
			}
		}
	}
	return ""
}

// apply sets or removes a variable in an environment.
func (v variable) apply(env []string) []string {
	is := func(entry string) bool { return strings.HasPrefix(entry, v.name+"=") }
	if v.keep && slices.ContainsFunc(env, func(entry string) bool { return is(entry) && len(entry) > len(v.name)+1 }) {
		return env
	}
	env = slices.DeleteFunc(env, is)
	if v.set != "" {
		env = append(env, v.name+"="+v.set)
	}
	return env
}

// withoutProxy has services send to loopback directly: unlike Go, Python's clients ask
// a proxy for that too.
func withoutProxy(env []string) []string {
	uses := slices.ContainsFunc(env, func(entry string) bool {
		name, value, _ := strings.Cut(strings.ToLower(entry), "=")
		return value != "" && (name == "http_proxy" || name == "all_proxy")
	})
	if !uses {
		return env
	}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		hosts := "127.0.0.1,localhost"
		for _, entry := range env {
			if value, ok := strings.CutPrefix(entry, name+"="); ok && value != "" {
				hosts = value + "," + hosts
			}
		}
		env = variable{name: name, set: hosts}.apply(env)
	}
	return env
}
