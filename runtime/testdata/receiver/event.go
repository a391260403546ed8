package receiver

import (
	"strconv"
	"strings"
)

// Event is the span as HoneyHive stores it: attributes whose keys begin with
// honeyhive_ are its members, and the parts of a key are objects, or lists
// if all of them are indexes.
func (s Span) Event() map[string]any {
	event := map[string]any{"event_name": s.Name}
	if id := s.Value("honeyhive.session_id"); id != nil {
		event["session_id"] = id
	}
	for _, a := range s.Attributes {
		key, ours := strings.CutPrefix(a.Key, "honeyhive_")
		if !ours {
			continue
		}
		at, parts := event, strings.Split(key, ".")
		for _, part := range parts[:len(parts)-1] {
			inner, ok := at[part].(map[string]any)
			if !ok {
				inner = map[string]any{}
				at[part] = inner
			}
			at = inner
		}
		at[parts[len(parts)-1]] = a.Value
	}
	for k, v := range event {
		event[k] = withLists(v)
	}
	return event
}

// withLists makes lists of the objects in v whose keys are all indexes. An index
// that was not recorded is null.
func withLists(v any) any {
	members, ok := v.(map[string]any)
	if !ok {
		return v
	}
	most, isList := -1, len(members) > 0
	for k, member := range members {
		members[k] = withLists(member)
		i, err := strconv.Atoi(k)
		isList = isList && err == nil && i >= 0
		most = max(most, i)
	}
	if !isList {
		return members
	}
	list := make([]any, most+1)
	for i := range list {
		list[i] = members[strconv.Itoa(i)]
	}
	return list
}
