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

// The plural of an initialism is one word, known or not.
func TestKeyForPlurals(t *testing.T) {
	for name, want := range map[string]string{
		"KPIs": "kpis", "SKUs": "skus", "OpenPRs": "open_prs", "PRsMerged": "prs_merged", "IDsX": "ids_x", "URLsSeen": "urls_seen",
		"LLMs": "llms", "VIPs_Seen": "vips_seen", "UserFAQsRead": "user_faqs_read", "openPRsByTeam": "open_prs_by_team", "KPIsURLs": "kpis_urls",
		"IPv6s": "ipv6s", "ÄÖs": "äös", "SKUs2": "skus2",
		// No plurals: one capital, or a word that begins with s.
		"Is": "is", "IsActive": "is_active", "AsOf": "as_of", "HTTPServer": "http_server", "URLsafe": "ur_lsafe", "OSsupport": "o_ssupport",
		"PRStatus": "pr_status", "DNS": "dns", "KPISum": "kpi_sum",
	} {
		if got := KeyFor(name); got != want {
			t.Errorf("KeyFor(%q) = %q, want %q", name, got, want)
		}
	}
}

// Digits stay with the word before them, and a capital behind them begins another.
func TestKeyForDigits(t *testing.T) {
	for name, want := range map[string]string{
		"OAuth2": "oauth2", "OAuth2Token": "oauth2_token", "GPT4": "gpt4", "GPT4Turbo": "gpt4_turbo", "GPT4o": "gpt4o", "GPT4oMini": "gpt4o_mini",
		"SHA256Sum": "sha256_sum", "SHA256": "sha256", "Base64": "base64", "Base64Text": "base64_text", "MP3s": "mp3s", "I18n": "i18n",
		"K8sPods": "k8s_pods", "Top5": "top5", "X509Cert": "x509_cert", "IPv4": "ipv4", "IPv6Addr": "ipv6_addr", "UTF8": "utf8", "UTF16Text": "utf16_text",
		"H2O": "h2o", "E2ELatency": "e2e_latency", "B2BCustomer": "b2b_customer", "Level3Name": "level3_name", "PlanV2": "plan_v2", "V2Plan": "v2_plan",
		"HTTP2Streams": "http2_streams", "HTTP2": "http2", "ID2Name": "id2_name", "EC2URL": "ec2_url", "S3URL": "s3_url", "EC2ID": "ec2_id",
		"TopK5": "top_k5", "Score1h": "score1h", "P99": "p99", "MD5Sum": "md5_sum", "Llama3B70": "llama3_b70", "URLs2Fetch": "urls2_fetch",
	} {
		if got := KeyFor(name); got != want {
			t.Errorf("KeyFor(%q) = %q, want %q", name, got, want)
		}
		// A record that its JSON Schema declares has the same keys.
		if got := KeyFor(GoKey(want)); got != want {
			t.Errorf("KeyFor(GoKey(%q)) = %q, by way of %s", want, got, GoKey(want))
		}
	}
}

// A longer initialism is not split where a shorter one ends.
func TestKeyForLongestInitialism(t *testing.T) {
	for name, want := range map[string]string{
		"IOPS": "iops", "IOPSLimit": "iops_limit", "IOSize": "io_size", "IDEName": "ide_name", "IDEvents": "id_events", "JSONLines": "json_lines",
		"JSONLRows": "jsonl_rows", "HTTPSPort": "https_port",
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
		"KPIs": "kpis", "PRsMerged": "prsMerged", "OAuth2Token": "oauth2Token", "GPT4o": "gpt4o", "SHA256Sum": "sha256Sum", "IsActive": "isActive",
	} {
		if got := LowerFirst(name); got != want {
			t.Errorf("LowerFirst(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestGoKey(t *testing.T) {
	for key, want := range map[string]string{
		"user_id": "UserID", "latency_ms": "LatencyMs", "user_properties": "UserProperties", "http_status": "HTTPStatus", "a__b": "AB",
		"user_ids": "UserIDs", "urls": "URLs", "oauth2_token": "OAuth2Token", "http2": "HTTP2", "utf8": "UTF8", "css": "CSS", "as_is": "AsIs", "kpis": "Kpis",
	} {
		if got := GoKey(key); got != want {
			t.Errorf("GoKey(%q) = %q, want %q", key, got, want)
		}
	}
}

// Setters of unexported fields are exported.
func TestSetterName(t *testing.T) {
	for name, want := range map[string]string{"UserID": "WithUserID", "userID": "WithUserID", "id": "WithID", "plan": "WithPlan", "httpPort": "WithHTTPPort",
		"KPIs": "WithKPIs", "OAuth2": "WithOAuth2", "ids": "WithIDs"} {
		if got := (&Field{Name: name}).SetterName(); got != want {
			t.Errorf("setter of %q is %q, want %q", name, got, want)
		}
	}
}

func FuzzKeyFor(f *testing.F) {
	for _, s := range []string{"UserID", "IPv4", "", "_", "Ünder", "\xff", "A_B", "IDsX", "KPIs", "GPT4o", "OAuth2", "E2E1"} {
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
