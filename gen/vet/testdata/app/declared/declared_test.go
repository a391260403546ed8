package declared

// testTurn is no record: hhgen does not read tests.
type testTurn struct {
	Name   string `hh:"metadata,maxbytes=8"`
	Locale string
	Three  string `hhh:"inputs"`
}
