# interrupted: killed at any moment and run again, the same report; a case is
# whole or it is not there.
#
# shellcheck shell=sh disable=SC2154

"$program" investigate --site "$site" --case "$work/warm" "$logs" >/dev/null 2>&1
start=$(date +%s%N)
investigate "$work/timed" --jobs 2 "$logs"
span=$((($(date +%s%N) - start) / 1000000))	# ms
for part in 1 2 3 4 5 6 7 8 9; do
	rm -rf "$work/case" "$work/case.partial"
	"$program" investigate --site "$site" --case "$work/case" --jobs 2 \
	    "$logs" >/dev/null 2>&1 &
	pid=$!
	sleep "$(awk "BEGIN { print $span * $part / 10000 }")"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	# What is there is whole: run again only where nothing is.
	[ -d "$work/case" ] || investigate "$work/case" --jobs 2 "$logs"
	check "killed at $part/10 and run again, the same case" \
	    same_case "$work/case"
done

# No worker lives on without its parent.
sleep 1
check "no process is left" test -z "$(pgrep -f "^$program .*$work" || :)"
