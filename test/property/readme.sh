# readme: every example of the README runs as it is typed, one after the other,
# in a folder as a fresh clone is once `make` was run.
#
# shellcheck shell=sh disable=SC2154

clone=$work/clone
mkdir -p "$clone/build"
ln -s "$program" "$clone/build/beffroi"
ln -s "$PWD/example" "$PWD/test" "$clone"

# What stands between ``` and ```.
awk '/^```/ { in_block = !in_block; next }
    in_block && /^build\/beffroi / { print }' README.md >"$work/examples"
for command in src/app/commands/*.c; do
	command=$(basename "$command" .c)
	check "the README has an example of $command" \
	    grep -q "^build/beffroi $command " "$work/examples"
done
while read -r example; do
	(cd "$clone" && sh -c "$example") >"$work/shown" 2>"$work/said" \
	    </dev/null
	code=$?
	case $example in
	*' diff '* | *' ready '*)	# no is what these answer
		check "$example" test $code -eq 1 ;;
	*' query '*)
		check "$example" sh -c '[ "$1" -eq 0 ] || { [ "$1" -eq 4 ] &&
		    grep -q "make duckdb" "$2"; }' sh $code "$work/said"
		[ $code -eq 0 ] || continue ;;
	*)
		check "$example" test $code -eq 0 ;;
	esac || cat "$work/said"
	check "and it prints something" test -s "$work/shown"
done <"$work/examples"

# The site file that it shows can be used.
awk '/^```yaml$/ { go = 1; next } /^```/ { go = 0 } go' README.md \
    >"$clone/site.yml"
cp example/claims.yml "$clone"
check "the README shows a site file" test -s "$clone/site.yml"
"$program" investigate --site "$clone/site.yml" --case "$clone/shown" \
    example/logs >"$work/shown" 2>"$work/said"
check "and it can be used" test $? -eq 0 || cat "$work/said"
