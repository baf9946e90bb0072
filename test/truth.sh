#!/bin/sh
# truth: answers against what truly happened.
#
#	test/truth.sh [FOLDER...]
#
# A folder (default: example and test/capture/*) holds logs/, site.yml and
# truth.json, which the clients wrote that made the logs.  test/truth.jq says
# what must hold; each sentence counts as a test.
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
	    -f test/truth.jq >"$work/sentences" 2>"$work/err"
	check "$folder: truth and report can be compared" test $? -eq 0 ||
	    head -5 "$work/err"
	while read -r holds sentence; do
		check "$folder: $sentence" test "$holds" = true
	done <"$work/sentences"
done
check_end
