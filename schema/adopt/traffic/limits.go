package traffic

// Limits of what is kept of spans. They are higher than what services record on
// purpose.
const (
	maxKeyBytes   = 512     // length of an attribute's key
	maxKeys       = 20_000  // keys and parts of keys
	maxTopKeys    = 1000    // different keys of one namespace
	maxMembers    = 128     // different keys in one object; more are data, not names
	maxIndex      = 1024    // items of a list; a greater number in a key is a name
	maxDepth      = 16      // parts of a key, and nested values
	maxGroups     = 1000    // services with names of spans
	maxUses       = 100_000 // keys of groups, together
	maxServices   = 256     // services
	maxTally      = 32      // services of one key that are told apart
	maxNameBytes  = 256     // length of the name of a span or of a service
	maxValues     = 12      // different strings of a key, which may be an enum
	maxValueBytes = 48      // length of one of these
	maxParts      = 1000    // parts of keys of one span, before memory for them is given back
	maxParsed     = 100     // strings of a key that are tried as JSON
	maxUnread     = 100     // different keys that are not read, for remarks
)

// What must have been seen before something is declared of it.
const (
	// EnoughSpans is how many spans must have a key before it is required.
	EnoughSpans = 20
	// EnoughValues is how many values of a key must have been seen before they are
	// an enum, and EnoughRepeats how often each of them on average.
	EnoughValues  = 20
	EnoughRepeats = 5
	// MostValues is how many different values an enum has at most.
	MostValues = 8
)
