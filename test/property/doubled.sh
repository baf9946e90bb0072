# doubled: the hour that local clocks have twice, told apart by the order of the
# lines, or said to be in doubt.
#
# shellcheck shell=sh disable=SC2154

site=$work/site.yml
echo 'timezone: Europe/Paris
year: 2025' >"$site"

# lines LOGIN LOGOUT: alice's week, a spray, and a session of the intruder; then
# hers again.  The stamps are as in a file of rsyslog.
lines() {
	for day in 20 21 22 23 24 25; do
		session "Oct $day 08:00:00" "Oct $day 09:00:00" "$day" 192.0.2.10 2
	done
	for n in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24; do
		echo "Oct 26 01:30:$n mail dovecot: imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<u$n>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, TLS, session=<f$n>"
	done
	session "Oct 26 $1" "Oct 26 $2" 90 203.0.113.9 240
	session "Oct 26 09:00:00" "Oct 26 09:30:00" 92 192.0.2.10 2
}
session() {	# session BEGIN END PID ADDRESS BODIES
	echo "$1 mail dovecot: imap-login: Login: user=<alice>, method=PLAIN, rip=$4, lip=192.0.2.1, mpid=$3, TLS, session=<s$3>"
	echo "$2 mail dovecot: imap(alice)<$3><s$3>: Disconnected: Logged out in=1 out=9 deleted=0 expunged=0 trashed=0 hdr_count=0 hdr_bytes=0 body_count=$5 body_bytes=9"
}
dated() {	# dated OFFSET: the same with a year, and an offset if not empty
	sed "s/^Oct \([0-9]*\) \([^ ]*\)/2025-10-\1T\2$1/"
}
ask() {		# ask CASE FILTER: does it hold of the answers?
	jq -e ".answers | $2" "$work/$1/report.json" >/dev/null
}

lines 02:40:00 02:15:00 >"$work/over.log"
dated "" <"$work/over.log" >"$work/iso.log"
lines 02:20:00 02:45:00 >"$work/within.log"
dated +02:00 <"$work/within.log" >"$work/offset.log"
sed 's/ 01:30:/ 02:30:/' "$work/within.log" >"$work/dense.log"
tac "$work/over.log" >"$work/back.log"
for name in over iso within dense offset back; do
	investigate "$work/$name" "$work/$name.log"
done

whole='[.sessions[] | select(.address == "203.0.113.9") |
    [.start, .end]] == [["2025-10-26T00:40:00Z", "2025-10-26T01:15:00Z"]]'
for name in over iso; do
	check "$name: a session over the turn is one" ask "$name" "$whole"
	check "$name: its end is not lost" ask "$name" \
	    '[.questions.q4.figures[] | select(.id == "q4.messages") |
	    .at_most] == [240]'
	check "$name: how the two were told apart is said" ask "$name" \
	    'any(.questions.q9.statements[]; .key == "q9.doubled_told" and
	    .values.count == 2)'
	check "$name: and nothing is in doubt" ask "$name" \
	    'all(.holes[]; .why != "hole.doubled")'
done
check "within: that nobody knows which it is is said" ask within \
    'any(.questions.q9.statements[]; .key == "q9.doubled" and
    .values.count == 2) and any(.questions.q1.statements[];
    .key == "q1.hour_doubt")'
check "within: the figures that rest on it are weaker" ask within \
    '. as $a | [.questions[].figures[] | select(.id == "q3.sessions" or
    .id == "q4.messages") | .holes[] | $a.holes[.].why] |
    map(select(. == "hole.doubled")) | length == 2'
check "within: a stay of 25 minutes may have been of an hour more, or none" \
    ask within '[.questions.q1.figures[] | select(.id == "q1.dwell_minutes") |
    [.at_least, .at_most]] == [[0, 86]]'
check "dense: neither hour is silent" ask dense \
    '[.coverage[] | select(.stream == "dovecot@mail") | .cells |
    test("n16p2n6p1$")] == [true]'
check "back: newest first, the order tells nothing" ask back \
    'any(.questions.q1.statements[]; .key == "q1.hour_doubt")'
check "offset: what names its offset is in no doubt" ask offset \
    '[.. | .key? // .why? // empty | strings |
    select(test("doubled|hour_doubt"))] == []'
head -n 20 "$work/over.log" >"$work/one.log"
mkdir "$work/two"
cp "$work/over.log" "$work/one.log" "$work/two"
investigate "$work/both" --jobs 2 "$work/two"
check "a copy changes nothing" sh -c 'jq -S .answers "$1" >"$3" &&
    jq -S .answers "$2" >"$4" && cmp "$3" "$4"' sh "$work/over/report.json" \
    "$work/both/report.json" "$work/a" "$work/b"
