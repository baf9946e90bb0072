#!/bin/sh
# truth: answers against what truly happened.
#
#	test/truth.sh [FOLDER...]
#
# A folder (default: example and test/capture/*) holds logs/, site.yml and
# truth.json, which the clients wrote that made the logs.  test/truth.jq says
# what must hold; each sentence counts as a test.  Then the same logs without
# the site file, and with one of them at a time in bytes that nobody
# understands, or with the mapping that is guessed: whatever is no longer known,
# no interval may be false.
set -u
cd "$(dirname "$0")/.." || exit
. test/check.sh
check_begin truth
program=${PROGRAM:-build/beffroi}
work=$(mktemp -d "${TMPDIR:-/tmp}/beffroi-truth-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
[ $# -gt 0 ] || set -- example test/capture/*

for folder; do
	"$program" investigate --site "$folder/site.yml" --force \
	    --case "$work/case" "$folder/logs" >"$work/said" 2>&1
	code=$?
	check "$folder: every line of its files is used" test $code -eq 0 ||
	    head -5 "$work/said"
	jq -r -n --slurpfile truth "$folder/truth.json" \
	    --slurpfile report "$work/case/report.json" \
	    --argjson intervals false -f test/truth.jq >"$work/sentences" 2>"$work/err"
	check "$folder: truth and report can be compared" test $? -eq 0 ||
	    head -5 "$work/err"
	while read -r holds sentence; do
		check "$folder: $sentence" test "$holds" = true
	done <"$work/sentences"
done

# garble HOW: a log as bytes or lines that nobody understands, all or one in
# eight of them.
garble() {
	case $1 in
	utf16) iconv -f UTF-8 -t UTF-16 ;;
	utf16le) iconv -f UTF-8 -t UTF-16LE ;;
	rar) printf 'Rar!\032\007\001\000' && cat ;;
	turned) tr 'a-zA-Z0-9' 'n-za-mN-ZA-M5-90-4' ;;
	some) awk 'NR % 8 == 1 { print "? " NR " of these"; next } 1' ;;
	esac
}

# false_in CASE TRUTH: the intervals that do not hold.
false_in() {
	jq -r -n --slurpfile truth "$2" --slurpfile report "$1/report.json" \
	    --argjson intervals true -f test/truth.jq 2>&1 | grep -v '^true '
}

# no_lie FOLDER WHAT CODE ARGUMENT...: investigated so, does an interval lie?
# Code 3 says that not all was used.
no_lie() {
	no_lie_folder=$1
	no_lie_what=$2
	no_lie_code=$3
	shift 3
	"$program" investigate "$@" --force --quiet --case "$work/case" \
	    >"$work/said" 2>&1
	check "$no_lie_folder, $no_lie_what: it ends with code $no_lie_code" \
	    test $? -eq "$no_lie_code" || head -5 "$work/said"
	false_in "$work/case" "$no_lie_folder/truth.json" >"$work/false"
	check "$no_lie_folder, $no_lie_what: no interval is false" \
	    test ! -s "$work/false" || cat "$work/false"
}

for folder; do
	no_lie "$folder" 'without the site file' 3 "$folder/logs"
	{
		sed '/^applications:/,$d; /^claims:/d' "$folder/site.yml"
		"$program" formats --try "$folder/logs/portal.jsonl" |
		    sed -n '/^    applications:/,$s/^    //p'
	} >"$work/guess.yml"
	no_lie "$folder" 'with the mapping that is guessed' 0 \
	    --site "$work/guess.yml" "$folder/logs"
	grep -v 'record\.\|rows' "$work/guess.yml" >"$work/less.yml"
	no_lie "$folder" 'with a mapping without records' 0 \
	    --site "$work/less.yml" "$folder/logs"
	for log in "$folder"/logs/*; do
		for how in utf16 utf16le rar turned some; do
			rm -rf "$work/logs"
			cp -pr "$folder/logs" "$work/logs"
			case $log in
			*.gz) gzip -dc "$log" ;;
			*) cat "$log" ;;
			esac | garble $how >"$work/logs/${log##*/}"
			no_lie "$folder" "${log##*/} $how" 3 \
			    --site "$folder/site.yml" "$work/logs"
		done
	done
done
check_end
