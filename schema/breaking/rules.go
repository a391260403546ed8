package breaking

import "github.com/hhgen/hhgen/schema"

// The categories of rules: who is affected by a change.
const (
	Wire     = "wire"     // stored data, and the dashboards and queries over it
	Consumer = "consumer" // programs that read values
	Go       = "go"       // callers of the generated code
)

// Rules are all rules: one for each kind of change.
var Rules schema.RuleTable
