# bytes: any bytes at all are data; and a stream read in any chunks is the
# same stream.
#
# shellcheck shell=sh disable=SC2154

"$program" parse "$logs" >"$work/parsed" 2>/dev/null
check "parse prints an object a line" sh -c 'test -s "$1" && jq -es "all(type == \"object\")" "$1" >/dev/null' sh "$work/parsed"

first=$(find "$logs" -type f | LC_ALL=C sort | head -1)
head -c 20000 "$first" >"$work/head"
"$program" parse "$work/head" >"$work/at-once" 2>/dev/null
for size in 1 7 4096; do
	dd if="$work/head" ibs=20000 obs=$size 2>/dev/null |
	    "$program" parse - >"$work/chunks" 2>/dev/null
	check "the same read $size bytes at a time" \
	    cmp -s "$work/at-once" "$work/chunks"
done
check "those were events" test -s "$work/at-once"

# Cut at every byte of its last line, a stream keeps the lines before it.
head -n 3 "$first" >"$work/three"
head -n 2 "$first" >"$work/two"
length=$(wc -c <"$work/three")
two=$(wc -c <"$work/two")
"$program" parse "$work/two" >"$work/two.json" 2>/dev/null
wrong=0
at=$two
while [ "$at" -lt "$length" ]; do
	head -c "$at" "$work/three" | "$program" parse - 2>/dev/null |
	    head -n "$(wc -l <"$work/two.json")" | cmp -s - "$work/two.json" ||
	    wrong=$((wrong + 1))
	at=$((at + 1))
done
check "cut at any byte, the lines before it are the same" test $wrong -eq 0

# Hostile bytes beside the logs change nothing but the counts.
mkdir "$work/hostile"
cp -p "$logs"/* "$work/hostile"
head -c 300000 "$program" >"$work/hostile/binary"
printf 'a%s' "$(head -c 3000000 /dev/zero | tr '\0' x)" >"$work/hostile/long"
: >"$work/hostile/empty"
printf '\n\n\n\0\0\n\r\n' >"$work/hostile/blank"
printf '\377\376a\000b\000' >"$work/hostile/utf16"
investigate "$work/case" --jobs 2 "$work/hostile"
code=$?
check "hostile files do not stop it" test $code -eq 0 -o $code -eq 3
for q in q3 q4 q5; do
	for dir in whole case; do
		jq -S ".answers.questions.$q.figures | map(del(.lines, .holes))" \
		    "$work/$dir/report.json" >"$work/$dir.$q"
	done
	check "and the figures of $q stay" cmp -s "$work/whole.$q" "$work/case.$q"
done
