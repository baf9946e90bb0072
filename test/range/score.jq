# score: what one run of the range says of the answers, as numbers.
#
#	jq -n --slurpfile truth T --slurpfile report R --slurpfile findings F -f score.jq
#
# test/truth.jq says whether intervals hold; this says how much they say, and
# what was found of each intrusion.

def name: ascii_downcase | sub("@.*"; "");
def second: sub("\\.[0-9]+"; "") | fromdateiso8601;
def service: {"managesieve": "sieve", "app": "application"}[.] // .;
def same($a; $b):
  ($a.account | name) == ($b.account | name)
  and ($a.service | service) == $b.service and $a.address == $b.address
  and ($a.start | second) - 5 <= ($b.end | second)
  and ($b.start | second) <= ($a.end | second) + 5;

$truth[0] as $t
| $report[0].answers as $r
| $findings[0].findings as $f
# Webmail's own sessions are told by the visit.
| [$r.sessions[] | select(.backend | not)] as $said
| [$t.sessions[] | select(.who != "owner")] as $theirs
| [$said[] | select(.grade == "confirmed")] as $sure
| [$t.intrusions[].accounts[] | name] as $taken
| [$t.tries[] | select(.who != "owner") | .account | name] as $tried
| ([$theirs[].address, ($t.tries[] | select(.who != "owner") | .address)] | unique) as $addresses
| def likely($s): any($said[]; (.grade == "confirmed" or .grade == "probable") and same($s; .));
[$t.intrusions[] as $i
  | [$theirs[] | select(.who == $i.name)] as $own
  | ([$own[].account | name] | unique) as $accounts
  | [$own[].address] as $from
  | [$f[] | select(((.account as $a | $accounts | index($a)) or
          (.account == "" and (.network as $n | $n != "" and
            any($from[]; startswith($n | sub("0/24$"; "") | sub("::/64$"; "")))))) and
        (.fired | second) >= ($i.first_act | second) - 5)] as $about
  | {
	name: $i.name,
	sessions: ($own | length),
	likely: ([$own[] | select(likely(.))] | length),
	found: (any($own[]; likely(.)) or ($about | length) > 0),
	clues: ($i.clues | length),
	missed: [$i.clues[] | select(.prepared | not) | . as $c
	  | select(all($f[]; .name != $c.finding or
	      ($c.account != "@interieur.example" and .account != ($c.account | name)))) | .finding],
	seconds: (if $about == [] then null else
	    ([$about[].fired | second] | min) - ($i.first_act | second) end)
  }] as $intrusions
| {
	seed: $t.seed, estate: $t.estate, suite: $t.suite,
	sessions: ($t.sessions | length),
	account_days: ($t.accounts * $t.days),
	incident: ($r.sessions | any(.grade == "confirmed" or .grade == "probable")),
	$intrusions,
	theirs: ($theirs | length),
	sure: ($sure | length),
	sure_right: ([$sure[] | . as $v | select(any($theirs[]; same(.; $v)))] | length),
	sure_found: ([$theirs[] | . as $s | select(any($sure[]; same($s; .)))] | length),
	likely_found: ([$theirs[] | select(likely(.))] | length),
	figures: ([$r.questions[].figures[] | select(.id | test("^q[456]"))]
	  | {all: length, capped: (map(select(.at_most != null)) | length)}),
	alarms: ([$f[] | select(.name != "log_gap" and .strength != "excluded")
	  | . as $one
	  | select(($taken + $tried | index($one.account)) == null and
	      ($addresses | all(startswith($one.network | sub("\\.0/24$"; ".") | sub("::?/64$"; ""))| not) or $one.network == ""))
	  | .name] | group_by(.) | map({key: .[0], value: length}) | from_entries)
}
