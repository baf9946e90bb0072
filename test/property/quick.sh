# quick: a first answer that left something out says so, and depends on the files alone.
#
# shellcheck shell=sh disable=SC2154

investigate "$work/case" --quick "$logs"
check "what left nothing out is no first answer" \
    jq -e '.beffroi | has("quick") | not' "$work/case/report.json" >/dev/null
jq -S '.answers | del(.notes)' "$whole/report.json" >"$work/a"
jq -S '.answers | del(.notes)' "$work/case/report.json" >"$work/b"
check "what fits is read whole, with the same answers" cmp "$work/a" "$work/b"

# A packed file that would unpack to too much is left out, and is said to be.
mkdir "$work/much"
cp -p "$logs"/* "$work/much"
truncate -s 300M "$work/much/archive-2019.log.gz"
printf '\037\213' | dd of="$work/much/archive-2019.log.gz" conv=notrunc \
    status=none
rm -rf "$work/case"
investigate "$work/case" --quick "$work/much"
check "exit code 3 when something was left out" test $? -eq 3
check "the text says so" grep -q '^First answer' "$work/case/report.txt"
check "the page says so" grep -q 'class="mark"' "$work/case/report.html"
check "report.json says so" \
    jq -e '.beffroi.quick == true' "$work/case/report.json" >/dev/null
check "question 9 says how much" jq -e '[.answers.questions.q9.statements[] |
    select(.key == "q9.quick") | .values.count] == [1]' \
    "$work/case/report.json" >/dev/null
check "its file says why" jq -e '[.inputs[] | select(.error != null)] |
    length == 1 and (.[0].error | test("--quick")) and .[0].sha256 == null' \
    "$work/case/report.json" >/dev/null
check "nothing else was left out" sh -c '
    jq -S "[.answers.questions[].figures[]]" "$1" >"$3"
    jq -S "[.answers.questions[].figures[]]" "$2" >"$4"
    cmp "$3" "$4"' sh "$whole/report.json" "$work/case/report.json" \
    "$work/a" "$work/b"
