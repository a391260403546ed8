package words

import "strings"

// UnitFamily has units that measure the same thing: for each, the ends of keys
// that stand for it, the preferred one first.
type UnitFamily map[string][]string

// UnitFamilies are the families of units by their names, in lower case. Currencies
// are a family.
var UnitFamilies = func() map[string]UnitFamily {
	m := map[string]UnitFamily{}
	for _, row := range rows("units.tsv", 4) {
		if m[row[0]] == nil {
			m[row[0]] = UnitFamily{}
		}
		m[row[0]][row[1]] = strings.Fields(row[2])
	}
	for code, atEnd := range currencies {
		if money := m["money"]; len(code) == 3 && !atEnd && money[code] == nil {
			money[code] = []string{code}
		}
	}
	return m
}()

// unitSpellings are other spellings of units.
var unitSpellings = func() map[string]string {
	m := map[string]string{}
	for _, row := range rows("units.tsv", 4) {
		for _, s := range strings.Fields(row[3]) {
			m[s] = row[1]
		}
	}
	return m
}()

// UnitName is the name under which a family has a unit, which schemas may spell in
// other ways. UCUM writes counted things in braces.
func UnitName(unit string) string {
	unit = strings.Trim(unit, "{}")
	if name, ok := unitSpellings[unit]; ok {
		unit = name
	}
	return strings.ToLower(unit)
}
