# window: who asks for a time that an intrusion does not keep to is told so.
#
# shellcheck shell=sh disable=SC2154

# outside CASE FILTER: of what q1.outside says; null where it says nothing.
outside() {
	jq -e -r '[.answers.questions.q1.statements[] |
	    select(.key == "q1.outside")][0].values | '"$2" "$1/report.json"
}
asked() {	# asked OPTION...
	rm -rf "$work/case"
	investigate "$work/case" "$@" "$logs"
}
first_statement() {
	jq -r '.answers.questions.q1.statements[0].key' "$work/case/report.json"
}

check "the whole leaves nothing out" \
    test "$(outside "$whole" .)" = null

asked --since 2025-12-14
check "after the intrusion there is no incident" \
    test "$(jq .answers.incidents "$work/case/report.json")" = 0
check "and the first word is that there was one" \
    test "$(first_statement)" = q1.outside
check "since when" \
    test "$(outside "$work/case" .start)" = 2025-12-10T22:10:00Z
check "with as many sessions as the whole counts at most" \
    test "$(outside "$work/case" .sessions)" = "$(jq \
	'.answers.questions.q3.figures[] | select(.id == "q3.sessions") |
	.at_most' "$whole/report.json" | awk -v apart="$(jq \
	'[.answers.sessions[] | select(.why == "why.undecided")] | length' \
	"$whole/report.json")" '{ print $1 - apart }')"
check "with a step to take" \
    grep -q q10.step.widen_window "$work/case/report.json"
check "the text says so" \
    grep -q 'The time asked for leaves out signs' "$work/case/report.txt"
check "and the page, in English" \
    grep -q 'The time asked for leaves out signs' "$work/case/report.html"
check "and in French" \
    grep -q 'La période demandée laisse de côté' "$work/case/report.html"

asked --since 2025-12-12
check "behind the entry, sessions that only all lines show are counted" \
    jq -e '.answers.questions.q1.statements[] | select(.key == "q1.within") |
    .values | .count == 9 and .known == 0' "$work/case/report.json" \
    >"$work/said"

asked --since 2025-12-11T20:00:00Z
check "from its entry on there is an incident" \
    test "$(jq .answers.incidents "$work/case/report.json")" = 1
check "and what began before is said" outside "$work/case" \
    '.count > 0 and .start == "2025-12-10T22:10:00Z"' >/dev/null

asked --until 2025-12-10
check "what comes after is said too" outside "$work/case" '.sessions > 0' \
    >/dev/null

asked --since 2025-12-05 --until 2025-12-15
check "a window that holds all of it leaves out nothing" \
    test "$(outside "$work/case" .)" = null
