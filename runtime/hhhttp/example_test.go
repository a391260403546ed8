package hhhttp_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhhttp"
)

func ExampleNewHandler() {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, _ := hh.SessionFromContext(r.Context())
		fmt.Fprint(w, id == hh.SessionIDFrom("conv_123"))
	})
	server := hhhttp.NewHandler(answer, hhhttp.FromHeader("X-Conversation-Id"))

	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("X-Conversation-Id", "conv_123")
	response := httptest.NewRecorder()
	server.ServeHTTP(response, request)
	fmt.Println(response.Body)
	// Output: true
}

func ExampleCheckHosts() {
	fmt.Println(hhhttp.CheckHosts("*.svc.cluster.local", "https://api.example"))
	// Output: hhhttp: host "https://api.example" gets no baggage: give the host alone, such as localhost:8080, without a scheme or a path
}
