package privacy

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// What keys hold, by their words, the objects around them and their namespaces.
// Package lint measures many more keys, without their kinds.
func TestJudge(t *testing.T) {
	text := func(path string) Key { return Key{Path: path} }
	number := func(path string) Key { return Key{Path: path, Holds: Number} }
	for _, c := range []struct {
		key  Key
		want Kind
	}{
		{text("customer_name"), "name"}, {text("customer.name"), "name"}, {text("customers.display_name"), "name"}, {text("name_of_customer"), "name"},
		{text("customer.plan.name"), ""}, {text("name"), ""}, {Key{Path: "name", OfUser: true}, "name"}, {Key{Path: "plan_name", OfUser: true}, ""},
		{text("mothers_maiden_name"), "name"}, {text("firstname"), "name"}, {text("username"), "username"}, {text("user_name"), "username"},
		{text("emails"), "email"}, {text("user_email_1"), "email"}, {text("email_primary"), "email"}, {text("e_mail"), "email"}, {text("email.value"), "email"},
		{text("number_of_emails"), ""}, {text("list_of_emails"), "email"}, {number("email"), ""}, {text("hashed_email"), ""}, {text("user.has_email"), ""},
		{text("phone_no"), "phone"}, {number("phone"), "phone"}, {number("phones"), ""}, {text("phone_customer"), "phone"}, {text("password_user"), ""},
		{text("address"), "address"}, {Key{Path: "address", Settings: true}, ""}, {text("server_address"), ""}, {text("address.zip"), "postal-code"},
		{text("jwt_token"), "token"}, {text("prompt_token"), ""}, {text("access_tokens"), "token"}, {text("answer_tokens"), ""}, {number("token"), ""},
		{text("openai_key"), "key"}, {text("openai_cache_key"), ""}, {text("key"), ""}, {text("api_key_valid"), ""}, {text("aws_access_key_id"), ""},
		{text("secret_version_for_token"), ""}, {text("cost_per_token"), ""}, {text("x_forwarded_for"), "ip"}, {text("pod_ip"), ""}, {text("visitor_ip"), "ip"},
		{number("place.lat"), "location"}, {number("p95_lat"), ""}, {number("cache.age"), ""}, {text("birth_year"), "age"}, {number("age"), "age"}, {number("cache_age"), ""}, {number("patient.age"), "age"},
		{Key{Path: "date_of_birth", Holds: Time}, "birth-date"}, {Key{Path: "email", Holds: Time}, ""},
		{text("diagnosis"), "health"}, {text("diagnoses"), "health"}, {text("diagnosis_code"), "health"}, {text("email_code"), ""}, {number("diagnosis_count"), ""},
		{text("*.*.ip"), "ip"}, {text("___"), ""}, {text(""), ""}, {text("of"), ""}, {text("of_email"), "email"},
	} {
		if got := Default().Judge(c.key); got != c.want {
			t.Errorf("%+v is %q, want %q", c.key, got, c.want)
		}
	}
}

// Words of a company come before those of the tables.
func TestWith(t *testing.T) {
	words := Default().With(map[string]Kind{"matricule": "government-id", "playing_card_number": None, "email": "username"})
	for path, want := range map[string]Kind{
		"team_matricules": "government-id", "matricule_count": "", "playing_card_number": "", "card_number": "financial", "email": "username",
	} {
		if got := words.Judge(Key{Path: path}); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if got := Default().Judge(Key{Path: "matricule"}); got != "" {
		t.Errorf("a word of one configuration became one of all: %q", got)
	}
}

// The tables are complete: each kind is known and has ends, nothing is in them
// twice, and each class of words is used.
func TestTables(t *testing.T) {
	used, seen := map[Kind]bool{}, map[string]string{}
	for _, row := range rows(termTable) {
		if len(row) != 4 {
			t.Fatalf("terms.tsv: %q has %d columns, want 4", row, len(row))
		}
		kind := Kind(row[0])
		used[kind] = true
		if !kind.Known() && kind != "-" {
			t.Errorf("terms.tsv: no kind %q", kind)
		}
		if !slices.Contains([]front{anything, first, person, access, outside, alone}, front(row[1])) || !slices.Contains([]string{"text", "number", "time"}, row[2]) {
			t.Errorf("terms.tsv: %q", row)
		}
		for end := range strings.SplitSeq(row[3], ", ") {
			if before, ok := seen[end]; ok {
				t.Errorf("terms.tsv: %q is in rows of %s and %s", end, before, kind)
			}
			seen[end] = row[0]
		}
	}
	for _, k := range Kinds() {
		if !used[k] || k.Noun() == "" || !slices.Contains([]Level{Secret, Direct, Indirect, Special}, k.Level()) {
			t.Errorf("kind %s is not complete", k)
		}
	}
	classes := map[string]bool{}
	for _, row := range rows(wordTable) {
		classes[row[0]] = true
		for word := range strings.SplitSeq(row[1], ", ") {
			if before, ok := seen[row[0]+":"+word]; ok {
				t.Errorf("words.tsv: %q is twice in %s", word, before)
			}
			seen[row[0]+":"+word] = row[0]
		}
	}
	if want := 12; len(classes) != want {
		t.Errorf("words.tsv has %d classes, want %d", len(classes), want)
	}
}

// The page has each kind in the row of its level.
func TestDocumentedKinds(t *testing.T) {
	page, err := os.ReadFile("../../docs/sharing-keys.md")
	if err != nil {
		t.Fatal(err)
	}
	for level, say := range map[Level]string{
		Secret: "gives access", Direct: "identifies a person", Special: "is special to GDPR, Articles 9 and 10", Indirect: "identifies together with other data",
	} {
		var names []string
		for _, k := range Kinds() {
			if k.Level() == level {
				names = append(names, "`"+string(k)+"`")
			}
		}
		if row := "| " + say + " | " + strings.Join(names, ", ") + " | "; !strings.Contains(string(page), row) {
			t.Errorf("docs/sharing-keys.md has no row %q", row)
		}
	}
}
