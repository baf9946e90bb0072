#!/bin/sh
# ready: what `beffroi ready` says of configurations of our own.
#
#	test/ready.sh [--accept]
#
# test/ready/CASE/ is a folder of configurations, CASE.{txt,fr.txt,json} what
# is said of it.  --accept writes what is; then read `git diff`.
set -u
cd "$(dirname "$0")/.." || exit
. test/check.sh
check_begin ready
program=$(realpath "${PROGRAM:-build/beffroi}")
accept=${1:-}
work=$(mktemp -d "${TMPDIR:-/tmp}/beffroi-ready-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
cd test/ready || exit

said() {	# said CASE SUFFIX OPTION...
	name=$1 suffix=$2
	shift 2
	"$program" ready "$@" "$name" >"$work/is" 2>"$work/err"
	check "$name: all questions can be answered, or not" test $? -le 1
	[ "$accept" != --accept ] || cp "$work/is" "$name.$suffix"
	check "$name: $suffix is as expected" \
	    cmp "$name.$suffix" "$work/is" ||
	    diff "$name.$suffix" "$work/is" | head -20
	check "$name: nothing to say beside it" test ! -s "$work/err" ||
	    head -5 "$work/err"
}
for folder in */; do
	folder=${folder%/}
	said "$folder" txt
	said "$folder" fr.txt --lang fr
	said "$folder" json --json --site site.yml
	check "$folder: it is JSON" jq -e .questions "$work/is" >/dev/null
done
"$program" ready --site site.yml whole >/dev/null
check "exit 0 when all could be answered" test $? -eq 0
"$program" ready bare >/dev/null
check "exit 1 when not" test $? -eq 1
cp -r whole "$work/copy"
(cd "$work/copy" && "$program" ready . >"$work/is")
check "a copy elsewhere says the same" cmp whole.txt "$work/is"
"$program" ready whole/dovecot/dovecot.conf >"$work/one"
check "one file brings what it includes" \
    grep -q 'How they got in: could be answered' "$work/one"
ln -s /etc/hostname "$work/copy/dovecot/conf.d/elsewhere.conf"
"$program" ready "$work/copy" >"$work/is" 2>/dev/null
check "an included file that lies elsewhere is said" \
    grep -q '^1 included file lies outside' "$work/is"
mkdir "$work/unlisted"
ln -s loop "$work/unlisted/loop"
echo '!include_try loop/*.conf' >"$work/unlisted/dovecot.conf"
"$program" ready "$work/unlisted" >"$work/is" 2>"$work/err"
check "a folder that cannot be listed is said" \
    grep -q 'unlisted/loop: cannot be listed' "$work/err"
check "and that an include names no file" \
    grep -q '^1 include that may name no file names none' "$work/is"
mkfifo "$work/main.cf"
timeout 10 "$program" ready "$work" >/dev/null 2>&1
check "a pipe keeps nobody waiting" test $? -lt 124
mkdir "$work/circles"
for n in 1 2 3 4 5 6 7 8 9; do
	yes '!include *.conf' | head -2000 >"$work/circles/$n.conf"
done
cp "$work/circles/1.conf" "$work/circles/dovecot.conf"
timeout 60 "$program" ready "$work/circles" >"$work/is" 2>&1
check "nor do includes that go in circles" test $? -eq 1
check "and it is said that not all was read" \
    grep -q 'no file that was read' "$work/is"
"$program" ready /dev/null >/dev/null 2>&1
check "exit 4 when nothing is a configuration" test $? -eq 4
check_end
