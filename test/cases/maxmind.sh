#!/bin/sh
# maxmind.sh: rows [id, what, expected, ours, equal] of look-ups in tables of
# countries, cities and operators; of tables of other sorts, which are to be
# refused, nothing.
#
#	PROGRAM=build/beffroi test/cases/maxmind.sh CASES WORK
#
# The program looks up what logs say, so a small one of its parts is made in
# the folder WORK; parts.a is what `make unit` leaves.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cases=${1:?usage: test/cases/maxmind.sh CASES WORK}
work=${2:?usage: test/cases/maxmind.sh CASES WORK}
parts=${PARTS:-$root/build/release/parts.a}

# shellcheck disable=SC2046 # one word an argument
${CC:-gcc} -std=c17 -D_GNU_SOURCE -I"$root/src" -o "$work/maxmind" \
    "$here/maxmind.c" "$parts" $(pkg-config --libs libcrypto libmaxminddb) ||
    exit 1
for case in "$cases"/maxmind/*-City-* "$cases"/maxmind/*-Country-* \
    "$cases"/maxmind/*-ASN-*; do
	[ -d "$case" ] || continue
	sort=city
	case $case in *-ASN-*) sort=asn ;; esac
	jq -r '.expect.lookups[].ip' "$case/expected.json" |
	    "$work/maxmind" "$sort" "$case/input.mmdb" >"$work/is"
	jq -c --rawfile is "$work/is" -f "$here/maxmind.jq" \
	    "$case/expected.json"
done
