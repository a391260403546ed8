package honeyhive_test

import (
	"strings"
	"testing"

	"github.com/hhgen/hhgen/runtime/honeyhive"
)

// Keys of the wrong sort, and incomplete ones, are rejected, without being shown.
// Project keys and kinds of keys that are not known pass.
func TestCheckKey(t *testing.T) {
	id, secret := strings.Repeat("A", 24), strings.Repeat("b_-9", 16)
	coarse := strings.Repeat("x", 32)
	for key, want := range map[string]string{
		"hh_" + coarse:                            "",
		"hh_ro_" + coarse[3:]:                     "", // a project key that begins with ro_
		"hh_ws_" + coarse:                         "",
		"secret-key":                              "",
		"hh_ingst_" + id + "_" + secret:           "",
		"hh_new_" + id + "_" + secret:             "",
		"hh_ro_" + coarse:                         "a read-only key",
		"hh_org_" + coarse:                        "an organization key",
		"hh_cp_" + coarse:                         "a control plane key",
		"hh_fgcp_" + id + "_" + secret:            "a control plane key",
		"hh_fgdp_" + id + "_" + secret:            "a data plane key",
		"hh_ingst_" + id + "_" + secret[1:]:       "has 97 characters, and a complete one has 98",
		"hh_ingst_" + id + "_" + secret + "b":     "has 99 characters",
		"hh_ingst_" + id[1:] + "_" + secret:       "begins as an ingestion key",
		"hh_ingst_" + id + "-" + secret:           "begins as an ingestion key",
		"hh_ingst_" + id + "_" + secret[1:] + ".": "begins as an ingestion key",
		"hh_" + coarse + "\n":                     "has a space, a control character",
		"":                                        "is empty",
	} {
		err := honeyhive.CheckKey(key)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", key, err, want)
		}
		if err != nil && (strings.Contains(err.Error(), secret[1:]) || strings.Contains(err.Error(), coarse)) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}
