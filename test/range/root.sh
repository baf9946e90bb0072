# root.sh: a Debian tree with the servers, made once and kept.
#
# Sourced by capture.  The tree is only ever read afterwards: each run lays a
# layer of its own over it, so two runs can share one tree.  So can the layers
# of servers that are captured alone.

root_packages()
{
	echo dovecot-imapd dovecot-pop3d dovecot-lmtpd dovecot-managesieved \
	    postfix rsyslog nginx-light php-fpm php-cli php-pgsql php-sqlite3 \
	    roundcube-core roundcube-sqlite3 roundcube-plugins \
	    openssh-server openssh-client postgresql "postgresql-$1-pgaudit" \
	    libfaketime curl jq openssl sqlite3 iproute2 procps ca-certificates
}

# root_make SUITE DIR
root_make()
{
	suite=$1 dir=$2
	case $suite in
	bookworm)	pg=15 ;;
	trixie)		pg=17 ;;
	*)		die "unknown suite '$suite': bookworm or trixie" ;;
	esac
	[ -e "$dir/.complete" ] && return

	command -v mmdebstrap >/dev/null || die "mmdebstrap is not installed"
	say "building $dir, once"
	rm -rf "$dir" "$dir.new"
	mkdir -p "${dir%/*}"
	{
		echo postfix postfix/main_mailer_type select No configuration
		echo roundcube-core roundcube/dbconfig-install boolean false
		echo postgresql-common postgresql-common/obsolete-major note
	} >"$dir.preseed"
	# No cluster is made at installation: each run makes its own.
	DEBIAN_FRONTEND=noninteractive mmdebstrap --quiet --variant=apt \
	    --aptopt='APT::Install-Recommends "false"' \
	    --dpkgopt='path-exclude=/usr/share/doc/*' \
	    --dpkgopt='path-exclude=/usr/share/man/*' \
	    --dpkgopt='path-exclude=/usr/share/locale/*' \
	    --essential-hook="copy-in '$dir.preseed' /tmp" \
	    --essential-hook="chroot \"\$1\" debconf-set-selections /tmp/$suite.preseed" \
	    --essential-hook='mkdir -p "$1/etc/postgresql-common"' \
	    --essential-hook='echo "create_main_cluster = false" >"$1/etc/postgresql-common/createcluster.conf"' \
	    --include="$(root_packages "$pg" | tr ' ' ,)" \
	    "$suite" "$dir.new" ||
	    die "the root for $suite could not be built"
	rm -f "$dir.preseed" "$dir.new"/var/cache/apt/archives/*.deb
	mv "$dir.new" "$dir"
	: >"$dir/.complete"
}

# layer_make ROOT DIR SCRIPT: the layer with the packages that SCRIPT names in
# its line "packages='...'".  Nothing is started while they are installed.
layer_make()
{
	tree=$1 dir=$2
	[ -e "$dir.complete" ] && return

	say "building $dir, once"
	rm -rf "$dir" "$dir.work" "$dir.new"
	mkdir -p "$dir" "$dir.work" "$dir.new"
	packages=$(sed -n "s/^packages='\(.*\)'/\1/p" "$3")
	unshare --mount --pid --fork --kill-child sh -euc '
		mount -t overlay layer -o "lowerdir=$1,upperdir=$2,workdir=$2.work" "$2.new"
		cd "$2.new"
		mount -t proc proc proc
		mount --rbind /dev dev
		printf "#!/bin/sh\nexit 101\n" >usr/sbin/policy-rc.d
		chmod 755 usr/sbin/policy-rc.d
		cp /etc/resolv.conf etc/resolv.conf
		shift 2
		export DEBIAN_FRONTEND=noninteractive
		chroot . apt-get -qq update
		chroot . apt-get -qq install --no-install-recommends "$@"
		rm usr/sbin/policy-rc.d var/cache/apt/archives/*.deb
	' sh "$tree" "$dir" $packages >"$dir.log" 2>&1 ||
	    die "the layer could not be built: $dir.log"
	rm -rf "$dir.work" "$dir.new" "$dir.log"
	: >"$dir.complete"
}
