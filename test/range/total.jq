# total: the scores of several runs, as range-check prints them.
def share($a; $b): if $b == 0 then "none" else "\($a) of \($b) (\($a * 1000 / $b | floor) permille)" end;
def sum(f): map(f) | add // 0;
[.[].intrusions[]] as $all
| def estate($e): [.[] | select(.estate == $e)];
"runs \(length), sessions \(sum(.sessions)), account-days \(sum(.account_days))",
"soundness: \($hard) sentences false",
(("prepared", "unprepared") as $e | estate($e) | select(length > 0)
  | "sharpness, \($e): figures of Q4 to Q6 with an upper end: \(share(sum(.figures.capped); sum(.figures.all)))"),
"attribution: of what is called certain, theirs: \(share(sum(.sure_right); sum(.sure)))",
"attribution: of theirs, called certain: \(share(sum(.sure_found); sum(.theirs))), at least probable: \(share(sum(.likely_found); sum(.theirs)))",
"intrusions found: \(share($all | map(select(.found)) | length; $all | length))",
($all[] | select(.found | not) | "  missed: \(.name)"),
"findings that were awaited and did not come: \([$all[].missed[]] | length)",
($all[] | select(.missed != []) | "  \(.name): \(.missed | join(", "))"),
([$all[].seconds | select(. != null)] | sort
  | if length == 0 then empty else "seconds from the first act to the first finding: median \(.[length / 2 | floor]), most \(.[-1])" end),
"incidents where there was none: \([.[] | select(.theirs == 0 and .incident)] | length) of \([.[] | select(.theirs == 0)] | length) runs",
"findings on owners, by name: \(map(.alarms | to_entries[]) | group_by(.key) | map("\(.[0].key) \(map(.value) | add)") | join(", "))"
