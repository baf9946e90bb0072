# lines: the answers depend on the set of lines, not on how they came.
#
# shellcheck shell=sh disable=SC2154

# record_split FILE DIR N: pieces of N lines; a line that begins with a tab
# or a blank belongs to the one before and stays with it.
record_split() {
	awk -v dir="$2" -v n="$3" '
	function open_next() { if (out) close(out); out = sprintf("%s/piece%04d", dir, part++); left = n }
	!out || (left <= 0 && $0 !~ /^[ \t]/) { open_next() }
	{ print >out; left-- }' "$1"
}

check_answers "the same with two workers" --jobs 2 "$logs"
check_answers "the same with seven workers" --jobs 7 "$logs"
# shellcheck disable=SC2046 # our own names, without blanks
check_answers "the same with files named backwards" \
    $(find "$logs" -type f | LC_ALL=C sort -r)

mkdir "$work/renamed"
n=100
for file in $(find "$logs" -type f | LC_ALL=C sort); do
	n=$((n - 1))
	cp "$file" "$work/renamed/$n"
done
check_answers "the same under other names and times" "$work/renamed"

mkdir "$work/pieces"
for file in "$logs"/*; do
	dir=$work/pieces/$(basename "$file")
	mkdir "$dir"
	record_split "$file" "$dir" $(($(wc -l <"$file") / 5 + 1))
done
check_answers "the same cut into pieces" --jobs 2 "$work/pieces"

# A thing each: plain, gzip of two members, zstd, by turns.
cp -r "$work/pieces" "$work/packed"
n=0
for file in $(find "$work/packed" -type f | LC_ALL=C sort); do
	n=$((n + 1))
	case $((n % 3)) in
	1)
		half=$(($(wc -c <"$file") / 2))
		{
			head -c $half "$file" | gzip -1
			tail -c +$((half + 1)) "$file" | gzip -9
		} >"$file.gz"
		rm "$file"
		;;
	2) zstd -q --rm "$file" ;;
	esac
done
check_answers "the same compressed, and mixed" --jobs 2 "$work/packed"

mkdir "$work/one"
for file in $(find "$logs" -type f | LC_ALL=C sort -r); do
	cat "$file"
done >"$work/one/everything"
check_answers "the same in one file" "$work/one/everything"

rm -rf "$work/case"
"$program" investigate --site "$site" --case "$work/case" - \
    <"$work/one/everything" >"$work/said" 2>&1
check "the same through a pipe" same_answers "$work/case"

# Records in another order: a record is a line and those that continue it.
awk '{ if (NR > 1) printf "%s", /^[ \t]/ ? "\001" : "\n"; printf "%s", $0 }
END { print "" }' "$work/one/everything" |
    shuf --random-source="$program" | tr '\001' '\n' >"$work/one/shuffled"
check_answers "the same with its records shuffled" "$work/one/shuffled"

head -c -1 "$work/one/everything" >"$work/one/unended"
check_answers "the same without the last newline" "$work/one/unended"

# What an intake makes of any format's lines, hostile ones too, the core can
# believe: a unit that it cannot is lost whole.
rm -rf "$work/case"
"$program" investigate --case "$work/case" test/golden/parse >"$work/said" 2>&1
check "the lines of all formats reach the core" test -f "$work/case/report.json"
check "and none is taken for an attacker's" \
    sh -c '! grep "the process that read it" "$1"' - "$work/said"
