# marks: what is asked again differs by what was asked, and what people decided
# about a finding stays.
#
# shellcheck shell=sh disable=SC2154

investigate "$work/again" "$logs"
"$program" diff "$whole" "$work/again" >"$work/said"
check "two runs over the same logs do not differ" test $? -eq 0
check "and nothing is told" test ! -s "$work/said"

investigate "$work/assumed" --assume owner:198.51.100.0/24 "$logs"
"$program" diff --as json "$whole" "$work/assumed" >"$work/said"
check "under an assumption they do" test $? -eq 1
check "each difference is JSON" jq -e -s 'all(.[]; has("what"))' "$work/said"
check "and the assumption stands in the answers" \
    grep -q note.assumed_owner "$work/assumed/report.json"
"$program" investigate --assume hostile:nowhere "$logs" >"$work/said" 2>&1
check "an assumption that is none is refused" test $? -eq 2

finding=$("$program" case findings "$work/again" |
    awk '$3 == "password_spray" || $4 == "password_spray" { print $1; exit }')
check "the findings are listed" test -n "$finding"
"$program" case mark "$work/again" "$finding" false \
    --reason '<b>a test</b> of $(mark)' --author tester >"$work/next"
check "one is marked false" test $? -eq 0
"$program" case mark "$work/again" 0123456789ab true >"$work/said" 2>&1
check "one that there is not is refused" test $? -eq 4
check "what was said to be next is a command" sh -c \
    "$(sed -n '$p' "$work/next")" >"$work/said"
check "which prints the mark" grep -q 'Marked false: it weighs nothing. By tester' \
    "$work/said"
check "and has it in the page, in both languages" \
    test "$(grep -c 'Marqué faux.*&lt;b&gt;a test&lt;/b&gt; of \$(mark)' \
	"$work/again/report.html")" = 1
check "on its finding in report.json" jq -e '.answers.questions.q1.statements |
    any(.grade == "excluded" and .mark == {verdict: "false",
    reason: "<b>a test</b> of $(mark)", author: "tester"} and
    .values.finding.key == "finding.password_spray")' \
    "$work/again/report.json" >"$work/said"
check "the mark outlives the run" grep -q tester "$work/again/marks.yml"
"$program" diff "$whole" "$work/again" >"$work/said"
check "and is respected" grep -q '^~ finding: name=password_spray.*mark=false' \
    "$work/said"

# Who hands over a case wrote its command.json: what is printed of it runs
# nothing but beffroi, and no terminal obeys it.
printf '%s' '{"folder":"/;id","options":["--site","$(touch x)"],' \
    '"paths":["; id #","a'\''b","\u001b[2J"]}' >"$work/again/command.json"
"$program" case mark "$work/again" "$finding" false >"$work/next"
check "a command that a stranger wrote is quoted" grep -qF \
    "cd '/;id' && $program investigate --site '\$(touch x)' --case" "$work/next"
check "every word of it" grep -qF \
    " --force -- '; id #' 'a'\\''b' \$'\\033[2J'" "$work/next"
rm "$work/again/command.json"
mkfifo "$work/again/command.json"
timeout 10 "$program" case mark "$work/again" "$finding" false >"$work/next"
check "a pipe in its place holds up nobody" test $? -eq 0
check "and the command is told in words" grep -q 'with --case and --force' \
    "$work/next"
