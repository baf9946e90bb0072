# clocks: a source whose clock is off leaves the answers as they are without,
# but for what is said of it.
#
# shellcheck shell=sh disable=SC2154

clocks=$work/clocks
mkdir "$clocks"

# shifted SECONDS FILE...: copies of the logs in $clocks/logs, the stamps of
# those files moved; all are of the first half of December.
shifted() {
	shifted_by=$1
	shift
	rm -rf "$clocks/logs"
	cp -rp "$logs" "$clocks/logs"
	for file in "$@"; do
		awk -v by="$shifted_by" '
		function two(n) { return sprintf("%02d", n) }
		{
			# the first "DAY, then hours, minutes and seconds"
			if (match($0, /Dec +[0-9]+ [0-9:]+/))
				at = RSTART + 4
			else if (match($0, /[0-9][0-9].Dec.2025[: ][0-9:]+/))
				at = RSTART
			else {
				print
				next
			}
			day = substr($0, at, 2)
			clock = RSTART + RLENGTH - 8
			split(substr($0, clock, 8), t, ":")
			s = ((day * 24 + t[1]) * 60 + t[2]) * 60 + t[3] + by
			day = int(s / 86400)
			if (at == RSTART + 4)
				day = sprintf("%2d", day)
			else
				day = two(day)
			print substr($0, 1, at - 1) day \
			    substr($0, at + 2, clock - at - 2) \
			    two(int(s / 3600) % 24) ":" two(int(s / 60) % 60) \
			    ":" two(s % 60) substr($0, clock + 8)
		}' "$logs/$file" >"$clocks/logs/$file"
		touch -r "$logs/$file" "$clocks/logs/$file"
	done
}

# What is answered, without what names lines by their bytes, in an order that
# does not hang on times, which are numbers; and nothing said of clocks.
cat >"$clocks/plain.jq" <<'END'
def count: if type == "array" then length else . end;
.answers | del(.lines, .coverage, .notes) |
.questions |= map_values(.statements |= map(select(.key | test("clock") | not))) |
.sessions |= (map(.visit = 0) |
    sort_by(.account, .service, .address, .device, .start, (.lines | length))) |
walk(if type == "object" then
    with_entries(if .key == "lines" or .key == "against" or .key == "lines_against"
    then .value |= count else . end)
elif type == "string" and test("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$") then
    {time: (sub("\\.[0-9]+Z$"; "Z") | fromdateiso8601)}
else . end)
END

# Times may be off by what the stamps count and servers take; coverage is by
# the quarter of an hour.
cat >"$clocks/same.jq" <<'END'
[$a[0], $b[0] | [paths(scalars) as $p | [$p, getpath($p)]]] as [$x, $y] |
($x | length) == ($y | length) and ([range($x | length) |
    select($x[.] != $y[.]) | [$x[.], $y[.]] |
    select(.[0][0] != .[1][0] or .[0][0][-1] != "time" or
	((.[0][1] - .[1][1] | fabs) > 2))] |
    if length > 0 then (.[:4] | tostring | debug) | false else true end)
END

# the answers of the shifted logs: those of the whole?
same_reckoned() {
	jq -f "$clocks/plain.jq" "$work/case/report.json" >"$clocks/b" &&
	    jq -en --slurpfile a "$clocks/a" --slurpfile b "$clocks/b" \
		-f "$clocks/same.jq" >/dev/null
}
# said KEY STREAM: is it stated of the stream's clock?
said() {
	jq -e --arg key "$1" --arg stream "$2" '[.answers.questions[].statements[],
	    .answers.notes[]] | any(.key == $key and
	    (.values.stream == $stream or $stream == ""))' \
	    "$work/case/report.json" >/dev/null
}
again() {
	rm -rf "$work/case"
	investigate "$work/case" "$@"
}

jq -f "$clocks/plain.jq" "$whole/report.json" >"$clocks/a"
for by in 45 -45 5400 -5400; do
	shifted $by userlogins.log errors.log
	again "$clocks/logs"
	check "the same with the webmail $by s ahead" same_reckoned
	shifted $by mail.log mail.log.1 mail.log.2 auth.log
	again "$clocks/logs"
	[ ${by#-} = 45 ] ||	# coverage is by the quarter of an hour
		check "the same with the mail host $by s ahead" same_reckoned
	[ $by -lt 0 ] || check "its clock is said to be ahead" \
	    said q9.clock_ahead dovecot@courrier1
done
shifted 5400 access.log portail-access.log
again "$clocks/logs"
check "the same with the web server ahead" same_reckoned
check "the report says so" said q9.clock_ahead nginx
check "and how many lines of proof it wrote" said q1.clock_off ""
check "these say what their stamps are" sh -c 'jq -e ".answers.lines | map(
    select(.stream == \"nginx\") | (.written | sub(\"[.][0-9]+Z\"; \"Z\") |
    fromdateiso8601) - (.time | sub(\"[.][0-9]+Z\"; \"Z\") | fromdateiso8601)) |
    length > 0 and (unique == [5400])" "$1" >/dev/null' sh "$work/case/report.json"
check "clocks that agree are told in a note" said note.clocks_agree dovecot@courrier1

# However the lines come, the answers are these, to the byte.
cp "$work/whole.answers" "$clocks/whole.answers"
answers "$work/case" >"$work/whole.answers"
mkdir "$clocks/shuffled"
cat "$clocks"/logs/*.log* | grep -v '^	' |
    shuf --random-source="$program" >"$clocks/all"
rm -rf "$clocks/whole"
investigate "$clocks/whole" "$clocks/all"
answers "$clocks/whole" >"$work/whole.answers"
split -l 4001 "$clocks/all" "$clocks/shuffled/z"
check_answers "an offset is the same in pieces" --jobs 2 "$clocks/shuffled"
check "and is one" said q9.clock_ahead nginx

# The owner knows better.
cp "$site" "$clocks/site.yml"
sed "s|claims.yml|$PWD/example/claims.yml|" "$site" >"$clocks/site.yml"
cat >>"$clocks/site.yml" <<'END'
sources:
  - {match: {format: nginx}, clock_offset_seconds: 5400}
END
example_site=$site
site=$clocks/site.yml
again "$clocks/logs"
check "the same by the site file" same_reckoned
check "which is said" said note.clock_site ""
check "and nothing else" sh -c '! grep -q "q9.clock" "$1"' sh \
    "$work/case/report.json"
sed -i 's/seconds: 5400/seconds: 60/' "$clocks/site.yml"
again "$clocks/logs"
check "a given offset wins over an estimated one" said \
    q9.clock_behind roundcube
check "whose other clocks follow" said q9.clock_behind dovecot@courrier1
echo '  - {match: {format: roundcube}, clock_offset_seconds: 0}' >>"$clocks/site.yml"
again "$clocks/logs"
check "given offsets that sign-ins contradict are disputed" sh -c '
    grep -q "q9.clock_disputed" "$1"' sh "$work/case/report.json"
sed -i 's/format: nginx/file: "*access.log"/; s/seconds: 60/seconds: 5400/' "$clocks/site.yml"
again "$clocks/logs"
check "the same by the file's name" same_reckoned
site=$example_site
cp "$clocks/whole.answers" "$work/whole.answers"

# More sign-ins than are noted: those that are stand for all.
awk -v mail="$clocks/mail.many" -v web="$clocks/web.many" 'BEGIN {
	srand(1)
	for (i = 0; i < 60000; i++) {
		s = 1 + int(rand() * 9 * 86400)
		user = int(rand() * 9000)
		t = s + 61
		printf "[%02d-Dec-2025 %02d:%02d:%02d +0000]: <s%d> Successful login for user%d (ID: %d) from 192.0.2.80 in session s%d\n",
		    1 + int(t / 86400), int(t / 3600) % 24, int(t / 60) % 60, t % 60, i, user, user, i >web
		printf "2025-12-%02dT%02d:%02d:%02dZ mail dovecot: imap-login: Login: user=<user%d>, method=PLAIN, rip=192.0.2.10, lip=192.0.2.11, mpid=%d, TLS, session=<i%d>\n",
		    1 + int(s / 86400), int(s / 3600) % 24, int(s / 60) % 60, s % 60, user, i, i >mail
	}
}'
again "$clocks/mail.many" "$clocks/web.many"
check "an offset of very many sign-ins is found" said q9.clock_ahead roundcube
answers "$work/case" >"$work/whole.answers"
cat "$clocks/web.many" "$clocks/mail.many" |
    shuf --random-source="$program" >"$clocks/all"
split -n l/3 "$clocks/all" "$clocks/many."
check_answers "and the same shuffled" --jobs 2 "$clocks"/many.a?

# Cloud records that repeat are counted once in each pass, whatever is
# compared; once they were not, and the passes numbered sessions otherwise.
rm -rf "$work/case"
"$program" investigate --quiet --case "$work/case" test/golden/parse \
    >"$work/said" 2>&1
check "every golden line can be investigated together" test $? -le 3
