package transport

import "testing"

func TestVerdicts(t *testing.T) {
	for want, bodies := range map[Verdict][]string{
		NoObject: {"", "OK", "[]", "null", `{"success":`, "\x0a\x02\x08\x01", "<html>"},
		Success: {
			"{}", " {}\n", `{"partialSuccess":{}}`, `{"partial_success":{"rejected_spans":1}}`, `{"success":true}`, `{"ok":1,"ids":["a"]}`,
			`{"error":null}`, `{"errors":[],"success":true}`, `{"error":""}`, `{"status":"ok"}`, `{"message":"Accepted"}`, `{"code":200,"status":[]}`,
			`{"result":"Successfully ingested"}`, `{"code":0}`,
		},
		Failure: {
			`{"error":"x"}`, `{"Error":{"code":1}}`, `{"errors":["x"],"success":true}`, `{"success":false}`, `{"ok":null}`,
			`{"success":false,"message":"ok"}`, `{"partialSuccess":{},"error":true}`,
		},
		Unknown: {
			`{"message":"Unauthorized"}`, `{"redirect":"/login"}`, `{"code":16}`, `{"code":401}`, `{"status":"error"}`, `{"status":404}`,
			`{"detail":"ok"}`, `{"code":2000}`,
		},
	} {
		for _, body := range bodies {
			if got := VerdictOf([]byte(body)); got != want {
				t.Errorf("%s: %v, want %v", body, got, want)
			}
		}
	}
}
