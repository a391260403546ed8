package honeyhive

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// ingestionKey is the form of an ingestion key: an id of 24 letters and digits, and a
// secret of 64 characters. Both lengths are fixed. Sources:
// src/honeyhive/config/resolved.py of honeyhiveai/python-sdk, and src/apiKeys.ts of
// @honeyhive/api-client.
var ingestionKey = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^hh_ingst_[A-Za-z0-9]{24}_[A-Za-z0-9_-]{64}$`)
})

const (
	ingestionPrefix = "hh_ingst_"
	ingestionLength = len(ingestionPrefix) + 24 + 1 + 64
)

// uselessKeys are kinds of keys with which HoneyHive takes no sessions and spans. Other
// keys pass: a new kind of key must not need a new version of this package. The
// length tells such a key from a project key, "hh_" and 32 characters of any kind;
// it is 0 for prefixes after which the characters are not only 32. Sources: src/util.ts
// of @honeyhive/cli, for the kinds and lengths; src/apiKeys.ts of @honeyhive/api-client,
// "An org key can be minted, and no endpoint accepts it"; the security schemes of
// docs.honeyhive.ai/v2/api-reference-autogen, "only the operations whose paths begin
// with /v1/projects/{project_id}/ accept it", for data plane keys.
var uselessKeys = []struct {
	prefix string
	length int
	kind   string
}{
	{"hh_fgdp_", 0, "a data plane key, which HoneyHive accepts only at paths that begin with /v1/projects/"},
	{"hh_fgcp_", 0, "a control plane key, which HoneyHive accepts for administration only"},
	{"hh_cp_", len("hh_cp_") + 32, "a control plane key, which HoneyHive accepts for administration only"},
	{"hh_org_", len("hh_org_") + 32, "an organization key, which HoneyHive accepts nowhere"},
	{"hh_ro_", len("hh_ro_") + 32, "a read-only key, with which nothing can be written"},
}

// CheckKey returns the error of [New] for a key, for programs that read the key
// from a configuration: for an incomplete ingestion key, for a kind of key with which
// HoneyHive takes no sessions and spans, and for characters that no key has. Whether
// HoneyHive knows the key, only HoneyHive can tell. The error does not show the key.
func CheckKey(key string) error { return checkKey(key) }

// IsIngestionKey reports whether a key is an ingestion key, by its prefix, as the
// variable HH_INGESTION_API_KEY of HoneyHive's SDKs demands.
func IsIngestionKey(key string) bool { return strings.HasPrefix(key, ingestionPrefix) }

// checkKey returns an error that does not show the key.
func checkKey(key string) error {
	if key == "" {
		return errors.New("honeyhive: the API key is empty: set a key of HoneyHive's API")
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return fmt.Errorf("honeyhive: the API key has a space, a control character or a non-ASCII character at byte %d: "+
				"copy the key again, without spaces and line ends", i)
		}
	}
	for _, k := range uselessKeys {
		if strings.HasPrefix(key, k.prefix) && (k.length == 0 || k.length == len(key)) {
			return fmt.Errorf("honeyhive: the API key is %s: set an ingestion key, which begins with %s, or a project key", k.kind, ingestionPrefix)
		}
	}
	if IsIngestionKey(key) && !ingestionKey().MatchString(key) {
		return fmt.Errorf("honeyhive: the API key begins as an ingestion key, but is not a complete one: it has %d characters, "+
			"and a complete one has %d: copy the key again", len(key), ingestionLength)
	}
	return nil
}
