package store

// The tests of this file start the test binary as a child process, and kill it.
// childEnv names which of the children it is.
const childEnv = "HHGEN_STORE_CHILD"

var children = map[string]func(){}
