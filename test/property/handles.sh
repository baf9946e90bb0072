# handles: with --pseudonymise no output names anybody, and the figures stay.
#
# shellcheck shell=sh disable=SC2154

# Everybody of the example: who signs in, and whom they looked for.
sed 's/[[:space:]].*//; /^#/d; /^$/d' test/range/estate/people >"$work/names"
jq -r '.intrusion.accounts[], (.. | .account? // empty)' example/truth.json |
    sed 's/@.*//' >>"$work/names"
jq -r '.intrusion.searches[] | .. | strings' example/truth.json |
    sed -n 's/^[a-z]*:\([A-Z]\{4,\}\)$/\1/p' >>"$work/names"
sort -u -o "$work/names" "$work/names"
check "there are names to look for" test "$(wc -l <"$work/names")" -gt 14

# Everything the run leaves or says, but for the key.
no_name() {
	! grep -rlaiF -f "$work/names" "$work/case" "$work/said"
}
figures() {
	jq -cS '[.answers.questions[].figures[] |
	    [.key, .at_least, .at_most, .grade]] | sort' "$1/report.json"
}

check "names stand in a report without it" \
    grep -qiF -f "$work/names" "$whole/report.txt"
cp -rp "$logs" "$work/luc.moreau-logs"
investigate "$work/case" --pseudonymise "$work/luc.moreau-logs"
check "no output names anybody" no_name
check "it says so" grep -q 'named by handles' "$work/case/report.txt"
check "it keeps no findings" test ! -e "$work/case/findings.json"
check "it keeps no events" test ! -e "$work/case/events"
check "the key lies beside the case, for its owner" \
    test "$(stat -c %a "$work/case.key")" = 600
check "the key is in no output" sh -c '! grep -rqaF "$(cat "$1.key")" "$1"' \
    sh "$work/case"
figures "$whole" >"$work/figures"
figures "$work/case" >"$work/hidden"
check "the figures are the same" cmp "$work/figures" "$work/hidden"
handle=account-$(printf luc.moreau | openssl dgst -sha256 -mac HMAC \
    -macopt hexkey:"$(cat "$work/case.key")" | sed 's/.* //' | cut -c1-12)
check "whoever has the key and a name gets the handle" \
    grep -q "$handle" "$work/case/report.txt"
cp -r "$work/case" "$work/first"
investigate "$work/case" --pseudonymise --force "$work/luc.moreau-logs"
check "the same key gives the same bytes" diff -r "$work/first" "$work/case"
rm -rf "$work/case" "$work/case.key"
investigate "$work/case" --pseudonymise --lang fr "$logs"
check "another key gives other handles" \
    sh -c '! grep -q "$1" "$2"' sh "$handle" "$work/case/report.txt"
check "nobody is named in French" no_name
rm -rf "$work/case"
echo 'not a key' >"$work/case.key"
investigate "$work/case" --pseudonymise "$logs"
check "without a key nothing is written" test $? -eq 4 -a ! -e "$work/case"
rm -f "$work/case.key"
