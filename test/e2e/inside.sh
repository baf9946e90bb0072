#!/bin/sh
# inside.sh: first process of the namespaces.  Lays a layer over the Debian
# tree, puts the addresses of the estate on the loopback, and enters.
#
#	inside.sh ROOT LAYER E2E OUT ARGS...
#
# Nothing is undone here: the mounts, the processes and the network end with
# the namespaces, and those with this process.
set -eu

root=$1 layer=$2 e2e=$3 out=$4
shift 4

mount -t tmpfs -o size=2g estate "$layer"
mkdir "$layer/upper" "$layer/work" "$layer/root"
mount -t overlay estate -o "lowerdir=$root,upperdir=$layer/upper,workdir=$layer/work" "$layer/root"
new=$layer/root

mount -t proc proc "$new/proc"
mount -t tmpfs -o mode=755 dev "$new/dev"
for node in null zero full random urandom tty; do
	: >"$new/dev/$node"
	mount --bind "/dev/$node" "$new/dev/$node"
done
mkdir "$new/dev/shm" "$new/dev/pts"
mount -t tmpfs -o mode=1777 shm "$new/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$new/dev/pts"
ln -s pts/ptmx "$new/dev/ptmx"
ln -s /proc/self/fd "$new/dev/fd"
mount -t tmpfs -o mode=755 run "$new/run"
mkdir "$new/e2e" "$new/out"
mount --bind "$e2e" "$new/e2e"
mount --bind "$out" "$new/out"

hostname courrier1
ip link set lo up
while read -r address; do
	case $address in
	'' | '#'*)	continue ;;
	*:*)		ip -6 addr add "$address/128" dev lo nodad ;;
	*)		ip addr add "$address/32" dev lo ;;
	esac
done <"$e2e/estate/addresses"

cd "$new"
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    chroot . /bin/sh /e2e/run.sh "$@"
