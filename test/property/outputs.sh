# outputs: nothing that a log or a file's name holds reaches a terminal raw, or
# hides in what is printed or kept: controls, C1 among them, and marks that
# turn the writing direction or have no width.
#
# shellcheck shell=sh disable=SC2154

raw='\x1b|\x7f|\x07|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf'
odd=$(printf 'x\302\233\342\200\256y\342\201\246\033]0;a\007\177\342\200\213\357\273\277')
mkdir "$work/odd"
{
	for second in 1 2 3; do
		printf '2025-12-11T21:04:0%sZ mail sshd[811]: Failed password for %s from 198.51.100.9 port 4022 ssh2\n' \
		    "$second" "$odd"
	done
	printf '2025-12-11T21:05:00Z mail sshd[811]: Accepted password for %s from 198.51.100.9 port 4022 ssh2\n' "$odd"
	printf '2025-12-11T21:05:00Z mail sshd[811]: Accepted password for %s\n' "$odd"
	printf 'of no format %s at all\n' "$odd"
} >"$work/odd/a.log"
# the same in a name, with a newline; and in an archive
cp "$work/odd/a.log" "$work/odd/n$odd
b.log"
tar -C "$work/odd" -czf "$work/odd/c.tgz" "n$odd
b.log"

# unseen FILE...: which of these hold such a byte?
unseen() { LC_ALL=C grep -alP "$raw" "$@"; }
check "the logs hold what is looked for" test -n "$(unseen "$work/odd/a.log")"

shown() {	# shown WHAT COMMAND...: prints, and nothing of that raw
	shown_what=$1
	shift
	"$program" "$@" >"$work/shown" 2>"$work/shown.err"
	check "$shown_what is shown" test -s "$work/shown"
	check "$shown_what shows nothing raw" \
	    test -z "$(unseen "$work/shown" "$work/shown.err")"
}
shown parse parse --all "$work/odd"
check "what parse prints says the same" test "$(jq -r '.user.name // empty' \
    "$work/shown" | sort -u)" = "$odd"
shown "formats --try" formats --try "$work/odd"
shown investigate investigate --case "$work/case" \
    --assume hostile:198.51.100.0/24 "$work/odd"
check "reports and findings hold nothing raw" test -z "$(unseen \
    "$work/case/report.txt" "$work/case/report.html" \
    "$work/case/report.json" "$work/case/findings.json")"
check "report.json says the same" sh -c 'jq -r "[.. | strings] | unique[]" \
    "$1" | grep -qF "$2"' sh "$work/case/report.json" "$odd"
shown "case findings" case findings "$work/case"
shown diff diff "$work/case" "$whole"
shown "diff --as json" diff --as json "$work/case" "$whole"

# What people decide is kept as it can be read again.
first=$("$program" case findings "$work/case" | head -1 | cut -d' ' -f1)
"$program" case mark "$work/case" "$first" false \
    --reason "$odd$(printf '\363\240\201\247')"
check "a reason is kept" test $? -eq 0
check "with nothing raw" test -z "$(unseen "$work/case/marks.yml")"
investigate "$work/case" --force "$work/odd"
check "and read again" test $? -le 3

for use in "query $work/no$odd x" "case findings $work/no$odd" "no$odd" \
    "parse --site $work/no$odd -" "investigate $work/no$odd"; do
	(
		IFS=' '
		set -f
		# shellcheck disable=SC2086 # words
		"$program" $use >"$work/shown" 2>&1
	)
	check "nor does what is said of a wrong ${use%% *}" \
	    test -z "$(unseen "$work/shown")"
done
