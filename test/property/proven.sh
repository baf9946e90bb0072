# proven: a log that counts its own lines proves its hours, and a line that
# was taken out of it takes the proof away.
#
# shellcheck shell=sh disable=SC2154

cells() {	# cells CASE STREAM
	jq -r --arg s "$2" '.answers.coverage[] | select(.stream == $s) |
	    .cells' "$1/report.json"
}

# Sign-ins every twenty minutes from 06:00 to 11:40, none from 08 to 09, as
# journald gives them from systemd 254 on.
awk 'BEGIN {
	n = 100
	for (t = 0; t < 360; t += 20) {
		if (t >= 120 && t < 180)
			continue
		id = t % 40 == 0 ? "dovecot" : "cron"
		text = id == "cron" ? "(root) CMD (true)" : \
		    "imap-login: Login: user=<bob>, method=PLAIN, rip=192.0.2.9, lip=192.0.2.1, mpid=7, TLS, session=<s" t ">"
		printf "{\"__REALTIME_TIMESTAMP\":\"%d000000\",\"__SEQNUM\":\"%d\",\"__SEQNUM_ID\":\"d3b07384d113\",\"_HOSTNAME\":\"mx\",\"SYSLOG_IDENTIFIER\":\"%s\",\"MESSAGE\":\"%s\"}\n", \
		    1764568800 + t * 60, n++, id, text
	}
}' >"$work/journal.json"
investigate "$work/journal" "$work/journal.json"
check "hours that a journal counts are proven, the silent one too" \
    test "$(cells "$work/journal" dovecot@mx)" = p1P4p1

grep -v '"__SEQNUM":"104"' "$work/journal.json" >"$work/less.json"
investigate "$work/less" "$work/less.json"
check "an entry taken out takes the proof away" \
    test "$(cells "$work/less" dovecot@mx)" = p1n1P3p1
grep -v '"__SEQNUM":"103"' "$work/journal.json" >"$work/cron.json"
investigate "$work/cron" "$work/cron.json"
check "though it was of another program" \
    test "$(cells "$work/cron" dovecot@mx)" = p2P3p1

sed 's/"__SEQNUM[A-Z_]*":"[^"]*",//g' "$work/journal.json" >"$work/bare.json"
investigate "$work/bare" "$work/bare.json"
check "without numbers nothing is" \
    test "$(cells "$work/bare" dovecot@mx)" = p2n1p3

sed '/"__SEQNUM":"104"/s/"SYSLOG_IDENTIFIER.*/"SYSLOG_IDENTIFIER":"systemd-journald","MESSAGE":"Suppressed 34 messages from dovecot.service"}/' \
    "$work/journal.json" >"$work/lossy.json"
investigate "$work/lossy" "$work/lossy.json"
check "nor where the journal says that it took no more" \
    test "$(cells "$work/lossy" dovecot@mx)" = p1n1P3p1

mkdir "$work/halves"
awk -v dir="$work/halves" '{ print > (dir "/" NR % 3) }' "$work/journal.json"
investigate "$work/split" --jobs 2 "$work/halves"
answers "$work/journal" >"$work/one"
answers "$work/split" >"$work/two"
check "dealt out to files, the same" cmp -s "$work/one" "$work/two"

# The kernel counts the events of its audit.
awk 'BEGIN {
	for (t = 0; t < 300; t += 15)
		printf "type=USER_CMD msg=audit(%d.000:%d): pid=9 uid=1000 auid=1000 ses=3 msg='\''cwd=\"/\" cmd=\"id\" exe=\"/usr/bin/sudo\" terminal=pts/0 res=success'\''\n", \
		    1764568800 + t * 60, 500 + t / 15
}' >"$work/audit.log"
investigate "$work/audit" "$work/audit.log"
check "hours that auditd counts are proven" \
    test "$(cells "$work/audit" auditd)" = p1P3p1
sed '/:507)/d' "$work/audit.log" >"$work/audit.less"
investigate "$work/audit-less" "$work/audit.less"
check "but not around an event that is missing" \
    test "$(cells "$work/audit-less" auditd)" = p3P1p1
