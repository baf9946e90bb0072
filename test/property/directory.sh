# directory: sign-ins of a directory server have the address of their
# connection, whatever numbers are used again or claimed.
#
# shellcheck shell=sh disable=SC2154

directory=$work/directory
mkdir "$directory" "$directory/logs"
awk 'BEGIN {
	for (i = 0; i < 20; i++)
		printf "2025-12-11T20:%02d:00Z mail dovecot: imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<u%d>, method=PLAIN, rip=198.51.100.66, lip=192.0.2.1, TLS, session=<f%d>\n", i, i, i
	print "2025-12-11T20:21:00Z mail dovecot: imap-login: Login: user=<bob>, method=PLAIN, rip=198.51.100.66, lip=192.0.2.1, mpid=12, TLS, session=<s1>"
}' >"$directory/logs/mail.log"

# bound TIME PID CONN ADDRESS NAME: a connection that signs in; no ADDRESS: the
# line that tells it is lost.
bound() {
	head="2025-12-11T$1Z ldap slapd[$2]: conn=$3"
	[ -z "$4" ] || echo "$head fd=14 ACCEPT from IP=$4:50100 (IP=0.0.0.0:389)"
	echo "$head op=0 BIND dn=\"uid=$5,ou=people,dc=interieur,dc=example\" method=128"
	echo "$head op=0 BIND dn=\"uid=$5,ou=people,dc=interieur,dc=example\" mech=SIMPLE bind_ssf=0 ssf=0"
	echo "$head op=0 RESULT tag=97 err=0 qtime=0.000008 etime=0.000060 text="
}
closed() {	# closed TIME PID CONN
	echo "2025-12-11T$1Z ldap slapd[$2]: conn=$3 fd=14 closed"
}
{
	bound 21:00:00 811 1000 198.51.100.66 eve
	closed 21:00:00 811 1000
	# a new start, under the same process number
	bound 21:10:00 811 1000 203.0.113.9 carol
	closed 21:10:02 811 1000
	bound 21:20:00 811 1000 "" dave
	closed 21:20:02 811 1000
	# killed before it could tell the end; and an address that was typed
	bound 21:30:00 811 1001 198.51.100.66 frank
	bound 21:40:00 811 1001 203.0.113.10 grace
	bound 21:50:00 811 1002 203.0.113.11 \
	    'x conn=1002 fd=14 ACCEPT from IP=198.51.100.66:1 (IP=0.0.0.0:389)'
	# another server on the host
	bound 21:55:00 811 1003 198.51.100.66 heidi
	bound 21:55:01 900 1003 203.0.113.12 ivan
	# a portal asks for everybody; that is no spraying of the portal
	i=0
	while [ $i -lt 40 ]; do
		bound 22:00:$((10 + i)) 811 $((2000 + i)) 192.0.2.10 "user$i" |
		    sed '/mech=/d; s/err=0/err=49/'
		closed 22:00:$((10 + i)) 811 $((2000 + i))
		i=$((i + 1))
	done
} >"$directory/logs/ldap.log"

# theirs: accounts whose LDAP sessions are the intruder's, surely.
theirs() {
	jq -r '[.answers.sessions[] | select(.service == "ldap" and
	    .grade == "confirmed" and .address == "198.51.100.66") | .account] |
	    sort | join(" ")' "$work/case/report.json"
}
directory_case() {
	rm -rf "$work/case"
	"$program" investigate --quiet --case "$work/case" "$@" >"$work/said" 2>&1
}
directory_case "$directory/logs"
check "who signs in from their address is theirs, nobody else" \
    test "$(theirs)" = "eve frank heidi"
check "whom a portal asks for is not tried by the portal" sh -c \
    'jq -e "[.answers.questions[].statements[] | tostring |
	select(contains(\"192.0.2.10\"))] | length == 0" "$1" >/dev/null' \
    sh "$work/case/report.json"
answers "$work/case" >"$directory/answers"
cat "$directory"/logs/* | shuf --random-source="$program" >"$directory/all"
directory_case "$directory/all"
answers "$work/case" >"$work/answers"
check "the same shuffled" cmp -s "$work/answers" "$directory/answers"
