# cloud: bounds of what was read in a mailbox service, against a simulator that
# knows the truth: it lies in every interval, and an interval is open only
# where something was not recorded.
#
# shellcheck shell=sh disable=SC2154

# bounds CASE FIGURE ACCOUNT: "AT_LEAST AT_MOST", null where it is open; 0 0
# where there is no such figure.
bounds() {
	jq -r --arg id "$2:$3" '[.answers.questions[].figures[] |
	    select(.id == $id)][0] // {at_least: 0, at_most: 0} |
	    "\(.at_least) \(.at_most)"' "$1/report.json"
}

# holds TRUTH AT_LEAST AT_MOST
holds() {
	[ "$1" -ge "$2" ] && { [ "$3" = null ] || [ "$1" -le "$3" ]; }
}

for mode in bind sync throttle owner deaf; do
	for seed in 1 2 3; do
		awk -v seed=$seed -v mode=$mode -v truth="$work/truth" \
		    -f test/property/cloud.awk >"$work/ual.json"
		rm -rf "$work/cloud"
		"$program" investigate --case "$work/cloud" --jobs 1 \
		    "$work/ual.json" >"$work/said" 2>&1
		check "an incident is found: $mode, $seed" \
		    test "$(jq '.answers.incidents | length' \
		    "$work/cloud/report.json")" -gt 0
		while read -r account messages bytes; do
			# shellcheck disable=SC2046 # two words
			set -- $(bounds "$work/cloud" q4.messages "$account")
			check "messages of $account: $mode, $seed: $1 $messages $2" \
			    holds "$messages" "$1" "$2"
			[ "$mode $account" != "bind user0@org.example" ] ||
			    check "no more and no less: $seed" \
				test "$1 $2" = "$messages $messages"
			[ "${account%%@*}" != user0 ] || [ $mode = bind ] ||
			    check "nothing caps it: $mode, $seed" \
				test "$2" = null
			# shellcheck disable=SC2046 # two words
			set -- $(bounds "$work/cloud" q5.bytes "$account")
			check "bytes of $account: $mode, $seed: $1 $bytes $2" \
			    holds "$bytes" "$1" "$2"
		done <"$work/truth"
	done
done
