package hh

// OpenValue lists the types of values that an open namespace takes.
type OpenValue interface {
	string | Text | bool | int | int64 | float64
}

// OpenNumber lists the types of values that an open metrics namespace takes.
type OpenNumber interface {
	bool | int | int64 | float64
}
