package honeyhive

const childEnv = "HHGEN_HONEYHIVE_CHILD"

var children = map[string]func(){}
