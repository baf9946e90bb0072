# truth: the notes of the clients as one JSON document.
#
# A session holds what was done in it.  `intrusion` is what all intruders did
# together, in the form that test/truth.jq compares: mails_opened counts mails,
# not readings, that were shown or fetched whole; body_bytes adds, for each
# distinct mail, all its octets where IMAP or POP3 fetched it whole, else the
# text that the webmail showed and the attachments it handed over.  A record
# counts once at each depth; rows of an export are summaries too.

def table($t; $name; $id): [$t[$name][] | select(.[0] == $id) | .[1:]];
def number: tonumber;

add as $t
| ($acts | split(" ") | map(select(. != ""))) as $names
| [$t.ends[] | {key: .[0], value: .[1]}] | from_entries as $ends
| [$t.sessions[] | .[0] as $id
  | {
	id: ($id | number), who: .[1], service: .[2], account: .[3],
	address: .[4], start: .[5], "end": ($ends[$id] // .[5]),
	mails: [table($t; "mails"; $id)[]
	    | {account: .[0], folder: .[1], uid: (.[2] | number), depth: .[3], bytes: (.[4] | number)}],
	records: [table($t; "records"; $id)[] | {register: .[0], depth: .[1], id: .[2]}],
	exported: [table($t; "exported"; $id)[] | {register: .[0], rows: (.[1] | number)}],
	rows: [table($t; "rows"; $id)[] | {register: .[0], rows: (.[1] | number)}],
	searches: [table($t; "searches"; $id)[] | {where: .[0], account: .[1], text: .[2]}],
	sent: [table($t; "sent"; $id)[] | {account: .[0], to: .[1]}],
	changes: [table($t; "changes"; $id)[] | {kind: .[0], account: .[1]}],
	deleted: [table($t; "deleted"; $id)[] | {account: .[0], folder: .[1], uid: (.[2] | number)}],
	copied: [table($t; "copied"; $id)[] | {account: .[0]}]
  }] as $sessions
| [$sessions[] | select(.who != "owner")] as $theirs
| [$theirs[].mails[] | select(.depth == "full" or .depth == "text")] as $opened
| [$theirs[].records[]] as $records
| def mailboxes(f): [$opened | group_by(.account)[] | {key: .[0].account, value: f}] | from_entries;
  def distinct($r; $d): [$records[] | select(.register == $r and .depth == $d) | .id] | unique | length;
  def exported($r): [$theirs[].exported[] | select(.register == $r) | .rows] | add // 0;
  def brief: del(.mails, .records, .exported, .rows, .searches, .sent, .changes, .deleted, .copied);
{
	schema: 2,
	seed: $seed, size: $size, suite: $suite, estate: $estate,
	timezone: $zone, from: $from, days: $days, accounts: $accounts,
	acts: $names,
	intrusions: [$names[] as $name
	  | select($intrusions | contains("/" + $name + ".sh"))
	  | [$theirs[] | select(.who == $name)] as $own
	  | [$t.tries[] | select(.[0] == $name) | .[3]] as $tries
	  | {
		name: $name,
		first_act: ([$own[].start, $tries[]] | min),
		start: ([$own[].start] | min), "end": ([$own[].end] | max),
		accounts: ([$own[].account] | unique),
		entry: ([$t.entries[] | select(.[1] == $name) | {account: .[2], by: (.[3] | split(","))}] | first),
		clues: [$t.clues[] | select(.[0] == $name)
		    | {finding: .[1], account: .[2], prepared: (.[3] == "prepared")}]
	  }],
	blind: [$t.blind[] | {log: .[1], from: .[2], to: .[3]}],
	tries: ($t.tries | map({who: .[0], address: .[1], account: .[2], time: .[3]})),
	sessions: $sessions,
	intrusion: {
		start: ([$theirs[].start] | min),
		"end": ([$theirs[].end] | max),
		first_failure: ([$t.tries[] | select(.[0] != "owner") | .[3]] | min),
		accounts: ([$theirs[].account] | unique),
		addresses: ([$theirs[].address] + [$t.tries[] | select(.[0] != "owner") | .[1]] | unique),
		sessions: ($theirs | map(brief)),
		mails_opened: mailboxes(map([.folder, .uid]) | unique | length),
		body_bytes: mailboxes(group_by([.folder, .uid]) | map(map(.bytes) | max) | add),
		mailboxes_copied: ([$theirs[].copied[].account] | unique),
		mails_sent: ([$theirs[].sent[]] | length),
		mails_deleted: ([$theirs[].deleted[]] | unique | length),
		records: ([("taj", "fpr") as $r
		  | {key: $r, value: {full: distinct($r; "full"), summary: distinct($r; "summary"),
		      hit: distinct($r; "hit"), exported_rows: exported($r)}}] | from_entries),
		searches: [$theirs[].searches[]],
		changes: [$theirs[].changes[]]
	},
	owner: {sessions: ([$sessions[] | select(.who == "owner")] | map(brief))}
}
