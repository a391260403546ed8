package schema

import "testing"

func TestKeyFor(t *testing.T) {
	for name, want := range map[string]string{
		"UserID": "user_id", "UserIDs": "user_ids", "ID": "id", "IDs": "ids", "Idle": "idle", "HTTPStatus": "http_status",
		"HTTPSPort": "https_port", "URLPath": "url_path", "URL": "url", "LatencyMs": "latency_ms", "IPv4Addr": "ipv4_addr",
		"OAuthToken": "oauth_token", "XMLHTTPRequest": "xml_http_request", "ABTest": "ab_test", "Plan": "plan", "plan": "plan",
		"userID": "user_id", "Top5": "top5", "P99Latency": "p99_latency", "LLMModel": "llm_model", "Sha256Sum": "sha256_sum",
		"user_id": "user_id", "User_ID": "user_id", "DBs": "dbs", "Dbase": "dbase", "Ünder": "ünder", "A": "a", "AB": "ab",
		"TTFTms": "ttf_tms", // a name that splits otherwise needs key=
	} {
		if got := KeyFor(name); got != want {
			t.Errorf("KeyFor(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestValidKey(t *testing.T) {
	for key, want := range map[string]bool{
		"user_id": true, "a": true, "a1": true, "": false, "User": false, "a.b": false, "a b": false, "1a": false, "_a": false, "ä": false,
		"a-b": false, "a\n": false,
	} {
		if got := ValidKey(key); got != want {
			t.Errorf("ValidKey(%q) = %t, want %t", key, got, want)
		}
	}
	long := make([]byte, MaxKeyBytes+1)
	for i := range long {
		long[i] = 'a'
	}
	if ValidKey(string(long)) || !ValidKey(string(long[1:])) {
		t.Errorf("a key of %d bytes is the longest", MaxKeyBytes)
	}
}

func TestLowerFirst(t *testing.T) {
	for name, want := range map[string]string{
		"UserID": "userID", "ID": "id", "HTTPStatus": "httpStatus", "Plan": "plan", "plan": "plan", "IDs": "ids", "URLPath": "urlPath", "": "",
	} {
		if got := LowerFirst(name); got != want {
			t.Errorf("LowerFirst(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestGoKey(t *testing.T) {
	for key, want := range map[string]string{
		"user_id": "UserID", "latency_ms": "LatencyMs", "user_properties": "UserProperties", "http_status": "HTTPStatus", "a__b": "AB",
	} {
		if got := GoKey(key); got != want {
			t.Errorf("GoKey(%q) = %q, want %q", key, got, want)
		}
	}
}

// Setters of unexported fields are exported.
func TestSetterName(t *testing.T) {
	for name, want := range map[string]string{"UserID": "WithUserID", "userID": "WithUserID", "id": "WithID", "plan": "WithPlan", "httpPort": "WithHTTPPort"} {
		if got := (&Field{Name: name}).SetterName(); got != want {
			t.Errorf("setter of %q is %q, want %q", name, got, want)
		}
	}
}

func FuzzKeyFor(f *testing.F) {
	for _, s := range []string{"UserID", "IPv4", "", "_", "Ünder", "\xff", "A_B", "IDsX"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		key := KeyFor(name)
		if again := KeyFor(key); ValidKey(key) && again != key {
			t.Errorf("KeyFor(%q) = %q, whose key is %q", name, key, again)
		}
		LowerFirst(name)
		GoKey(name)
	})
}
