// Package exceptions breaks rules on purpose.
package exceptions

import "example.com/app/chat"

func use() {
	chat.WithScore(2) //hhgen:ignore VALUE_RANGE what must be refused
	//hhgen:ignore VALUE_RANGE what must be refused
	chat.WithScore(2)
	//hhgen:ignore VALUE_BYTES another rule // want `nothing here breaks VALUE_BYTES: remove the comment \(IGNORE_UNUSED\)`
	chat.WithScore(2) // want `VALUE_RANGE`
	/* want `the exception from VALUE_RANGE gives no reason: write //hhgen:ignore VALUE_RANGE and why \(IGNORE_FORM\)` */ //hhgen:ignore VALUE_RANGE
	chat.WithScore(2)                                                                                                     // want `VALUE_RANGE`
	chat.WithScore(1)                                                                                                     //hhgen:ignore VALUE_RANGE nothing to except // want `IGNORE_UNUSED`
	//hhgen:ignore KEY_GENERIC a rule of schemas
	chat.WithScore(1)
}
