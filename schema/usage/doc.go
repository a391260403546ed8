// Package usage says who sets what schemas declare, and what nobody sets.
//
// Package gen/vet finds the uses in code, and judge.CallSites collects them. With
// them, a [Usage] answers who sets one field, for pages about keys:
//
//	u := usage.New(uses)
//	for _, use := range u.Field(pkg, record, field) {
//		fmt.Println(use.Pos, use.From, use.Code)
//	}
//
// and [Judge] makes a [Report] of all fields, records and packages.
//
// A field counts as set where its setter is named, where a literal of its struct or an
// assignment gives it a value, and where a record is converted from another struct. A
// field that records embed is one field, whichever of them sets it. Tests and code of
// other generators are told apart; what hhgen has generated sets nothing. What may set
// fields by reflection, such as json.Unmarshal, is [Unseen]: nothing is said against
// such fields.
package usage
