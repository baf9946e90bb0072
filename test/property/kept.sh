# kept: cases are not overwritten, and what could not be read or written is
# said, with the exit code of the manual.
#
# shellcheck shell=sh disable=SC2154

# An existing case.
cp -rp "$whole" "$work/before"
investigate "$whole" "$logs"
code=$?
check "an existing case is refused" test $code -ge 2
check "and it is as it was" diff -r "$work/before" "$whole"
investigate "$whole" --force "$logs"
check "--force replaces it" test $? -eq 0
check "by the same" diff -r -x events -x command.json "$work/before" "$whole"
mkdir "$work/precious"
echo mine >"$work/precious/file"
investigate "$work/precious" --force "$logs"
check "--force does not remove a folder that is no case" \
    test -f "$work/precious/file"
touch "$work/precious/report.json"
investigate "$work/precious" --force "$logs"
check "nor one that holds more than a case" test -f "$work/precious/file"

# Names beside a case may be somebody else's; --force or not.
mkdir "$work/named.partial" "$work/named.replaced"
echo mine | tee "$work/named.partial/file" >"$work/named.replaced/file"
investigate "$work/named" "$logs"
check "a folder in the way that is not ours is said" \
    grep -q named.partial "$work/said"
check "and left alone" test -f "$work/named.partial/file"
rm -r "$work/named.partial"
investigate "$work/named" "$logs"
investigate "$work/named" --force "$logs"
check "as is one that stands beside" test -f "$work/named.replaced/file"

# A run that is turned away leaves the lock to whom it belongs.
mkfifo "$work/pipe"
"$program" investigate --site "$site" --case "$work/busy" - <"$work/pipe" \
    >/dev/null 2>&1 &
pid=$!
exec 9>"$work/pipe"
while [ ! -e "$work/busy.partial" ]; do sleep 0.1; done
investigate "$work/busy" "$logs"
check "a case that another run writes is refused" test $? -eq 4
investigate "$work/busy" "$logs"
check "as often as it is tried" test $? -eq 4
head -1 "$logs/mail.log" >&9
exec 9>&-
wait $pid
check "and the first run ends well" test -f "$work/busy/report.json"

# The default name is that of the inputs.
(
	mkdir "$work/cwd" && cd "$work/cwd" &&
	    "$program" investigate --site "$site" "$logs" >"$work/said" 2>&1
)
made=$(cd "$work/cwd" && ls)
check "the default case is case-<12 hex>" \
    sh -c 'echo "$1" | grep -qE "^case-[0-9a-f]{12}$"' sh "$made"
check "and holds the same" same_case "$work/cwd/$made"
check "the logs are as they were" sh -c 'cd "$1" && touch now && test -z "$(
    find . -newermt 2026-01-05T00:00:01Z ! -name now -type f)"; rm -f now' sh "$logs"

# Something of the input that was not used: 3, and said which.
said_partly() {	# said_partly CODE WORD
	[ "$1" -eq 3 ] && grep -q "$2" "$work/said" && return
	echo "exit code $1, said:"
	head -3 "$work/said"
	return 1
}
mkdir "$work/partly"
cp -p "$logs"/* "$work/partly/"
head -c 200000 "$program" | gzip | head -c 5000 >"$work/partly/truncated.gz"
investigate "$work/case" "$work/partly"
check "a truncated gzip is said" said_partly $? truncated.gz
rm -rf "$work/case" "$work/partly/truncated.gz"
ln -s nowhere "$work/partly/dangling"
mkfifo "$work/partly/$(printf 'pipe\033[2J')"
investigate "$work/case" "$work/partly" "$work/no-such-file"
check "a path that is not there is said" said_partly $? no-such-file
check "and a name is said so that no terminal obeys it" \
    test -z "$(tr -cd '\033' <"$work/said")"
check "and the rest is answered" same_answers "$work/case"
odd=$(printf 'no\302\2332Jsuch')	# U+009B is what ESC [ is
for use in "parse $odd" "parse --site $odd ." "diff $odd $odd" "ready $odd" \
    "investigate --site $odd ."; do
	# shellcheck disable=SC2086 # words
	"$program" $use >"$work/said" 2>&1
	check "nor what ${use%% *} says of a name that is not there" \
	    sh -c 'grep -q such "$1" && ! grep -q "$2" "$1"' sh \
	    "$work/said" "$(printf '\302\233')"
done
rm -rf "$work/case"
if [ "$(id -u)" -ne 0 ]; then
	cp "$work/partly/$(ls "$work/partly" | head -1)" "$work/partly/secret"
	chmod 0 "$work/partly/secret"
	investigate "$work/case" "$work/partly"
	check "an unreadable file is said" said_partly $? secret
	rm -rf "$work/case"
fi

# Nothing of the input that could be used: 4, whichever command; some: 3.
mkdir "$work/empty"
for use in parse "parse --as none" "formats --try" ready \
    "investigate --case $work/case"; do
	for path in "$work/no-such-file" "$work/empty"; do
		# shellcheck disable=SC2086 # words
		"$program" $use "$path" >"$work/said" 2>&1
		check "$use of nothing fails" test $? -eq 4
		check "and says so" grep -qE 'nothing could be|was found' \
		    "$work/said"
	done
	check "nor does it make a case" test ! -e "$work/case"
done
zip -q -P secret "$work/closed.zip" "$logs/mail.log"
"$program" parse --as none "$work/closed.zip" >/dev/null 2>&1
check "nor is there anything in an archive of what is closed" test $? -eq 4
"$program" parse --as none "$logs" "$work/no-such-file" >/dev/null 2>&1
check "what parse could not use is 3" test $? -eq 3
cp -r test/ready/whole "$work/ready"
ln -s nowhere "$work/ready/dangling"
"$program" ready --site test/ready/site.yml "$work/ready" >/dev/null 2>&1
check "what ready could not use is 3" test $? -eq 3
"$program" ready --site test/ready/site.yml test/ready/bare "$work/no-such-file" \
    >/dev/null 2>&1
check "but no is the answer that counts" test $? -eq 1

# Wrong use: 2.
investigate "$work/case" --no-such-option "$logs"
check "an unknown option is wrong use" test $? -eq 2
"$program" investigate --site "$site" --case "$work/case" >/dev/null 2>&1
check "no path is wrong use" test $? -eq 2
"$program" no-such-command >/dev/null 2>&1
check "an unknown command is wrong use" test $? -eq 2
check "and none of them made a case" test ! -e "$work/case"

# No room: 4, said, and no case.  A limit on the size of files fails writes
# where a full disk would, and needs no root.
(
	ulimit -f 8
	exec "$program" investigate --site "$site" --case "$work/case" "$logs"
) >"$work/small" 2>&1
code=$?
check "a full disk is a failure" test $code -eq 4
check "that is said" grep -qi 'large\|space\|write' "$work/small"
check "and leaves no case" test ! -e "$work/case"
"$program" investigate --site "$site" --case "$work/case" "$logs" >/dev/full \
    2>"$work/small"
check "answers that cannot be printed are a failure" test $? -eq 4
rm -rf "$work/case"

# A closed stream is no place for a file of ours.
"$program" investigate --site "$site" --case "$work/case" "$logs" >&- \
    2>"$work/small"
check "nor with standard output closed" test $? -eq 4
check "but the case is whole" same_answers "$work/case"
rm -rf "$work/case"
"$program" investigate --site "$site" --case "$work/case" "$logs" \
    >/dev/null <&- 2>&-
check "nobody needs the other streams" same_case "$work/case"
rm -rf "$work/case"
"$program" investigate --site "$site" --case "$work/case" - <&- \
    >"$work/small" 2>&1
check "a closed standard input is said" test $? -ge 3
check "by its name" grep -q ': -: ' "$work/small"
rm -rf "$work/case"

# Not room enough: 4 before anything is read, with both figures.
if truncate -s 15T "$work/vast" 2>/dev/null; then
	investigate "$work/case" "$work/vast"
	check "a run that cannot have room is refused" test $? -eq 4
	check "with figures" grep -q '[0-9] MiB will be needed there and [0-9]* MiB are free' \
	    "$work/said"
	check "and leaves no case" test ! -e "$work/case"
	rm "$work/vast"
fi
investigate "$work/case" --nice "$logs"
check "--nice gives the same" same_case "$work/case"
rm -rf "$work/case"
