package model

import "testing"

// Anthropic stands for the messages of Anthropic's API. It asks for the tool
// search first, and then answers.
func Anthropic(t testing.TB) *API {
	return serve(t, "/v1/messages",
		message("tool_use", map[string]any{
			"type": "tool_use", "id": "toolu_1", "name": "search", "input": map[string]any{"query": "span"},
		}),
		message("end_turn", map[string]any{"type": "text", "text": Answer}))
}

func message(stopReason string, content ...any) any {
	return map[string]any{
		"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5",
		"stop_reason": stopReason, "content": content,
		"usage": map[string]any{"input_tokens": 5, "output_tokens": 8},
	}
}
