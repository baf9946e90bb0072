#!/bin/sh
# m365.sh: rows [id, what, expected, ours, equal] of cases of Microsoft 365.
#
#	test/cases/m365.sh deteng|golden_saml|panther|unruled CASES
#
# deteng: a finding of each kind that must be found, the lines it names, and
# every record that is named read.  golden_saml: the items of mail and what else its scope holds,
# from the one line; the changes, by who made them; and, the thief's address
# given, the messages in the answers over all logs.  panther: does the finding
# that stands for a rule fire or not; rules without one are passed over.
set -u
here=$(cd "$(dirname "$0")" && pwd)
program=${PROGRAM:-build/beffroi}
family=$1
cases=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/beffroi-m365-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT INT TERM

parse() {
	"$program" parse --all --jobs 1 --no-progress "$@" 2>/dev/null
}

# Names of the findings of a case, one a line; $work/case stays.
findings() {	# findings FILE... [OPTION]...
	rm -rf "$work/case"
	"$program" investigate --case "$work/case" --jobs 1 "$@" \
	    >/dev/null 2>&1
	jq -r '[.answers | .. | strings | select(startswith("finding.")) |
	    .[8:]] | unique[]' "$work/case/report.json" 2>/dev/null
}

# Each record of a file, a line or from a brace alone to one as far in, after
# its SHA-256, as JSON.
lines() {	# lines FILE
	rm -f "$work"/record.*
	awk -v to="$work/record." '
	{ sub(/\r$/, ""); bare = $0; sub(/^[ \t]+/, "", bare)
	  far = length($0) - length(bare); if (!within) sub(/^\[/, "", bare) }
	bare == "{" && !within { within = 1; edge = far; all = bare; next }
	within && far == edge && bare ~ /^},?$/ {
		printf "%s\r\n%*s}", all, far, "" >(to NR); within = 0; next }
	within { all = all "\r\n" $0; next }
	{ printf "%s", $0 >(to NR) }' "$1"
	for record in "$work"/record.*; do
		jq -Rs -c --arg sha "$(sha256sum <"$record" | cut -c1-64)" \
		    '[$sha, .]' "$record"
	done
}

deteng() {
	for case in "$cases"/deteng/*/; do
		input=$case$(jq -r '.inputs[0]' "$case/expected.json")
		parse "$input" >"$work/is"
		findings "$input" >"$work/found"
		lines "$input" >"$work/lines"
		jq -c --slurpfile found "$work/case/findings.json" \
		    --slurpfile lines "$work/lines" --slurpfile is "$work/is" \
		    -L "$here" -f "$here/deteng.jq" "$case/expected.json"
	done
}

golden_saml() {
	saml=$cases/golden_saml
	for name in office-activity entra-audit; do
		parse "$saml/$name/input.ndjson" >"$work/is"
		jq -c --slurpfile is "$work/is" --argjson report '[]' \
		    -L "$here" -f "$here/golden_saml.jq" "$saml/$name/expected.json"
	done
	findings "$saml"/all-four/*.ndjson --assume hostile:1.2.3.4 \
	    >"$work/found"
	jq -c --argjson is '[]' --slurpfile report "$work/case/report.json" \
	    -L "$here" \
	    -f "$here/golden_saml.jq" "$saml/all-four/expected.json"
}

# The finding that stands for a rule of theirs.
finding_of() {
	case $1 in
	Microsoft365.Exchange.External.Forwarding)
		echo 'forwarding_set inbox_rule_forward' ;;
	Azure.Audit.ServicePrincipalCredentialsAdded) echo credential_added ;;
	Azure.Audit.PolicyChanged) echo policy_changed ;;
	Azure.Audit.ElevateUserAccessAdministrator) echo role_grant ;;
	Azure.Audit.MFADisabled) echo mfa_disabled ;;
	Azure.Audit.OIDC.Changed | Azure.Audit.DomainSettingsModified)
		echo federation_changed ;;
	esac
}

panther() {
	for case in "$cases"/panther/*/; do
		wanted=$(finding_of "$(jq -r .expect.rule \
		    "$case/expected.json")")
		[ -n "$wanted" ] || continue
		findings "$case$(jq -r '.inputs[0]' "$case/expected.json")" \
		    >"$work/found"
		fired=false
		for name in $wanted; do
			! grep -qx "$name" "$work/found" || fired=true
		done
		jq -c --argjson fired $fired '[.id, "fires", .expect.fires,
		    $fired, .expect.fires == $fired]' "$case/expected.json"
	done
}

# The rules passed over, one a case.
unruled() {
	for case in "$cases"/panther/*/; do
		rule=$(jq -r .expect.rule "$case/expected.json")
		[ -n "$(finding_of "$rule")" ] || echo "panther:${rule%%.*}"
	done
}

"$family"
