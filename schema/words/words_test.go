package words_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema/words"
)

func TestSplit(t *testing.T) {
	for key, want := range map[string]string{
		"user_id": "user id", "step1_output": "step 1 output", "msg2": "msg 2", "p95_latency_ms": "p95 latency ms", "f1": "f1",
		"k8s_cluster": "k8s cluster", "e2e": "e2e", "sha256": "sha 256", "top_5": "top 5", "last_24h": "last 24 h", "a.b_c": "a b c",
		"deploy_2024w41": "deploy 2024 w41", "billing__plan_": "billing plan", "": "",
	} {
		if got := strings.Join(words.Split(key).Texts(), " "); got != want {
			t.Errorf("Split(%q) is %q, want %q", key, got, want)
		}
	}
	for _, key := range []string{"oauth2_token", "p95_latency_ms", "text2sql", "last_24h"} {
		if got := words.Split(key).String(); got != key {
			t.Errorf("the words of %q are joined to %q", key, got)
		}
	}
}

func TestPlural(t *testing.T) {
	for one, more := range map[string]string{
		"user_id": "user_ids", "address": "addresses", "query": "queries", "key": "keys", "index": "indexes", "match": "matches", "box": "boxes",
		"latency": "latencies", "value": "values", "status": "statuses", "response": "responses",
	} {
		if got := words.Plural(one); got != more {
			t.Errorf("the plural of %q is %q, want %q", one, got, more)
		}
		if got := words.Singular(more); got != one && one != "status" && one != "index" {
			t.Errorf("the singular of %q is %q, want %q", more, got, one)
		}
	}
	for _, word := range []string{"status", "is", "has", "analysis", "address", "bias", "k8s", "gas", "loss", "corpus"} {
		if got := words.Singular(word); got != word {
			t.Errorf("the singular of %q is %q", word, got)
		}
	}
}

func TestExpand(t *testing.T) {
	own := words.Abbreviations{"env": "env", "cust": "client", "pgvector": "vector_store"}
	for _, c := range []struct {
		key    string
		number bool
		more   words.Abbreviations
		want   string
	}{
		{key: "cust_id", want: "customer_id"},
		{key: "ua", want: "user_agent"},
		{key: "uids", want: "user_ids"},
		{key: "pod_uid", want: "pod_uid"},
		{key: "envs", want: "environments"},
		{key: "msg2_id", want: "message2_id"},
		{key: "temp", number: true, want: "temperature"},
		{key: "temp", want: "temp"},
		{key: "temp_file", want: "temporary_file"},
		{key: "temp_file_count", number: true, want: "temporary_file_count"},
		{key: "val_loss", number: true, want: "val_loss"},
		{key: "max_val", number: true, want: "max_value"},
		{key: "order_no", want: "order_number"},
		{key: "no_answer", want: "no_answer"},
		{key: "word2vec", want: "word2vec"},
		{key: "seq2seq_model", want: "seq2seq_model"},
		{key: "event_ts", want: "event_timestamp"},
		{key: "ts_type", want: "ts_type"},
		{key: "call_sid", want: "call_sid"},
		{key: "env_name", more: own, want: "env_name"},
		{key: "envs", more: own, want: "envs"},
		{key: "cust_id", more: own, want: "client_id"},
		{key: "custs", more: own, want: "clients"},
		{key: "pgvector_rows", more: own, want: "vector_store_rows"},
	} {
		if got := c.more.Expand(words.Split(c.key), c.number).String(); got != c.want {
			t.Errorf("%q, number %t, becomes %q, want %q", c.key, c.number, got, c.want)
		}
	}
}

// What a number in a key is. The corpus of schema/lint has many more.
func TestDataNumber(t *testing.T) {
	for use, keys := range map[words.NumberUse][]string{
		words.InName: strings.Fields("p95_latency_ms top_5 recall_at_10 bleu_4 gpt_4_score claude_3_5_sonnet level_2 sha256 http2 last_30_days " +
			"user_7_day_retention text2sql exact_match_5 address_line_2 iso_27001 aime_2024_score tls_1_3 window_2048 top_10000 top_2000 error_2003"),
		words.Counter: strings.Fields("step_1 user_123_score chunk0 tool_call_2 widget_734 room_1204 messages_3"),
		words.Date:    strings.Fields("flag_2024_10_01 signups_20241105 fy24 oct_2024 report_2023 week_24_10_01 q3_2024"),
		words.Long:    strings.Fields("order_12345 at1764059369"),
	} {
		for _, key := range keys {
			if number, got := words.Split(key).DataNumber(); got != use {
				t.Errorf("%q: use %d of %q, want %d", key, got, number, use)
			}
		}
	}
	if number, _ := words.Split("flag_2024_10_01_on").DataNumber(); number != "2024_10_01" {
		t.Errorf("the date is %q", number)
	}
}

func TestWithoutNamespace(t *testing.T) {
	for _, c := range [][3]string{
		{"metadata", "metadata_region", "region"}, {"metrics", "metric_latency_ms", "latency_ms"}, {"metrics", "accuracy_metrics", "accuracy"},
		{"feedback", "feedback_id", ""}, {"user_properties", "user_properties_plan", "plan"}, {"user_properties", "user_id", ""},
		{"inputs", "input_tokens", ""}, {"inputs", "input_language", "language"}, {"outputs", "input_language", ""}, {"metrics", "metric", ""},
		{"metrics", "metric_1", ""}, {"metrics", "metric_", ""},
	} {
		if got := words.WithoutNamespace(c[0], c[1]); got != c[2] {
			t.Errorf("%s.%s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestMeasures(t *testing.T) {
	for want, keys := range map[words.Quantity][]string{
		words.Time:   strings.Fields("latency response_time latencies delay_avg latency_p99 time_to_first_token time_spent time_in_queue latency_per_token"),
		words.Size:   strings.Fields("file_size memory"),
		words.Money:  strings.Fields("cost total_cost cost_total price_per_unit refund_amount order_total order_value"),
		words.Moment: strings.Fields("timestamp created_at start_time due_date expires_on check_in_time"),
		words.Number: strings.Fields("retry_count total star_rating scores"),
		"":           strings.Fields("batch_size local_time time_zone edit_cost recall_at price_tier latency_ms at time_machine"),
	} {
		for _, key := range keys {
			if got, _ := words.Split(key).Measures(); got != want {
				t.Errorf("%q measures %q, want %q", key, got, want)
			}
		}
	}
}

func TestCurrency(t *testing.T) {
	for want, keys := range map[bool][]string{
		true:  strings.Fields("cost_usd usd_cost price_eur cost_cents cost_in_dollars currency cost_try price_chf"),
		false: strings.Fields("cost all_costs top_price try_price price_ms"),
	} {
		for _, key := range keys {
			if got := words.Split(key).Currency(); got != want {
				t.Errorf("%q names a currency: %t, want %t", key, got, want)
			}
		}
	}
}

// Keys of any form are judged without a panic, and their words are those of the
// key.
func TestAnyKey(t *testing.T) {
	parts := strings.Fields("n per time to at p 2024 10 1 x cost kb ts _ . ü val id 2 a1b2 users 12345678 tokens used metric f1")
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		key := ""
		for range random.IntN(6) {
			key += parts[random.IntN(len(parts))] + []string{"_", ""}[random.IntN(2)]
		}
		k := words.Split(key)
		if got, want := k.String(), strings.Join(words.Parts(key), "_"); got != want {
			t.Fatalf("the words of %q are joined to %q, want %q", key, got, want)
		}
		for _, k := range []words.Key{k, words.Abbreviations{}.Expand(k, random.IntN(2) == 0)} {
			k.DataNumber()
			k.Measures()
			k.Costs()
			k.Currency()
			k.EndsInUnit()
			k.Counts()
			k.True()
			k.Text("metadata")
			k.Vague("metadata")
		}
		if rest := words.WithoutNamespace("metrics", key); len(rest) >= len(key) && rest != "" {
			t.Fatalf("%q without its namespace is %q", key, rest)
		}
	}
}
