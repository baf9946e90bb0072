# numbers: counters at the end of what 64 bits hold, and beyond, make no figure
# that is less than nothing or turns over.
#
# shellcheck shell=sh disable=SC2154

minute=0
for n in 18446744073709551615 9223372036854775807 9223372036854775806 \
    9007199254740992 4294967296 99999999999999999999999999 -1 0; do
	at=2025-12-11T21:0$minute
	cat <<END
$at:00Z mail dovecot: imap-login: Login: user=<bob>, method=PLAIN, rip=198.51.100.9, lip=192.0.2.1, mpid=7, TLS, session=<s$minute>
$at:10Z mail dovecot: imap(bob)<7><s$minute>: Disconnected: Logged out in=$n out=$n deleted=$n expunged=$n trashed=$n hdr_count=$n hdr_bytes=$n body_count=$n body_bytes=$n
$at:20Z mail postfix/qmgr[3]: 4A1B$minute: from=<bob@a.example>, size=$n, nrcpt=$n (queue active)
$at:30Z mail dovecot: imap-login: Disconnected: Connection closed (auth failed, $n attempts in $n secs): user=<bob>, method=PLAIN, rip=198.51.100.9, lip=192.0.2.1, TLS, session=<x$minute>
{"app":"portail","ts":"$at:40Z","user":"bob","ip":"198.51.100.9","sid":"z","action":"export","register":"taj","rows":$n,"bytes":$n}
END
	minute=$((minute + 1))
done >"$work/numbers.log"
investigate "$work/case" --assume hostile:198.51.100.0/24 \
    "$work/numbers.log"
check "such lines are investigated" test $? -le 3
check "no figure is less than nothing, or its most than its least" \
    jq -e '[.answers.questions[].figures[]? |
	(.at_least // 0) >= 0 and (.at_most == null or .at_most >= .at_least)] |
	length > 3 and all' "$work/case/report.json" >/dev/null
check "what is the most is said as such" grep -q '9,223,372,036,854,775,807' \
    "$work/case/report.txt"
"$program" parse "$work/numbers.log" 2>/dev/null | jq -es 'length > 20' \
    >/dev/null
check "and parse prints JSON" test $? -eq 0
