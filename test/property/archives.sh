# archives: names in an archive are data; what is no file in it is not read, and
# nothing leaves it.
#
# shellcheck shell=sh disable=SC2154

line='2025-12-11T21:04:00Z mail sshd[811]: Failed password for bob from 198.51.100.9 port 4022 ssh2'
mkdir -p "$work/in/a/b" "$work/out"
(
	cd "$work/in/a/b" || exit
	echo "$line" >plain.log
	echo "$line" | tee ../../up.log >"$work/in/from-root.log"
	ln -s /etc/passwd link.log
	mkfifo pipe.log
	tar -P -cf "$work/odd.tar" plain.log ../../up.log link.log pipe.log \
	    /dev/zero "$work/in/from-root.log"
	zip -qy "$work/odd.zip" plain.log ../../up.log link.log
	tar -c plain.log | zstd -q --long=31 >"$work/far.zst"
	printf '7z\274\257\047\034\000\004and so on' >"$work/a.7z"
	printf 'Rar!\032\007\001\000and so on' >"$work/a.rar"
)
lines() {	# lines ARCHIVE: how many events, read in an empty folder
	(cd "$work/out" && timeout 60 "$program" parse "$1" 2>"$work/said" |
	    jq -r .user.name | grep -c '^bob$')
}
check "files of a tar are read, links, pipes and devices are not" \
    test "$(lines "$work/odd.tar")" -eq 3
check "nor is a link in a zip" test "$(lines "$work/odd.zip")" -eq 2
check "and nothing is unpacked anywhere" test -z "$(ls -A "$work/out")" -a \
    "$(find "$work" -name up.log | wc -l)" -eq 1
unread() {	# unread FILE WORDS: 4, and said why and what to do
	timeout 60 "$program" parse "$work/$1" >"$work/shown" 2>"$work/said"
	[ $? -eq 4 ] && [ ! -s "$work/shown" ] &&
	    grep -q "$1: .*$2.*unpack" "$work/said"
}
check "a window that is too large is said" unread far.zst 'too much memory'
check "7z is said" unread a.7z 7z
check "rar is said" unread a.rar rar
