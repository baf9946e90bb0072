#!/bin/sh
# inside.sh: first process of the namespaces.  Lays a layer over the Debian
# tree, puts the addresses of the estate on the loopback, and enters.
#
#	inside.sh ROOT LAYER RANGE OUT ARGS...
#
# Nothing is undone here: the mounts, the processes and the network end with
# the namespaces, and those with this process.
set -eu

root=$1 layer=$2 range=$3 out=$4
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
mkdir "$new/out"
cp -R "$range" "$new/range"	# what changes meanwhile changes nothing
mount --bind "$out" "$new/out"

hostname courrier1
ip link set lo up
# Every address there is, is ours: servers and clients bind what they need.
for net in 192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 198.18.0.0/15; do
	ip route add local "$net" dev lo
done
echo 1 >/proc/sys/net/ipv6/ip_nonlocal_bind
ip -6 route add local 2001:db8::/32 dev lo
for address in 192.0.2.10/32 192.0.2.20/32 192.0.2.80/32 2001:db8:10::10/128; do
	ip addr add "$address" dev lo
done

cd "$new"
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    chroot . /bin/sh /range/run.sh "$@"
