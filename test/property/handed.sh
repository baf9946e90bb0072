# handed: a folder that is no case is said to be none, and what to do; and a
# case that somebody handed over may hold anything in the place of its files.
#
# shellcheck shell=sh disable=SC2154

mkdir "$work/folder" "$work/begun.partial"
investigate "$work/hidden" --pseudonymise "$logs"
: >"$work/file"

# refused WORDS COMMAND...: code 4, one sentence, at once.
refused() {
	refused_words=$1
	shift
	timeout 20 "$program" "$@" >"$work/said" 2>&1
	refused_code=$?
	[ $refused_code -eq 4 ] && [ "$(wc -l <"$work/said")" -eq 1 ] &&
	    grep -q -e "$refused_words" "$work/said" && return
	echo "code $refused_code, said:"
	head -3 "$work/said"
	return 1
}
while read -r name words; do
	what="$work/$name"
	check "query says what $name is" refused "$words" query "$what" x
	check "case findings too" refused "$words" case findings "$what"
	check "case mark too" refused "$words" case mark "$what" 0123456789ab \
	    true
	check "diff too" refused "$words" diff "$whole" "$what"
	check "on both sides" refused "$words" diff "$what" "$whole"
done <<'END'
nothing is not there; name a case
folder is no case
file is no folder
begun is not finished
hidden is pseudonymised, and keeps no
END

# What stands in the place of a file.
handed=$work/handed
again() {	# again NAME: a case whose NAME is gone
	rm -rf "$handed"
	cp -r "$whole" "$handed"
	rm -f "$handed/$1"
}
for file in report.json findings.json marks.yml events/part-0001.parquet; do
	for sort in pipe link folder; do
		again "$file"
		case $sort in
		pipe) mkfifo "$handed/$file" ;;
		link) ln -s /dev/zero "$handed/$file" ;;
		folder) mkdir "$handed/$file" ;;
		esac
		for use in "case findings $handed" "diff $whole $handed" \
		    "query $handed x" "investigate --case $handed --add $logs" \
		    "case mark $handed 0123456789ab true"; do
			# shellcheck disable=SC2086 # words
			timeout 60 "$program" $use >"$work/said" 2>&1
			check "a $sort named $file holds up no ${use%% *}" \
			    test $? -le 4
		done
	done
done
again marks.yml
ln -s "$work/target" "$handed/marks.yml"
"$program" case mark "$handed" "$("$program" case findings "$handed" |
    head -1 | cut -d' ' -f1)" false
check "a mark is kept where a link led elsewhere" test $? -eq 0 -a \
    -f "$handed/marks.yml" -a ! -h "$handed/marks.yml"
check "and nothing elsewhere" test ! -e "$work/target"

# What cannot be what beffroi wrote.
bad() {	# bad WORDS FILE: standard input is what stands there
	again "$2"
	cat >"$handed/$2"
	case $2 in
	marks.yml) refused "$1" investigate --case "$handed" --force "$logs" ;;
	findings.json) refused "$1" case findings "$handed" ;;
	*) refused "$1" investigate --case "$handed" --add "$logs" &&
	    refused 'is not what beffroi writes' diff "$handed" "$whole" ;;
	esac
}
deep() { printf '%s' "$1"; head -c 1000000 /dev/zero | tr '\0' '['; }
deep '{"inputs":[' | bad 'made from' report.json
check "a report of brackets is refused" test $? -eq 0
printf '{"answers":' | bad 'made from' report.json
check "and one that is cut off" test $? -eq 0
deep '{"findings":[' | bad 'is not what' findings.json
check "findings of brackets are refused" test $? -eq 0
deep 'marks: ' | bad 'nested too deep' marks.yml
check "marks of brackets are refused" test $? -eq 0
printf 'marks:\n- &a {finding: 0123456789ab, verdict: true, reason: &b [*b]}\n' |
    bad 'a text was wanted' marks.yml
check "and marks that hold themselves" test $? -eq 0
awk 'BEGIN { print "marks:"
	for (i = 0; i < 20000; i++)
		printf "- {finding: \"%012d\", verdict: true}\n", i }' |
    bad 'too many marks' marks.yml
check "and more than anybody decides" test $? -eq 0
again report.json
jq '.inputs = [range(3) | {path: "/dev/zero", bytes: 1, sha256: ("0" * 64)}]' \
    "$whole/report.json" >"$handed/report.json"
timeout 20 "$program" investigate --case "$handed" --add "$logs" \
    >"$work/said" 2>&1
check "a case is not made of devices" test $? -eq 4
