# truth.sh: what happened, as the clients know it, and what the estate declares.

# truth_write FILE: from the notes in /run/truth.
#
# mails_opened counts mails, not readings.  body_bytes adds, for each distinct
# mail, all its octets where IMAP or POP3 fetched it whole, else the text that
# the webmail showed and the attachments it handed over, decoded.  A record
# counts once at each depth it was seen at; rows of an export are summaries too,
# and are counted again as exported_rows.
truth_write()
{
	cd $TRUTH
	touch sessions mails records exported searches sent changes copied addresses
	forwarded=$(zcat -f /var/log/mail.log* | grep -c 'lmtp.*sieve:.*forwarded to' || :)
	for file in sessions mails records exported searches changes copied sent addresses; do
		jq -R 'split("\t")' "$file" | jq -s --arg n "$file" '{($n): .}'
	done | jq -s --arg failure "$(utc "$(cat first_failure)")" --arg victim "$VICTIM@$DOMAIN" \
	    --argjson forwarded "$forwarded" '
	add as $t
	| def session: {service: .[1], account: .[2], address: .[3], start: .[4], end: .[5]};
	  def of($who): [$t.sessions[] | select(.[0] == $who) | session] | sort_by(.start, .account);
	  def distinct($r; $d): [$t.records[] | select(.[0] == $r and .[1] == $d) | .[2]] | unique | length;
	  def exported($r): [$t.exported[] | select(.[0] == $r) | .[1] | tonumber] | add // 0;
	  def register($r): {full: distinct($r; "full"), summary: distinct($r; "summary"),
	      hit: distinct($r; "hit"), exported_rows: exported($r)};
	  def mailboxes(f): [$t.mails | group_by(.[0])[] | {key: .[0][0], value: f}] | from_entries;
	  def largest: map(.[2] | tonumber) | max;
	  of("intruder") as $s
	| {
		schema: 1,
		timezone: "UTC",
		intrusion: {
			start: ($s | map(.start) | min),
			end: ($s | map(.end) | max),
			first_failure: $failure,
			entry_account: $victim,
			entry: "password_spray",
			accounts: ($s | map(.account) | unique),
			addresses: ($t.addresses + ($t.sessions | map(select(.[0] == "intruder") | [.[3]])) | map(.[0]) | unique),
			sessions: $s,
			mails_opened: mailboxes(map(.[1]) | unique | length),
			mails_opened_by: ([$t.mails | group_by(.[3])[] | {key: .[0][3], value: (map(.[0] + .[1]) | unique | length)}] | from_entries),
			body_bytes: mailboxes(group_by(.[1]) | map(largest) | add),
			mailboxes_copied: ($t.copied | map(.[0]) | unique),
			mails_sent: ($t.sent | length),
			mails_forwarded: $forwarded,
			records: {taj: register("taj"), fpr: register("fpr")},
			searches: ($t.searches | map({where: .[0], account: .[1], text: .[2]})),
			changes: ($t.changes | map({kind: .[0], account: .[1]}))
		},
		owner: {sessions: of("owner")}
	}' >"$1"
}

count_rows()
{
	as_postgres psql -h /run/postgresql -XAtq -d registres -c "SET pgaudit.log = 'none'; SELECT count(*) FROM $1"
}

site_write()
{
	cat >"$1" <<-END
	# What the estate declares about itself.  Imagined, like all that is in it.
	timezone: UTC
	lang: en
	claims: claims.yml
	domains: [interieur.example]
	networks:
	  trusted: [192.0.2.80/32]     # the office's way out
	  webmail: [192.0.2.10/32]     # an address that is never a user's
	sessions: {idle_minutes: 30}
	assets:
	  - {name: taj, kind: register, records: $(count_rows taj.person), unit: person, personal: true}
	  - {name: fpr, kind: register, records: $(count_rows fpr.person), unit: person, personal: true}
	  - {name: mail, kind: mailboxes, accounts: $(people | wc -l)}
	applications:
	  - name: portal
	    format: json
	    match: {app: "portail"}
	    fields:
	      time: ts
	      user.name: user
	      src_endpoint.ip: ip
	      session.uid: sid
	      action: action
	      app.name: register
	      record.uid: record_ids
	      record.depth: depth
	      query.rows: rows
	      bytes_out: bytes
	      reason: reason
	      case_number: case_number
	      search: query
	END
}

claims_write()
{
	cat >"$1" <<-END
	# What others say was taken.
	claims:
	  - id: c1
	    by: "forum post"
	    at: 2025-12-13T18:00:00Z
	    asset: taj
	    unit: persons
	    quantity: 16444373
	    text: "We hold 16,444,373 persons of the TAJ. Talks within a week, or it is sold."
	END
}
