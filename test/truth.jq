# truth: sentences about $report (report.json) against $truth (truth.json),
# one a line: "true" or "false", then the sentence; with $intervals those alone
# that say what an interval holds.
#
# Names are compared without their domain.  A client's clock and a server's
# stamp may differ by a few seconds, and a session ends at the latest when it
# was idle for half an hour.

def name: ascii_downcase | sub("@.*"; "");
def second: sub("\\.[0-9]+"; "") | fromdateiso8601;
def service: {"managesieve": "sieve", "app": "application"}[.] // .;

$truth[0].intrusion as $t
| $report[0].answers as $r
| [$r.questions[].figures[]] as $figures
| [$r.questions[].statements[]] as $statements
| 5 as $skew
| 1800 as $idle

| (if $truth[0].schema == 2 then [$truth[0].intrusions[].entry | select(. != null)]
   else [{account: $t.entry_account, by: [$t.entry]}] end) as $entries

| def holds($is; $sentence): "\($is) \($sentence)";

# The interval of a figure, which must be there unless the truth is nothing; or
# that of all subjects, where nothing caps it.
def figure($id):
  first($figures[] | select(.id == ($id | rtrimstr(":")))) //
  first($figures[] | select(.id == ($id | sub(":.*"; "")) and .at_most == null)) //
  null;
def interval($id; $true_value; $what):
  figure($id) as $f
  | if $f == null then
      holds($true_value == 0 or ($id | test(":."));
        "\($what): truly \($true_value); no figure \($id)")
    else
      holds($f.at_least <= $true_value and
            ($f.at_most == null or $f.at_most >= $true_value);
        "\($what): truly \($true_value), said [\($f.at_least), \($f.at_most // "unknown")]")
    end;
def ceiling($id; $true_value; $what):
  figure($id) as $f
  | holds($f == null or $f.at_most == null or $f.at_most >= $true_value;
      "\($what): truly \($true_value), said at most \($f.at_most // "unknown")");

# Do a truth's and a report's session speak of the same?
def same($a; $b):
  ($a.account | name) == ($b.account | name)
  and ($a.service | service) == $b.service
  and $a.address == $b.address
  and ($a.start | second) - $skew <= ($b.end | second)
  and ($b.start | second) <= ($a.end | second) + $skew;
def theirs: .grade == "confirmed" or .grade == "probable";
def told: "\(.service) of \(.account | name) from \(.address) at \(.start)";

if $intervals then empty else
# ---- Q1: from when to when
  ([$statements[] | select(.key | IN("q1.span", "q1.span_moment", "q1.span_wider"))] | last) as $span
| if $t.start == null then holds($span == null; "no span where there was no intrusion")
  elif $span == null then holds(false; "there is a span of the intrusion")
  else
    holds(($span.values.start | second) <= ($t.start | second) + $skew and
          ($span.values.start | second) >= ([$t.first_failure // empty, $t.start] | min | second) - $skew;
      "the intrusion begins: truly \($t.start), said \($span.values.start)"),
    holds(($span.values.end | second) >= ($t.end | second) - $idle and
          ($span.values.end | second) <= ($t.end | second) + $idle;
      "the intrusion ends: truly \($t.end), said \($span.values.end)")
  end,

# ---- Q2: how they got in; what logs cannot tell apart, they need not
  (["confirmed", "probable", "possible", "unknowable", "excluded"] as $order
  | $entries[] as $e
  | [$statements[] | select((.values.account // "" | name) == ($e.account | name))] as $of
  | [$of[] | select(.key | startswith("q2.hypothesis."))]
  | sort_by(.grade as $g | $order | index($g)) as $sorted
  | holds(($e.by | index("undetermined")) != null and
          (($sorted | length) == 0 or any($of[]; .key | startswith("q2.undetermined"))) or
          ($sorted | length) > 0 and
          ([$sorted[] | select(.grade == $sorted[0].grade) | .key[14:]] - $e.by | length) <
          ([$sorted[] | select(.grade == $sorted[0].grade)] | length);
      "they got in by \($e.by | join(" or ")) of \($e.account | name); said \(
        [$sorted[] | "\(.key[14:]): \(.grade)"] | join(", "))"))
end,

# ---- Q3: which are theirs, which are not
  interval("q3.accounts:"; $t.accounts | length; "accounts"),
# Submissions have no session of their own: a pause ends one.
  ([$t.sessions[] | select(.service != "smtp")] | length) as $named
  | ([$t.sessions[] | select(.service == "smtp")] | group_by([(.account | name), .address])
  | map([range(0; length) as $i | select($i == 0 or
        (.[$i].start | second) - (.[$i - 1].end | second) > $idle)] | length) | add // 0) as $sent
  | interval("q3.sessions:"; $named + $sent; "sessions"),
  interval("q3.addresses:"; [$t.sessions[].address] | unique | length; "addresses"),
if $intervals then empty else
  ($t.sessions[] as $s
  | holds(any($r.sessions[]; theirs and same($s; .));
      "found: \($s | told)")),
  ([$truth[0].owner.sessions[] as $s
    | $r.sessions[]
    | select(theirs and same($s; .))
    | . as $v
    | select(all($t.sessions[]; same(.; $v) | not))
    | $s | told] | unique) as $wronged
  | holds(($wronged | length) == 0;
      "no session of the \($truth[0].owner.sessions | length) of the owners is called theirs\(
        if ($wronged | length) > 0 then ": " + ($wronged[:5] | join("; ")) else "" end)"),
  ([$r.sessions[] | select(.grade == "excluded") | . as $v
    | $t.sessions[] | select(same(.; $v)) | told] | unique) as $missed
  | holds(($missed | length) == 0;
      "no session of theirs is excluded\(
        if ($missed | length) > 0 then ": " + ($missed[:5] | join("; ")) else "" end)")
end,

# ---- Q4: what they saw
  interval("q4.messages:"; [$t.mails_opened[]] | add // 0; "mails opened, all"),
  ($t.mails_opened | to_entries[]
  | interval("q4.messages:\(.key | name)"; .value; "mails of \(.key | name) opened")),
  ($t.records | to_entries[] | .key as $register | .value
  | interval("q4.records_full:\($register)"; .full; "records of \($register) seen in full"),
    interval("q4.records_summary:\($register)"; .summary; "records of \($register) seen as a summary"),
    interval("q4.records_hit:\($register)"; .hit; "records of \($register) seen as a hit"),
# ---- Q5: what they took
    interval("q5.rows_exported:\($register)"; .exported_rows; "rows of \($register) exported")),
  # What left holds the bodies, and headers and pages around them.
  ($t.body_bytes | to_entries[]
  | ceiling("q5.bytes:\(.key | name)"; .value; "bytes of mails of \(.key | name)")),
  ($t.mailboxes_copied[] | select($intervals | not) | . as $copied
  | holds(any($statements[]; .key == "q5.whole_mailbox" and
          (.values.account // "" | name) == ($copied | name));
      "the mailbox of \($copied | name) was copied whole")),

# ---- Q6: what they changed or sent
  interval("q6.mails_sent:"; $t.mails_sent; "mails sent in their names"),
  ($t.changes[]
  | interval("q6.rules_changed:\(.account | name)"; 1; "rules of \(.account | name) changed")),

# ---- Q4: what they searched; in the registers, the records found count
  if $intervals then empty else
  ([$t.searches[] | select(.where == "webmail") | .text | ascii_downcase] | unique) as $texts
  | ([$statements[] | select(.key == "q4.search") | .values.search // "" | ascii_downcase]) as $said
  | ($texts[] as $text
    | holds(any($said[]; contains($text)); "the search for '\($text)' is told"))
  end
