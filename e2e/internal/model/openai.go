package model

import "testing"

// OpenAI stands for the chat completions of OpenAI's API.
func OpenAI(t testing.TB) *API {
	return serve(t, "/chat/completions", map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-5",
		"choices": []any{map[string]any{
			"index": 0, "finish_reason": "stop",
			"message": map[string]any{"role": "assistant", "content": Answer},
		}},
		"usage": map[string]any{"prompt_tokens": 5, "completion_tokens": 8, "total_tokens": 13},
	})
}
