package hh

// SupportsGenerated3 is what outputs required before the package hhimpl. Where one
// still does, the compiler prints the name of the type, which says what to do.
//
// Deprecated: run go generate.
var SupportsGenerated3 hh_gen_go_is_stale_run_go_generate

type hh_gen_go_is_stale_run_go_generate struct{}
