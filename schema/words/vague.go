package words

import "strings"

var vague = groups("vague.tsv")

// Vague reports whether k, as a key of a namespace, says nothing about its value.
func (k Key) Vague(namespace string) bool {
	key := k.String()
	if len(key) <= 1 || vague["fine"][namespace+"."+key] || has(vague["phrase"], key) {
		return false
	}
	says := map[string]int{}
	for _, w := range k {
		group := vagueness(w)
		if group == "" {
			return false
		}
		says[group]++
	}
	counts := says["bare"] > 0 && says["vague"] > 0 && (k.Counts() || vagueness(k[len(k)-1]) == "bare")
	return !counts && says["letter"]+says["bare"]+says["vague"] > 0
}

// vagueness is the group of vague.tsv to which a word belongs; "" if it says
// something. A number says as little as what is before it.
func vagueness(w Word) string {
	switch stem := strings.TrimRight(w.Text, "0123456789"); {
	case stem == "":
		return "filler"
	case len(stem) == 1 && len(w.Text) <= 2 && vague["letter"][stem]: // b64 has a meaning
		return "letter"
	case has(vague["vague"], w.Text):
		return "vague"
	case has(vague["bare"], w.Text):
		return "bare"
	case vague["filler"][w.Text]:
		return "filler"
	}
	return ""
}
