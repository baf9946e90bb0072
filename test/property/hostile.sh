# The core takes whatever an intake sends for hostile: frames that are changed
# on their way lose their unit, or a figure is another; they never break the
# core, and what it writes is a whole case or none.
#
# shellcheck shell=sh disable=SC2154
. test/property/lib.sh

garble=$work/garble.so
${CC:-cc} -shared -fPIC -o "$garble" test/property/garble.c || exit 1

# hostile SEED JOBS: code 0, 3 or 4, and no word of a bug of ours.
hostile() {
	LD_PRELOAD=$garble GARBLE=$1 timeout 120 "$program" investigate \
	    --site "$site" --case "$work/case" --jobs "$2" "$logs" \
	    >"$work/said" 2>&1
	code=$?
	[ $code -eq 0 ] || [ $code -eq 3 ] || [ $code -eq 4 ] || {
		echo "seed $1: code $code"
		tail -3 "$work/said"
		return 1
	}
	! grep -aE 'a bug: |Sanitizer|runtime error' "$work/said" || return 1
	if [ $code -eq 4 ]; then
		[ ! -e "$work/case" ] || return 1
	else
		jq -e .answers "$work/case/report.json" >/dev/null || return 1
		said=$((said + (code == 3)))
	fi
	rm -rf "$work/case" "$work/case.partial"
}

said=0
seed=0
while [ $seed -lt "${SEEDS:-16}" ]; do
	check "garbled frames of seed $seed break nothing" \
	    hostile $seed $((1 + seed % 2))
	seed=$((seed + 1))
done
check "and units were lost, or nothing was tried" test $said -gt 0
