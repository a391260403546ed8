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
