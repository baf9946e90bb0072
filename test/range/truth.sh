# truth.sh: what happened, as the clients know it, and what the estate declares.

# truth_write FILE: the notes of /run/truth as one JSON; truth.schema.json says
# what is in it.
truth_write()
{
	cd $TRUTH || return
	for table in sessions ends mails records exported searches sent changes \
	    deleted listed copied tries clues rows blind entries; do
		jq -R 'split("\t")' $table | jq -s --arg table $table '{($table): .}'
	done | jq -s --argjson seed "$seed" --arg size "$size" --arg suite "$suite" \
	    --arg estate "$estate" --arg zone "$ZONE" --arg from "$(utc "$MONDAY")" \
	    --argjson accounts "$(wc -l <$WORLD/people)" --argjson days "$DAYS" \
	    --arg acts "$acts" --arg intrusions "$(cd /range/intrusions && echo ./*)" \
	    -f /range/truth.jq >"$1"
}

count_rows()
{
	as_postgres psql -h /run/postgresql -XAtq -d registres -c "SET pgaudit.log = 'none'; SELECT count(*) FROM $1"
}

site_write()
{
	cat >"$1" <<-END
	# What the estate declares about itself.  Imagined, like all that is in it.
	timezone: $ZONE
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
	    at: $(utc $((MONDAY + DAYS * 86400 + 18 * 3600)))
	    asset: taj
	    unit: persons
	    quantity: 16444373
	    text: "We hold 16,444,373 persons of the TAJ. Talks within a week, or it is sold."
	END
}
