#!/bin/sh
# truth: the example's answers against what truly happened.
#
#	test/truth.sh [EXAMPLE]
#
# EXAMPLE (default: example) holds logs/, site.yml and truth.json, which the
# clients wrote that made the logs.  test/truth.jq says what must hold; each
# sentence counts as a test.
set -u
cd "$(dirname "$0")/.." || exit
. test/check.sh
check_begin truth
example=${1:-example}
program=${PROGRAM:-build/beffroi}
work=$(mktemp -d "${TMPDIR:-/tmp}/beffroi-truth-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT INT TERM

"$program" investigate --site "$example/site.yml" --case "$work/case" \
    "$example/logs" >"$work/said" 2>&1
code=$?
check "every line of the example's files is used" test $code -eq 0 ||
    head -5 "$work/said"
jq -r -n --slurpfile truth "$example/truth.json" \
    --slurpfile report "$work/case/report.json" \
    -f test/truth.jq >"$work/sentences" 2>"$work/err"
check "truth and report can be compared" test $? -eq 0 || head -5 "$work/err"
while read -r holds sentence; do
	check "$sentence" test "$holds" = true
done <"$work/sentences"
check_end
