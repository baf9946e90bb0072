# added: logs added to a case give what all of them give at once; and what
# the case was made from must not be lost on the way.
#
# shellcheck shell=sh disable=SC2154

# Half of the logs, each under the path it has in the whole.
rm -rf "$work/case"
# shellcheck disable=SC2046 # our own names, without blanks
investigate "$work/case" $(find "$logs" -type f | LC_ALL=C sort | awk 'NR % 2')
check "half of the logs make another case" \
    sh -c '! cmp -s "$1/report.json" "$2/report.json"' sh "$whole" "$work/case"
cp -rp "$work/case" "$work/half"
investigate "$work/case" "$logs"
check "a case is not added to unless asked" test $? -eq 4
# shellcheck disable=SC2046
investigate "$work/case" --add $(find "$logs" -type f | LC_ALL=C sort | awk 'NR % 2 == 0')
check "--add does" test $? -eq 0
check "and gives the same case as all at once" same_case "$work/case"
investigate "$work/case" --add "$logs"
check "adding what is there changes nothing" same_case "$work/case"

investigate "$work/none" --add "$logs"
check "there must be a case to add to" test $? -eq 4
check "and none is made" test ! -e "$work/none"
"$program" investigate --add "$logs" >"$work/said" 2>&1
check "that is named" test $? -eq 2

# An old file is gone, has changed, or has grown.
mkdir "$work/old"
cp -p "$logs"/* "$work/old"
first=$(find "$work/old" -type f | LC_ALL=C sort | head -1)
rm -rf "$work/case"
investigate "$work/case" "$work/old"
cp -rp "$work/case" "$work/before"
mv "$first" "$work/away"
investigate "$work/case" --add "$work/away"
check "a file that is gone is not passed over" test $? -eq 4
check "but named" grep -q "$first" "$work/said"
check "and the case is as it was" diff -r "$work/before" "$work/case"
investigate "$work/case" --add --force "$work/away"
check "--force goes on, and says so" test $? -eq 3
check "with what there is" same_answers "$work/case"

rm -rf "$work/case"
cp -p "$work/away" "$first"
investigate "$work/case" "$work/old"
head -1 "$first" >>"$first"
investigate "$work/case" --add "$work/old"
check "a file may have grown" test $? -eq 0
sed '1s/[0-9]/7/' "$work/away" >"$first"
cp -rp "$work/case" "$work/grown"
investigate "$work/case" --add "$work/old"
check "but not changed" test $? -eq 4
check "which is said" grep -q "not what the case was made of" "$work/said"
check "and the case is as it was" diff -r "$work/grown" "$work/case"
