# surroundings: nor on the machine, its clock, its zone or its language.
# Here the files are the same, so the whole case must be.
#
# shellcheck shell=sh disable=SC2154

# check_same SENTENCE COMMAND...: run before `beffroi investigate ...`
check_same() {
	check_same_sentence=$1
	shift
	rm -rf "$work/case"
	"$@" "$program" investigate --site "$site" --case "$work/case" \
	    --jobs 2 "$logs" >"$work/said" 2>&1
	check "$check_same_sentence" same_case "$work/case" || head -3 "$work/said"
}

mkdir "$work/locale"
for name in tr_TR fr_FR; do
	localedef -c -i $name -f UTF-8 "$work/locale/$name.UTF-8" \
	    >/dev/null 2>&1
done
check "there is a Turkish locale to try" test -d "$work/locale/tr_TR.UTF-8"
check_same "the same again" env
check_same "the same in a Turkish locale" \
    env LOCPATH="$work/locale" LC_ALL=tr_TR.UTF-8
check_same "the same in a French locale" \
    env LOCPATH="$work/locale" LC_ALL=fr_FR.UTF-8 LANGUAGE=fr
check_same "the same in Tokyo" env TZ=Asia/Tokyo
check_same "the same in a zone with half hours" env TZ=America/St_Johns
check_same "the same years later" faketime '2031-07-01 12:00:00'
check_same "the same before it happened" faketime '2001-02-03 04:05:06'
check_same "the same with nothing in the environment" env -i
check_same "the same with few open files" sh -c 'ulimit -n 64; exec "$@"' sh
(
	cd "$work" || exit
	mkdir elsewhere
	cp -rp logs elsewhere/logs
)
rm -rf "$work/case"
investigate "$work/case" "$work/elsewhere/logs"
check "the same answers from another folder" same_answers "$work/case"

# Nor does the report tell where it was made.
# (A name that the logs use themselves proves nothing.)
told() {
	LC_ALL=C grep -lwF -e "$1" "$whole/report.json" "$whole/report.txt" \
	    "$whole/report.html"
}
check "no present time in it" test -z "$(told "$(date -u +%Y-%m-%d)")"
grep -rqwF -e "$(uname -n)" "$logs" ||
    check "no host name in it" test -z "$(told "$(uname -n)")"
for lang in en fr; do
	rm -rf "$work/case"
	investigate "$work/case" --lang $lang "$logs"
	check "the same answers with --lang $lang" same_answers "$work/case"
done
