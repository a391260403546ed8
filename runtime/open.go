package hh

// OpenValue are the types that an open namespace takes.
type OpenValue interface {
	string | Text | bool | int | int64 | float64
}

// OpenNumber are the types that an open metrics namespace takes.
type OpenNumber interface {
	bool | int | int64 | float64
}
