package hh

// SupportsGenerated3 is the name that outputs required before package hhimpl
// existed. For such an output, the compiler prints the name of the type, which
// says what to do.
//
// Deprecated: run go generate.
var SupportsGenerated3 hh_gen_go_is_stale_run_go_generate

type hh_gen_go_is_stale_run_go_generate struct{}
