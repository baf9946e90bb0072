#!/bin/sh
# store: what `investigate` keeps of lines is what DuckDB reads.
#
# Part of `make check-deep`: it needs DuckDB, which `make duckdb` fetches.  The
# lines are made here, more than a row group of them, with years and without,
# and counted by awk, which knows nothing of us.
set -u
cd "$(dirname "$0")/.." || exit
. test/check.sh
check_begin store
export LC_ALL=C
program=$(realpath "${PROGRAM:-build/beffroi}")
BEFFROI_DUCKDB=${BEFFROI_DUCKDB:-$PWD/build/duckdb/libduckdb.so}
export BEFFROI_DUCKDB
work=$(mktemp -d "${TMPDIR:-/tmp}/beffroi-store-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
mkdir "$work/logs"

# 70,000 sign-ins of 700 users with a year each, one in seven refused.
awk 'BEGIN {
	for (i = 0; i < 70000; i++) {
		stamp = sprintf("2025-12-%02dT%02d:%02d:%02d+00:00",
		    1 + int(i / 7000), int(i / 300) % 24, int(i / 60) % 60,
		    i % 60)
		user = "user" i % 700 "@mail.example"
		if (i % 7 == 0)
			printf "%s mx dovecot: imap-login: Disconnected: Connection closed (auth failed, %d attempts in %d secs): user=<%s>, method=PLAIN, rip=192.0.2.%d, lip=198.51.100.1, TLS, session=<s%dAAAAAAAAAA>\n",
			    stamp, 1 + i % 3, i % 9, user, i % 250, i
		else
			printf "%s mx dovecot: imap-login: Login: user=<%s>, method=PLAIN, rip=192.0.2.%d, lip=198.51.100.1, mpid=%d, TLS, session=<s%dAAAAAAAAAA>\n",
			    stamp, user, i % 250, 1000 + i % 5000, i
	}
}' >"$work/logs/iso.log"
# Without a year; an empty, a non-ASCII, a broken and a steering user name.
{
	printf 'Dec  9 23:59:59 mx dovecot: imap-login: Login: user=<>, method=PLAIN, rip=2001:db8::7, lip=198.51.100.1, mpid=7, session=<sA>\n'
	printf 'Dec 10 00:00:01 mx dovecot: imap-login: Login: user=<h\303\251l\303\250ne>, method=PLAIN, rip=2001:db8::7, lip=198.51.100.1, mpid=7, session=<sB>\n'
	printf 'Dec 10 00:00:02 mx dovecot: imap-login: Login: user=<bad\377name>, method=PLAIN, rip=2001:db8::7, lip=198.51.100.1, mpid=7, session=<sC>\n'
	printf 'Dec 10 00:00:03 mx dovecot: imap-login: Login: user=<\033[31mred>, method=PLAIN, rip=2001:db8::7, lip=198.51.100.1, mpid=7, session=<sD>\n'
	printf 'Dec 10 00:00:04 mx dovecot: imap-login: Login: user=<=HYPERLINK(a)>, method=PLAIN, rip=2001:db8::7, lip=198.51.100.1, mpid=7, session=<sE>\n'
	printf 'Dec 10 00:00:05 mx dovecot: imap-login: Login: user=<\342\200\256red\302\233>, method=PLAIN, rip=2001:db8::7, lip=198.51.100.1, mpid=7, session=<sF>\n'
} >"$work/logs/bsd.log"

# Two messages of one queue id, a second instance's, and one of Exim.
cat >"$work/logs/queue.log" <<'END'
2025-12-10T09:00:00Z mx postfix/submission/smtpd[1]: 4A1B2: client=a.example[192.0.2.7], sasl_method=PLAIN, sasl_username=bob
2025-12-10T09:00:00Z mx postfix/cleanup[2]: 4A1B2: message-id=<1@a.example>
2025-12-10T09:00:00Z mx postfix/qmgr[3]: 4A1B2: from=<bob@a.example>, size=900, nrcpt=2 (queue active)
2025-12-10T09:00:01Z mx postfix/smtp[4]: 4A1B2: to=<y@b.example>, relay=mx.b.example[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)
2025-12-10T09:00:01Z mx postfix/smtp[4]: 4A1B2: to=<x@c.example>, relay=none, delay=1, delays=0/0/0/1, dsn=4.0.0, status=deferred (later)
2025-12-10T09:00:01Z mx postfix/qmgr[3]: 4A1B2: removed
2025-12-10T09:00:09Z mx postfix-in/qmgr[3]: 4A1B2: from=<in@b.example>, size=70, nrcpt=1 (queue active)
2025-12-10T09:00:10Z mx postfix/qmgr[3]: 4A1B2: from=<eve@c.example>, size=80, nrcpt=1 (queue active)
END

"$program" investigate --no-progress --quiet --case "$work/case" \
    "$work/logs" >"$work/said" 2>&1
check "the lines are investigated" [ -d "$work/case/events" ]

# answers WANT SQL: does the query give these rows, as CSV?
answers() {
	got=$("$program" query --as csv "$work/case" "$2" 2>&1 | tail -n +2)
	[ "$got" = "$1" ] || {
		echo "asked $2; wanted '$1', got '$got'"
		return 1
	}
}

lines=$(cat "$work/logs/"* | wc -l)
refused=$(($(grep -c 'auth failed' "$work/logs/iso.log") + 1))	# one deferred
attempts=$(awk 'match($0, /failed, [0-9]+/) {
	n += substr($0, RSTART + 8, RLENGTH - 8) } END { print n }' \
    "$work/logs/iso.log")
user7=$(grep -c 'user=<user7@' "$work/logs/iso.log")
fifth=$(grep -c '^2025-12-05' "$work/logs/iso.log")

check "every line is a row" \
    answers "$lines" 'SELECT count(*) FROM events'
check "there is more than one row group" [ "$lines" -gt 65536 ]
check "an outcome is counted" \
    answers "$refused" "SELECT count(*) FROM events WHERE status = 'Failure'"
check "a value that repeats is found" answers "$user7" \
    "SELECT count(*) FROM events WHERE \"user.name\" LIKE 'user7@%'"
sessions=$((lines - $(wc -l <"$work/logs/queue.log")))
check "values that never repeat are all there" answers "$sessions" \
    'SELECT count(DISTINCT "session.uid") FROM events'
check "numbers can be summed" answers "$attempts" \
    'SELECT sum("unmapped.attempts") FROM events'
check "a field that no line has is null" answers 0 \
    'SELECT count("email.subject") FROM events'
check "an hour is found by its time" answers "$fifth" \
    "SELECT count(*) FROM events WHERE time >= '2025-12-05 00:00:00Z' AND time < '2025-12-06 00:00:00Z'"
check "a year is inferred and said to be" \
    answers '2025-12-09 23:59:59+00,"no year, no zone"' \
    "SELECT time, stamp FROM events WHERE \"session.uid\" = 'sA'"
check "a name that is not ASCII comes back" answers 'hélène' \
    "SELECT \"user.name\" FROM events WHERE \"session.uid\" = 'sB'"
check "a byte that is no UTF-8 is replaced" answers 'bad\u{fffd}name' \
    "SELECT \"user.name\" FROM events WHERE \"session.uid\" = 'sC'"
check "what steers a terminal is spelled out" answers '\x1b[31mred' \
    "SELECT \"user.name\" FROM events WHERE \"session.uid\" = 'sD'"
check "and what hides or moves the rest" answers '\u{202e}red\u{9b}' \
    "SELECT \"user.name\" FROM events WHERE \"session.uid\" = 'sF'"
check "a spreadsheet takes no name for a formula" answers "'=HYPERLINK(a)" \
    "SELECT \"user.name\" FROM events WHERE \"session.uid\" = 'sE'"
check "and a number stays one" answers '-1.5,-2,+3' \
    "SELECT -1.5, -2, '+3'"
check "a row says where its line lies" answers \
    "bsd.log,$(sed -n 1p "$work/logs/bsd.log" | wc -c)" \
    "SELECT parse_filename(source), \"offset\" FROM events WHERE \"session.uid\" = 'sB'"

check "a message's lines are joined, and its queue id used again is another" \
    answers 'bob,192.0.2.7,1@a.example,bob@a.example,900,2,"x@c.example, y@b.example","deferred, sent",true
,,,in@b.example,70,1,,,false
,,,eve@c.example,80,1,,,false' \
    'SELECT "user", src_ip, message_id, mail_from, size, nrcpt, mail_to, mail_status, removed FROM messages ORDER BY time'
# Lines that are no events, read again from where they lie: plain, packed, in
# an archive, and not when the file is another one by now.
mkdir "$work/odd"
{
	printf 'Dec 11 21:04:00 mail sshd[811]: Failed password for bob from 198.51.100.9 port 4022 ssh2\n'
	printf 'Dec 11 21:04:01 mail sshd[811]: Failed password for eve\n'
	printf 'what \001is\000this \377line\n'
	printf 'of no \\x41 format\r\n'
	printf 'the end'
} >"$work/odd/plain.log"
gzip -c "$work/odd/plain.log" >"$work/odd/packed"
tar cf "$work/odd/a.tar" -C "$work/odd" plain.log
zstd -q "$work/odd/a.tar" -o "$work/odd/archive"
rm "$work/odd/a.tar"
head -c 1100000 /dev/zero | tr '\0' x >"$work/odd/long.log"
cp "$work/odd/plain.log" "$work/odd/changed.log"
(
	cd "$work" || exit
	"$program" investigate --no-progress --quiet --year 2025 \
	    --case "$work/odd-case" odd >"$work/said" 2>&1
)
echo more >>"$work/odd/changed.log"
mv "$work/case" "$work/case-of-events"
mv "$work/odd-case" "$work/case"
check "every line of every input is one of lines()" answers 21 \
    'SELECT count(*) FROM lines()'
check "the rows of an input and its three copies are those of one" answers 1 \
    'SELECT count(*) FROM events'
check "a damaged line is found by its text" answers 3 \
    "SELECT count(*) FROM lines() WHERE state = 'damaged' AND text LIKE '%for eve'"
check "and has the time of its head" answers '2025-12-11 21:04:01+00' \
    "SELECT DISTINCT time FROM lines() WHERE state = 'damaged' AND flaws IS NULL"
check "a foreign one too, its bytes as they are" answers \
    'what \x01is\x00this \xFFline' \
    "SELECT DISTINCT raw FROM lines() WHERE flaws LIKE '%nul%' AND raw IS NOT NULL"
check "and its flaws" answers '"nul,binary,bad_utf8"' \
    "SELECT DISTINCT flaws FROM lines() WHERE flaws LIKE '%nul%'"
check "what is there is said of each input" answers 'archive!plain.log,4
packed,4
plain.log,4' "SELECT parse_filename(input), count(*) FROM lines() WHERE text IS NOT NULL AND state <> 'parsed' AND flaws IS DISTINCT FROM 'overlong' GROUP BY ALL ORDER BY ALL"
check "the end of an input that breaks off is told" answers 'the end' \
    "SELECT DISTINCT text FROM lines() WHERE flaws = 'cut,unended' AND text IS NOT NULL"
check "an overlong line has what was read of it" answers 1048576 \
    "SELECT octet_length(raw) FROM lines() WHERE flaws = 'overlong'"
check "an input that changed gives no line, and still its place" answers \
    '5,0' "SELECT count(*), count(raw) FROM lines() WHERE input LIKE '%changed.log'"
check "no function reads another file" answers 1 \
    "SELECT count(*) FROM (SELECT beffroi_raw('/etc/passwd', 0, 4) AS r) WHERE r IS NULL"
touch -d 2001-01-01 "$work/odd/plain.log"
check "a file is the same by its hash, whatever its mtime" answers 5 \
    "SELECT count(raw) FROM lines() WHERE input = 'odd/plain.log'"
check "counts are in the report" sh -c 'jq -e ".inputs[] |
    select(.path | endswith(\"odd/plain.log\")) | .flaws == {cut: 1,
    overlong: 0, unended: 1, crlf: 1, nul: 1, binary: 1, bad_utf8: 1}" \
    "$1" >/dev/null' sh "$work/case/report.json"
rm -r "$work/case"
mv "$work/case-of-events" "$work/case"

refused() {
	"$program" query "$work/case" "$1" >"$work/said" 2>&1
	[ $? -eq 2 ] && [ "$(wc -l <"$work/said")" -eq 1 ]
}
check "another file cannot be read" \
    refused "SELECT * FROM read_text('/etc/hostname')"
check "nothing can be written" refused "COPY (SELECT 1) TO 'x.csv'"
check "nothing can be deleted" refused "DELETE FROM events"
check "because a case is only read" grep -q 'a case is only read' "$work/said"
check "settings cannot be changed" refused "SET enable_external_access = true"
check "two statements are refused" refused "SELECT 1; SELECT 2"
check "wrong SQL is answered by one sentence" refused "SELECT nothing FROM events"
# A case that somebody handed over.
cp -r "$work/case" "$work/handed"
head -c 20000 "$work/case/events/part-0001.parquet" \
    >"$work/handed/events/part-0001.parquet"
handed() {	# handed WORDS: 4 at once, and these words
	timeout 20 "$program" query "$work/handed" \
	    'SELECT count(*) FROM events' >"$work/said" 2>&1
	[ $? -eq 4 ] && [ "$(wc -l <"$work/said")" -eq 1 ] &&
	    grep -q "$1" "$work/said"
}
check "events that are cut off are said" handed 'make the case anew'
for odd in events/part-0002.parquet lines/part-0002.parquet; do
	mkfifo "$work/handed/$odd"
	check "a pipe named $odd keeps nobody waiting" handed "$odd: is no regular file"
	rm "$work/handed/$odd"
	ln -s /etc/passwd "$work/handed/$odd"
	check "nor is a link read" handed "$odd: is no regular file"
	rm "$work/handed/$odd"
done

"$program" query --as table "$work/case" "SELECT * FROM (VALUES
    ('a', 7, NULL), ('hélène', -120, 'x'), (chr(27) || '[31mred', 3, chr(10)))
    AS t (name, n, rest)" >"$work/said" 2>&1
tr '|' '\n' >"$work/table" <<'END'
name            n  rest|-----------  ----  ----|a               7  |hélène       -120  x|\x1b[31mred     3  \x0a
END
check "a table is in columns, and steers no terminal" \
    cmp "$work/table" "$work/said"
"$program" query --as table "$work/case" \
    'SELECT 7 AS a, i AS longer FROM range(3000) t (i) ORDER BY i' \
    >"$work/said" 2>&1
check "a long one flows, in the widths of its beginning" \
    [ "$(wc -l <"$work/said") $(tail -n 1 "$work/said")" = '3002 7    2999' ]
BEFFROI_DUCKDB=/nonexistent "$program" query "$work/case" 'SELECT 1' \
    >"$work/said" 2>&1
check "without DuckDB the exit code is 4" [ $? -eq 4 ]
check_end
