# lib: what property tests have in common; sourced first.
#
# $logs is a copy of the example's logs, plain and flat, with mtimes of its
# own; $whole is the case made from it, with which others are compared.
# (Whether all lines were understood is for test/truth.sh to say.)
#
# shellcheck shell=sh disable=SC2034
set -u
. test/check.sh
check_begin "$1"
program=$(realpath "${PROGRAM:-build/beffroi}")
site=$(realpath example/site.yml)
work=$(mktemp -d "${TMPDIR:-/tmp}/beffroi-property-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
logs=$work/logs
whole=$work/whole
unset LC_ALL LANG LANGUAGE TZ

# investigate CASE PATH...: quiet; its exit code; what it said in $work/said.
investigate() {
	investigate_case=$1
	shift
	"$program" investigate --site "$site" --case "$investigate_case" "$@" \
	    >"$work/said" 2>&1
}

# The answers as they stand in report.json, byte for byte.
answers() {
	awk '/^  "inputs":/ { exit } go || /^  "answers":/ { go = 1; print }' \
	    "$1/report.json"
}

# same_answers CASE: as the whole's, and not empty?
same_answers() {
	answers "$1" >"$work/answers" 2>/dev/null
	[ -s "$work/answers" ] && cmp -s "$work/answers" "$work/whole.answers" &&
	    return
	diff -u "$work/whole.answers" "$work/answers" | cut -c1-200 | head -8
	[ -s "$work/answers" ] || head -5 "$work/said"
	return 1
}

# same_case CASE: every report as in the whole, byte for byte?  The rows of
# events/ stand in the order in which they came; test/store.sh reads those.
# And command.json says what was asked for this time.
same_case() {
	diff -r -x events -x command.json "$whole" "$1" | cut -c1-200 | head -8 >"$work/diff"
	cat "$work/diff"
	[ -f "$1/report.json" ] && [ ! -s "$work/diff" ] &&
	    [ -d "$whole/events" ] && [ -d "$1/events" ]
}

# Investigated another way, are the answers the same?
check_answers() {	# check_answers SENTENCE PATH... (options too)
	check_answers_sentence=$1
	shift
	rm -rf "$work/case"
	investigate "$work/case" "$@"
	check "$check_answers_sentence" same_answers "$work/case"
}

mkdir "$logs"
for file in $(find example/logs -type f | LC_ALL=C sort); do
	flat=$logs/$(echo "${file#example/logs/}" | tr / _)
	case $file in
	*.gz) gzip -dc "$file" >"${flat%.gz}" ;;
	*.zst) zstd -qdc "$file" >"${flat%.zst}" ;;
	*) cp "$file" "$flat" ;;
	esac
done
find "$logs" -type f -exec touch -d 2026-01-05T00:00:00Z {} +
investigate "$whole" --jobs 1 "$logs"
if [ $? -gt 3 ] || ! jq -e .answers "$whole/report.json" >/dev/null; then
	head -n 20 "$work/said"
	check "the example can be investigated" false
	check_end
	exit 1
fi
answers "$whole" >"$work/whole.answers"
