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

# Hostile bytes beside the logs prove nothing, and may hide anything.
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
		jq -S ".answers.questions.$q.figures | map(select(.at_least > 0 and
		    (.subject // \"\") == \"\") | {id, at_least})" \
		    "$work/$dir/report.json" >"$work/$dir.$q"
	done
	check "and the lower ends of $q stay" cmp -s "$work/whole.$q" \
	    "$work/case.$q"
	jq -e ".answers.questions.$q.figures | length > 0 and
	    all(.at_most == null)" "$work/case/report.json" >"$work/open"
	check "and the upper ends of $q are open" test $? -eq 0
done

# Packed in any way, the lines are the same lines.
mkdir "$work/pack" "$work/pack/gz" "$work/pack/mixed"
cp -p "$logs"/* "$work/pack/gz"
gzip "$work/pack/gz"/*
(
	cd "$work" || exit
	tar -cf pack/logs.tar logs
	for tool in gzip:gz zstd:zst xz:xz bzip2:bz2 lz4:lz4; do
		${tool%:*} -qc pack/logs.tar >"pack/logs.tar.${tool#*:}"
	done
	zip -qr pack/logs.zip logs
	cd pack || exit
	tar -cf gz-in.tar gz
	zip -qr gz-in.zip gz
	zip -q tar-in.zip logs.tar
	tar -czf zip-in.tar.gz logs.zip
	gzip -c logs.zip >logs.zip.gz
	n=0
	for file in ../logs/*; do
		n=$((n + 1))
		name=mixed/$(basename "$file")
		case $((n % 6)) in
		0) xz -c "$file" >"$name.xz" ;;
		1) bzip2 -c "$file" >"$name.bz2" ;;
		2) lz4 -qc "$file" >"$name.lz4" ;;
		3) tar -C ../logs -cf "$name" "$(basename "$file")" ;;
		4) zip -qj "$name.zip" "$file" ;;
		5) zstd -qc "$file" | gzip -c | xz -c >"$name" ;;
		esac
	done
) 2>&1
for file in "$work/pack"/*.*; do
	check_answers "the same in $(basename "$file")" --jobs 2 "$file"
done
check_answers "the same packed each in another way" --jobs 2 \
    "$work/pack/mixed"
rm -rf "$work/case"
"$program" investigate --site "$site" --case "$work/case" - \
    <"$work/pack/logs.zip" >"$work/said" 2>&1
check "the same in a zip through a pipe" same_answers "$work/case"

# What stands in the inputs is what sha256sum and tail find.
rm -rf "$work/case"
investigate "$work/case" "$work/pack/gz-in.zip"
sum() { sha256sum | cut -d' ' -f1; }
of() { jq -r ".inputs[$1] | $2" "$work/case/report.json"; }
check "an archive has its own SHA-256" \
    test "$(of 0 .sha256)" = "$(sum <"$work/pack/gz-in.zip")"
check "and so has what is in it, unpacked" \
    test "$(of 1 .sha256)" = "$(sum <"$logs/$(of 1 .path | sed 's|.*gz/||; s|\.gz$||')")"
check "located lines are those of the answers" sh -c '
	jq -r ".answers.lines as \$l | .inputs[] | .path as \$p | .located[]? |
	    [\$p, .[1], .[2], \$l[.[0]].sha256] | @tsv" "$1/case/report.json" |
	awk "NR % 40 == 1" | while read -r path offset length sha; do
		name=${path##*gz/}
		is=$(tail -c +$((offset + 1)) "$2/${name%.gz}" |
		    head -c "$length" | sha256sum | cut -d" " -f1)
		[ "$is" = "$sha" ] || { echo "$path $offset"; exit 1; }
	done' sh "$work" "$logs"

# Damage is said of the member, of the archive, or of both, and the rest used.
mkdir "$work/hurt"
size=$(wc -c <"$work/pack/logs.tar.gz")
for cut in 3 6 9; do
	for file in logs.tar logs.tar.gz logs.tar.xz logs.zip; do
		size=$(wc -c <"$work/pack/$file")
		head -c $((size * cut / 10)) "$work/pack/$file" >"$work/hurt/$file"
	done
	for file in "$work/hurt"/*; do
		rm -rf "$work/case"
		investigate "$work/case" "$file"
		check "cut at $cut/10, $(basename "$file") is used and said" \
		    sh -c '[ "$1" -eq 3 ] && grep -q "is cut off" "$2"' \
		    sh $? "$work/said"
	done
done
