// Package suppressions breaks rules on purpose.
package suppressions

import "example.com/app/chat"

const long = "0123456789012345678901234567890123456789012345678901234567890123456789" +
	tens + tens + tens + tens + tens + tens + tens + tens + tens + tens

const tens = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"

func use() {
	chat.WithScore(2) //hhgen:ignore VALUE_RANGE a value that must be rejected
	//hhgen:ignore VALUE_RANGE a value that must be rejected
	chat.WithScore(2)
	//hhgen:ignore VALUE_BYTES another rule // want `no finding of VALUE_BYTES needs this suppression: remove it \(SUPPRESSION_UNUSED\)`
	chat.WithScore(2) // want `VALUE_RANGE`
	/* want `the suppression of VALUE_RANGE gives no reason: say why it is needed \(SUPPRESSION_FORM\)` */ //hhgen:ignore VALUE_RANGE
	chat.WithScore(2)                                                                                      // want `VALUE_RANGE`
	chat.WithScore(1)                                                                                      //hhgen:ignore VALUE_RANGE nothing to suppress // want `SUPPRESSION_UNUSED`
	chat.WithTags(                                                                                         // want `VALUE_ITEMS`
		"a", "b", "c", "d", //hhgen:ignore VALUE_ITEMS in the middle // want `SUPPRESSION_UNUSED`
	)
	chat.WithTags(
		"a", "b", "c", "d",
	) //hhgen:ignore VALUE_ITEMS where the call ends
	chat.WithTags( //hhgen:ignore VALUE_ITEMS where the call begins
		"a", "b", "c", "d",
		"a long one", //hhgen:ignore VALUE_BYTES on the line of an argument
	)
	_ = chat.Usage{
		//hhgen:ignore VALUE_BYTES above a field
		//hhgen:ignore FIELD_DEPRECATED two rules for one line
		Region: long,
		Pair:   [2]int{10, 11}, //hhgen:ignore VALUE_RANGE two findings on one line
	}
	/* want `the suppression names no rule: write //hhgen:ignore RULE and the reason` */ //hhgen:ignore
	/* want `there is no rule VALUE_RANG to suppress: did you mean "VALUE_RANGE"\? \(SUPPRESSION_FORM\)` */ //hhgen:ignore VALUE_RANG misspelt
	chat.WithScore(2)                                                                                       // want `VALUE_RANGE`
	/* want `there is no rule TODO to suppress: hhgen explain lists them` */ //hhgen:ignore TODO later
	/* want `no finding of VALUE_BYTES needs this suppression: remove VALUE_BYTES from it` */ //hhgen:ignore VALUE_RANGE,VALUE_BYTES one of two
	chat.WithScore(2)
	_ = chat.Usage{
		//hhgen:ignore VALUE_BYTES, FIELD_DEPRECATED two rules in one comment
		Region: long,
	}
	//hhgen:ignore KEY_GENERIC a rule of schemas
	//hhgen:ignore KEY_REMOVED a rule about changes
	chat.WithScore(1)
}
