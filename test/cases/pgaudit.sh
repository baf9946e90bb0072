#!/bin/sh
# pgaudit.sh: rows [id, field, expected, ours, equal] of the audit records.
#
#	PROGRAM=build/beffroi test/cases/pgaudit.sh CASES
set -u
here=$(cd "$(dirname "$0")" && pwd)
cases=${1:?usage: test/cases/pgaudit.sh CASES}

for case in "$cases"/pgaudit/*/; do
	"${PROGRAM:-build/beffroi}" parse --all --jobs 1 --no-progress \
	    "$case/input.log" 2>/dev/null |
	    jq -s -c --slurpfile case "$case/expected.json" \
		'{id: $case[0].id, expect: $case[0].expect, is: .}' |
	    jq -c -L "$here" -f "$here/pgaudit.jq"
done
