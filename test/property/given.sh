# given: what is given beside the logs (site file, mappings, indicators, people,
# tables of places) may be anything: wrong use, said with its name, at once.
#
# shellcheck shell=sh disable=SC2154

given=$work/given
mkdir "$given" "$given/dir"
mkfifo "$given/pipe"
ln -s ../pipe "$given/dir/a.yml"
ln -s /dev/zero "$given/zero"
head -c 3000000 /dev/zero | tr '\0' '[' >"$given/brackets"
printf '{"objects":' | cat - "$given/brackets" >"$given/stix"
printf 'accounts: &a [*a, *a]\n' >"$given/itself"
printf 'year: 99999999999999999999999999\n' >"$given/year"
: >"$given/empty"

# wrong NAME OPTION VALUE: code 2, one sentence that names it.
wrong() {
	timeout 20 "$program" investigate "$2" "$3" --case "$work/case" \
	    "$logs" >"$work/said" 2>&1
	wrong_code=$?
	[ $wrong_code -eq 2 ] && [ "$(wc -l <"$work/said")" -eq 1 ] &&
	    grep -qF -e "$1" "$work/said" && [ ! -e "$work/case" ] && return
	echo "code $wrong_code, said:"
	head -c 500 "$work/said"
	return 1
}
for name in pipe zero dir brackets itself year; do
	check "a site file that is $name is refused" \
	    wrong "$given/$name" --site "$given/$name"
done
for name in pipe zero dir brackets stix empty; do
	check "indicators that are $name are refused" \
	    wrong "$given/$name" --known "$given/$name"
	echo "directory: $name" >"$given/people.yml"
	[ "$name" = empty ] && continue
	check "people that are $name are refused" \
	    wrong "$given/$name" --site "$given/people.yml"
	echo "places: {city: $given/$name}" >"$given/places.yml"
	check "places that are $name are refused" \
	    wrong "$given/$name" --site "$given/places.yml"
	echo "claims: $name" >"$given/claims.yml"
	check "claims that are $name are refused" \
	    wrong "$given/$name" --site "$given/claims.yml"
done
check "a mapping that is a pipe is refused" \
    wrong "$given/dir/a.yml" --formats "$given/dir"
check "and a folder of mappings that is none" \
    wrong "$given/empty: is no folder" --formats "$given/empty"
