package schema

import (
	"slices"
	"strings"
)

// Sensitivity says how sensitive a value is, according to its key.
type Sensitivity int

// What a value is about.
const (
	Harmless Sensitivity = iota
	Secret               // gives access
	Personal             // identifies a person
)

// sensitiveWords are the ends of keys of sensitive values, with the words that
// may follow them.
var sensitiveWords = func() map[string]Sensitivity {
	m := map[string]Sensitivity{}
	for what, list := range map[Sensitivity]string{
		Secret: `password passwd passphrase pwd secret client_secret api_key apikey secret_key private_key
			access_key signing_key encryption_key access_token api_token auth_token bearer_token refresh_token
			session_token id_token authorization auth_header cookie credential jwt otp otp_code mfa_code passcode pin_code
			csrf_token xsrf_token
			cvv cvc card_security_code connection_string`,
		Personal: `email e_mail email_address phone phone_number telephone mobile mobile_number fax
			first_name last_name full_name middle_name maiden_name surname given_name family_name
			birth_date birthdate birthday date_of_birth dob ssn social_security tax_id national_id
			passport passport_number drivers_license driver_license license_plate
			credit_card card_number cc_number iban bank_account account_number routing_number
			home_address street_address postal_address mailing_address billing_address shipping_address
			ip ip_address ip_addr mac_address gender ethnicity religion
			medical_record diagnosis salary`,
	} {
		for _, w := range strings.Fields(list) {
			m[w] = what
		}
	}
	return m
}()

// neutral are words that may follow without changing what a key is about.
var neutral = strings.Fields("value text raw plain number string full")

// hidden are first words of keys whose values are no longer sensitive.
var hidden = strings.Fields("hashed masked redacted anonymized anonymised")

// SensitivityOf finds how sensitive a value is from the words of its key. If other
// words follow, as in email_count or password_reset, the key is about something
// else.
func SensitivityOf(key string) Sensitivity {
	parts := KeyWords(key)
	if len(parts) > 0 && slices.Contains(hidden, parts[0]) {
		return Harmless
	}
	for len(parts) > 0 {
		for i := range parts {
			end := strings.Join(parts[i:], "_")
			if what := max(sensitiveWords[end], sensitiveWords[strings.TrimSuffix(end, "s")]); what != Harmless {
				return what
			}
		}
		last := parts[len(parts)-1]
		if !slices.Contains(neutral, last) {
			break
		}
		parts = parts[:len(parts)-1]
	}
	return Harmless
}

// KeyWords are the words of a key.
func KeyWords(key string) []string {
	return strings.FieldsFunc(key, func(r rune) bool { return r == '_' || r == '.' })
}
