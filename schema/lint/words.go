package lint

// The words that rules know.

import (
	"strings"
)

// abbreviations are words that keys should write out. The list leaves out
// abbreviations that are as common as the word (id, url, api, max, avg), and
// those of several words (doc, ref, org, res).
var abbreviations = pairs(`
	acct=account addr=address amt=amount ans=answer attr=attribute attrs=attributes
	bal=balance btn=button calc=calculation cfg=config cmd=command cnt=count convo=conversation
	ctry=country ctx=context curr=current dept=department desc=description dest=destination dst=destination
	dur=duration err=error errs=errors evt=event evts=events fn=function freq=frequency
	grp=group hdr=header idx=index img=image imgs=images lang=language lbl=label len=length
	lvl=level mdl=model mgr=manager mkt=market msg=message msgs=messages nbr=number
	obj=object pct=percent pkg=package prev=previous prop=property props=properties pwd=password
	qry=query qty=quantity ques=question recv=received req=request reqs=requests resp=response
	sess=session sid=session_id src=source srv=server stmt=statement svc=service
	temp=temperature tgt=target tmp=temporary tok=token toks=tokens ts=timestamp txn=transaction
	txt=text tz=time_zone uid=user_id uids=user_ids uname=user_name usr=user usrs=users
	val=value vals=values ver=version yr=year`)

// pairs reads word=replacement pairs.
func pairs(list string) map[string]string {
	m := map[string]string{}
	for _, p := range strings.Fields(list) {
		word, long, _ := strings.Cut(p, "=")
		m[word] = long
	}
	return m
}

// set is the set of the words of a list.
func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// generic are words that say nothing about a value. They include the names of
// namespaces, since the key is in one already.
var generic = set(`
	array attribute attributes bar baz blob custom data datum detail details dict element entry
	extra extras field fields foo info information item items json list map misc miscellaneous
	object other others param payload property properties string stuff test thing things
	value values var variable
	metadata metrics feedback inputs outputs config`)

// common are keys that many records have, each about its own subject, so
// packages may have them in different namespaces.
var common = set(`id name title type kind version status text description`)

// sensitivity says how sensitive a value is, according to its key.
type sensitivity int

const (
	harmless sensitivity = iota
	secret               // gives access
	personal             // identifies a person
)

// sensitiveWords are the ends of keys of sensitive values, with the words that
// may follow them.
var sensitiveWords = func() map[string]sensitivity {
	m := map[string]sensitivity{}
	for what, list := range map[sensitivity]string{
		secret: `password passwd passphrase pwd secret client_secret api_key apikey secret_key private_key
			access_key signing_key encryption_key access_token api_token auth_token bearer_token refresh_token
			session_token id_token authorization auth_header cookie credential jwt otp otp_code mfa_code passcode pin_code
			csrf_token xsrf_token
			cvv cvc card_security_code connection_string`,
		personal: `email e_mail email_address phone phone_number telephone mobile mobile_number fax
			first_name last_name full_name middle_name maiden_name surname given_name family_name
			birth_date birthdate birthday date_of_birth dob ssn social_security tax_id national_id
			passport passport_number drivers_license driver_license license_plate
			credit_card card_number cc_number iban bank_account account_number routing_number
			home_address street_address postal_address mailing_address billing_address shipping_address
			ip ip_address ip_addr mac_address gender ethnicity religion
			medical_record diagnosis salary`,
	} {
		for w := range set(list) {
			m[w] = what
		}
	}
	return m
}()

// neutral are words that may follow without changing what a key is about.
var neutral = set(`value text raw plain number string full`)

// hidden are first words of keys whose values are no longer sensitive.
var hidden = set(`hashed masked redacted anonymized anonymised`)

// sensitive finds how sensitive a value is from the words of its key. If other
// words follow, as in email_count or password_reset, the key is about something
// else.
func sensitive(parts []string) sensitivity {
	if hidden[parts[0]] {
		return harmless
	}
	for len(parts) > 0 {
		for i := range parts {
			end := strings.Join(parts[i:], "_")
			if what := max(sensitiveWords[end], sensitiveWords[strings.TrimSuffix(end, "s")]); what != harmless {
				return what
			}
		}
		last := parts[len(parts)-1]
		if !neutral[last] {
			break
		}
		parts = parts[:len(parts)-1]
	}
	return harmless
}
