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
