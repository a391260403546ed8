package hhtrace

// SetGlobal is the function with which Setup sets the global tracer provider.
var SetGlobal = &setGlobal

// MeantBy is meantBy.
var MeantBy = meantBy

// NewSender is newSender.
var NewSender = newSender

// FirstBackoff is firstBackoff.
var FirstBackoff = &firstBackoff
