# copies: what another input begins with counts once, however either is packed.
#
# shellcheck shell=sh disable=SC2154

# part FILE PERMILLE: its first lines and a piece of the next.
part() {
	head -c $(($(wc -c <"$1") * $2 / 1000)) "$1"
}

# with NAME: the logs, in a folder of their own.
with() {
	mkdir "$work/$1"
	cp -p "$logs"/* "$work/$1"
}

log=$logs/mail.log.1
with plain
part "$log" 700 >"$work/plain/mail.log.1.bak"
part "$logs/auth.log" 300 >"$work/plain/0-auth.log"
with packed
part "$log" 700 | gzip >"$work/packed/mail.log.1.bak.gz"
rm "$work/packed/mail.log"
zstd -qc "$logs/mail.log" >"$work/packed/mail.log.zst"
part "$logs/mail.log" 500 | xz >"$work/packed/mail.log.old.xz"
with archive
mkdir "$work/old"
part "$log" 900 >"$work/old/mail.log.1"
part "$logs/access.log" 10 >"$work/old/access.log"
tar -C "$work/old" -czf "$work/archive/monday.tar.gz" .
part "$work/old/mail.log.1" 900 >"$work/old/mail.log.1~"
mv "$work/old/mail.log.1~" "$work/old/mail.log.1"
(cd "$work/old" && zip -q "$work/archive/sunday.zip" mail.log.1)
cp "$work/old/mail.log.1" "$work/archive/again.log"
for case in plain packed archive; do
	check_answers "$case: older copies change no answer" "$work/$case"
	mv "$work/case" "$work/case-$case"
done

told() {	# told CASE: the copies, each with what it is a copy of
	jq -r '.inputs[] | select(.copy_of != null) |
	    [.path, .copy_of | sub(".*/(?<x>[^/]*)$"; .x)] + [.copy_part]
	    | join(" ")' "$1/report.json"
}
check "plain: they are named, with what they are the beginning of" \
    test "$(told "$work/case-plain")" = "0-auth.log auth.log true
mail.log.1.bak mail.log.1 true"
check "packed: the longest is what counts" \
    test "$(told "$work/case-packed")" = "mail.log.1.bak.gz mail.log.1 true
mail.log.old.xz mail.log.zst true"
check "archive: a copy of a copy names what counts" \
    test "$(told "$work/case-archive")" = "again.log mail.log.1 true
access.log access.log true
mail.log.1 mail.log.1 true
sunday.zip!mail.log.1 mail.log.1 true"
check "the text says so" grep -q 'mail.log.1.bak holds the bytes that' \
    "$work/case-plain/report.txt"
check "and the page" grep -q 'The beginning of' "$work/case-plain/report.html"
check_answers "with small ranges and one worker too" --jobs 1 "$work/plain"

# Logs that only begin alike are logs.
with alike
{
	part "$log" 500
	tail -n 3 "$log"
} >"$work/alike/mail.log.1.bak"
investigate "$work/case-alike" "$work/alike"
check "what goes another way is no copy" test -z "$(told "$work/case-alike")"

# A live file appended twice to one archive: both bear one name, and the longer
# must not leave the events with the shorter.
mkdir -p "$work/twice/one" "$work/twice/in"
part "$log" 300 >"$work/twice/one/mail.log"
tar -cf "$work/twice/in/logs.tar" -C "$work/twice/one" mail.log
part "$log" 600 >"$work/twice/one/mail.log"
tar -rf "$work/twice/in/logs.tar" -C "$work/twice/one" mail.log
investigate "$work/case-twice" "$work/twice/in"
check "of two files of one name in an archive the shorter counts once" \
    test "$(told "$work/case-twice" | wc -l)" -eq 1
check "and no name is left out of the events" \
    test ! -s "$work/case-twice/lines/copies"
