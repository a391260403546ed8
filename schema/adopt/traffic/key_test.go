package traffic

import "testing"

func TestPlainName(t *testing.T) {
	for name, want := range map[string]string{
		"chat":                   "chat",
		"POST /v1/chat/17":       "POST /v1/chat/#",
		"GET /orders/17/items/3": "GET /orders/#/items/#",
		"order 2f1c9a7e-1c1d-4b7e-9d5c-0f8a3b2c1d4e": "order #",
		"job_5f0c9a7e1c1d":                           "job_#",
		"gpt4.call":                                  "gpt4.call",
		"facade":                                     "facade",
		"défilé 2":                                   "défilé #",
	} {
		if got := plainName(name); got != want {
			t.Errorf("plainName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestIndexOf(t *testing.T) {
	for part, want := range map[string]int{"0": 0, "17": 17, "1023": 1023, "1024": -1, "01": -1, "": -1, "x": -1, "-1": -1, "１": -1} {
		got, ok := indexOf(part)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("indexOf(%q) = %d, want %d", part, got, want)
		}
	}
}
