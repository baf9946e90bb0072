# causal: a finding rests on lines up to its own time and ten minutes, so that
# who watches sees it then as it stands in the end.
#
# But for log_gap, which is an hour that is silent where others are not, by
# all hours that there are: what later lines teach revises it.
#
# shellcheck shell=sh disable=SC2154

# findings_to TIME CASE: those that ended before it, of the lines.
findings_to() {
	jq -c --arg to "$1" '.findings[] | select(.last < $to and
	    .name != "log_gap") | del(.incident, .mark)' "$2/findings.json" |
	    LC_ALL=C sort
}
# as_known_at TIME LATER: what is found in lines up to LATER is what is found
# in all of them.
as_known_at() {
	rm -rf "$work/case"
	investigate "$work/case" --until "$2" "$logs"
	findings_to "$1" "$work/case" >"$work/known"
	findings_to "$1" "$whole" >"$work/known.whole"
	diff -u "$work/known.whole" "$work/known" | cut -c1-200 | head -8
	cmp -s "$work/known.whole" "$work/known"
}
for time in 2025-12-10T12:00 2025-12-11T21:10 2025-12-11T21:30 \
    2025-12-12T08:00 2025-12-12T21:20; do
	minute=${time#*:}
	later=$(printf '%s:%02d:00Z' "${time%:*}" $((${minute#0} + 10)))
	check "what is found by $time stays" as_known_at "$time:00Z" "$later"
done
check "some is found by then" test -s "$work/known"
