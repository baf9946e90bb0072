# years: stamps without a year get it from the set of lines, wherever those
# stand, and no forged line moves the others.
#
# A mail host from 20 November to 3 February without years, and a web server
# whose lines have them; the intruder comes at New Year.
#
# shellcheck shell=sh disable=SC2154

years=$work/years
mkdir "$years" "$years/logs"
awk -v web="$years/logs/access.log" -v mail="$years/mail.all" 'BEGIN {
	split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", name)
	split("31 28 31 30 31 30 31 31 30 31 30 31", len)
	month = 11; day = 20; year = 2025
	while (!(month == 2 && day == 4)) {
		for (i = 0; i < 8; i++) {
			stamp = sprintf("%s %2d %02d:%02d:07", name[month], day, 8 + i, (day * 7 + i * 11) % 60)
			user = "user" i
			src = day == 31 && month == 12 && i > 2 ? "198.51.100.66" : "192.0.2." 10 + i
			printf "%s mail dovecot: imap-login: Login: user=<%s>, method=PLAIN, rip=%s, lip=192.0.2.1, mpid=%d, TLS, session=<s%d%s%d>\n",
			    stamp, user, src, 100 + i, day, name[month], i >mail
			if (src ~ /66$/)
				for (j = 0; j < 12; j++)
					printf "%s mail dovecot: imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<victim%d>, method=PLAIN, rip=%s, lip=192.0.2.1, TLS, session=<f%d%d%d>\n",
					    stamp, i * 12 + j, src, day, i, j >mail
		}
		if (month == 12 || month == 1)
			for (i = 0; i < 3; i++)
				printf "192.0.2.%d - - [%02d/%s/%d:0%d:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"curl\"\n",
				    20 + i, day, name[month], year, i >web
		if (++day > len[month]) {
			day = 1
			if (++month > 12) { month = 1; year++ }
		}
	}
}'

# year_case PATH...: the answers, without the site's year.
year_case() {
	rm -rf "$work/case"
	"$program" investigate --case "$work/case" --no-progress --quiet "$@" \
	    >"$work/said" 2>&1
	year_code=$?
	answers "$work/case" >"$work/answers"
}
year_same() {
	[ -s "$work/answers" ] && cmp -s "$work/answers" "$work/years.answers" &&
	    return
	diff -u "$work/years.answers" "$work/answers" | cut -c1-200 | head -8
	return 1
}
check_years() {
	check_years_sentence=$1
	shift
	year_case "$@"
	check "$check_years_sentence" year_same
}
# mail_hours: the hours of the mail host's coverage, and in which years.
mail_hours() {
	jq -r '.answers.coverage[] | select(.stream == "dovecot@mail") |
	    "\(.first_hour[0:10]) \(.cells)"' "$work/case/report.json"
}

cp "$years/mail.all" "$years/logs/mail.log"
touch -d 2031-05-05T00:00:00Z "$years"/logs/*
year_case --jobs 1 "$years/logs"
cp "$work/answers" "$work/years.answers"
check "a year that lines tell is no exception" test $year_code -eq 0
first=$(mail_hours)
check "a winter begins in the old year" test "${first% *}" = 2025-11-20
check "and is told in a note" grep -q 'tell 2025–2026' "$work/case/report.txt"

mkdir "$years/rotated"
cp "$years/logs/access.log" "$years/rotated"
grep '^Nov' "$years/mail.all" | gzip >"$years/rotated/mail.log.2.gz"
grep '^Dec' "$years/mail.all" >"$years/rotated/mail.log.1"
grep -v '^Nov\|^Dec' "$years/mail.all" >"$years/rotated/mail.log"
check_years "the same in rotations" "$years/rotated"
mv "$years/rotated/mail.log" "$years/rotated/a"
mv "$years/rotated/mail.log.1" "$years/rotated/z"
touch -d 2019-01-01T00:00:00Z "$years"/rotated/*
check_years "the same under other names and times" --jobs 2 "$years/rotated"
mkdir "$years/split"
split -l 97 "$years/mail.all" "$years/split/piece"
split -l 31 "$years/logs/access.log" "$years/split/web"
check_years "the same in pieces" --jobs 2 "$years/split"
mkdir "$years/shuffled"
cat "$years/mail.all" "$years/logs/access.log" |
    shuf --random-source="$program" >"$years/shuffled/all"
check_years "the same shuffled" "$years/shuffled/all"

# A forged line, in the web server's voice and in the mail host's.
for forged in '192.0.2.9 - - [24/Dec/2099:00:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl"' \
    '192.0.2.9 - - [24/Dec/1999:00:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl"' \
    '2040-12-24T00:00:00Z mail sshd[1]: Failed password for root from 192.0.2.9 port 1 ssh2' \
    'Jun 15 10:00:00 mail sshd[1]: Failed password for root from 192.0.2.9 port 1 ssh2'; do
	mkdir "$years/forged"
	cp "$years"/logs/* "$years/forged"
	echo "$forged" >"$years/forged/more"
	year_case "$years/forged"
	check "a forged line moves nothing: $(echo "$forged" | cut -c1-34)" \
	    test "$(mail_hours)" = "$first"
	rm -r "$years/forged"
done

# The owner knows better; per source too.
year_case --year 2020 "$years/logs"
check "--year is of the latest stamps" \
    test "$(mail_hours | cut -c1-10)" = 2019-11-20
cat >"$years/site.yml" <<'END'
sources:
  - match: {host: mail, format: dovecot}
    timezone: Asia/Tokyo
    year: 2024
END
year_case --site "$years/site.yml" "$years/logs"
check "a source has a year of its own" \
    test "$(mail_hours | cut -c1-10)" = 2023-11-19
check "and a zone" sh -c 'jq -e "[.answers.coverage[] |
    select(.stream == \"dovecot@mail\") | .first_hour][0] ==
    \"2023-11-19T23:00:00Z\"" "$1" >/dev/null' sh "$work/case/report.json"
cat >"$years/site.yml" <<'END'
sources:
  - {match: {file: "mail.log.2*"}, year: 2021}
END
mv "$years/rotated/a" "$years/rotated/mail.log"
year_case --site "$years/site.yml" "$years/rotated"
check "and so has a file" \
    grep -q '2021' "$work/case/report.txt"

# Nothing tells: unknown, and scripts can see it.
year_case - <"$years/mail.all"
check "a year that nothing tells is partly an answer" test $year_code -eq 3
check "and said to be unknown" grep -q 'the year is unknown' \
    "$work/case/report.txt"
check "also where it counts" sh -c 'jq -e ".answers.questions.q1.statements |
    any(.key == \"q1.year_doubt\")" "$1" >/dev/null' sh "$work/case/report.json"
check "and every figure with such a proof says so" sh -c 'jq -e ".answers as
    \$a | [.answers.questions[].figures[] | select(.lines | length > 0) |
    [.holes[] | \$a.holes[.].why] | index(\"hole.year\") != null] |
    length > 0 and all" "$1" >/dev/null' sh "$work/case/report.json"
"$program" parse --as none - <"$years/mail.all" >/dev/null 2>&1
check "parse says so too" test $? -eq 3
"$program" parse --as none --year 2025 - <"$years/mail.all" >/dev/null 2>&1
check "and not when it is told" test $? -eq 0
check "parse has --tz" sh -c 'head -1 "$2" |
    "$1" parse --year 2025 --tz Asia/Tokyo - 2>/dev/null |
    jq -e "(.time / 3600000 | floor) % 24 == 23" >/dev/null' sh \
    "$program" "$years/mail.all"
year_case "$years/mail.all"
check "a year by mtime is an answer" test $year_code -eq 0
check "that says what it rests on" grep -q 'modification time' \
    "$work/case/report.txt"
