package hh

// Open marks a namespace as open to keys that no field declares:
//
//	_ hh.Open `hh:"metadata"`
//
// generates WithMetadata(key, value).
type Open struct{}

// Record marks a struct to set options of the whole record:
//
//	_ hh.Record `hh:"new=MakeTurn"`
//
// names the generated constructor. In a nested struct too,
//
//	_ hh.Record `hh:"partial"`
//
// says that exported fields without a tag are not recorded; without partial, they
// are an error. A struct has at most one marker: `hh:"partial,new=MakeTurn"`.
type Record struct{}
