#!/bin/sh
# schema: every report.json is as doc/schema/report-1.json says.
#
#	test/schema.sh [REPORT.json...]
#
# Without arguments: the sample of the unit tests, and the cases of the
# example, the captures and the golden logs that are investigated.  Checked
# by test/schema.jq, which needs what `make test` needs anyway; and, where
# Debian's python3-jsonschema is, by that too, so that the schema is judged by
# somebody else's reading of the standard (`make check-deep` installs it).
set -u
cd "$(dirname "$0")/.." || exit
. test/check.sh
check_begin schema
program=${PROGRAM:-build/beffroi}
schema=doc/schema/report-1.json
work=$(mktemp -d "${TMPDIR:-/tmp}/beffroi-schema-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT INT TERM

investigated() {	# investigated NAME ARGUMENT...
	name=$1
	shift
	"$program" investigate --no-progress --quiet --force \
	    --case "$work/$name" "$@" >"$work/said" 2>&1
	[ $? -le 3 ] || cat "$work/said"
}
cases() {
	for folder in example test/capture/*; do
		investigated "$(basename "$folder")" \
		    --site "$folder/site.yml" "$folder/logs"
	done
	: >"$work/empty.log"
	investigated none "$work/empty.log"
	investigated quick --quick --site example/site.yml example/logs
	investigated pseudonymised --pseudonymise --site example/site.yml \
	    example/logs
	for log in test/golden/parse/*/hostile*.log; do
		site=${log%.log}.yml
		[ -f "$site" ] && set -- --site "$site" || set --
		investigated "$(basename "$(dirname "$log")")-hostile" "$@" \
		    "$log"
	done
}
if [ $# -eq 0 ]; then
	cases
	set -- test/golden/report/sample.json "$work"/*/report.json
fi

conforms() {
	jq -r -n --slurpfile schema $schema --slurpfile is "$1" \
	    '$is[0] | '"$(cat test/schema.jq)" >"$work/faults" 2>&1
	code=$?
	head -5 "$work/faults"
	[ $code -eq 0 ] && [ ! -s "$work/faults" ]
}
for report; do
	check "${report#"$work/"} is as the schema says" conforms "$report"
done
echo '{"beffroi":{"schema":1,"more":2}}' >"$work/wrong.json"
conforms "$work/wrong.json" >"$work/said"
check "what the schema does not say is found" \
    grep -q 'more.* is not said in the schema' "$work/said"

cat >"$work/validate.py" <<'END'
import json, sys
import jsonschema

schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
wrong = 0
for path in sys.argv[2:]:
    for fault in validator.iter_errors(json.load(open(path))):
        print(path, list(fault.absolute_path), fault.message[:200])
        wrong = 1
sys.exit(wrong)
END
if python3 -c 'import jsonschema' 2>/dev/null; then
	check "python3-jsonschema says the same" \
	    python3 "$work/validate.py" $schema "$@"
fi
check_end
