package judge

import "github.com/hhgen/hhgen/schema/usage"

// Uses has the go command find, with its cache, what the packages use of schemas. All of
// them have to compile.
func (c CallSites) Uses() ([]usage.Use, error) {
	found, err := c.results()
	if err != nil {
		return nil, err
	}
	return found.uses()
}
