# servers.sh: configure and start the real servers, inside the Debian tree.

# A server runs in the foreground, behind us; its complaints are kept.
serve()
{
	name=$1
	shift
	"$@" </dev/null >>"/var/log/estate/$name" 2>&1 &
	echo "$! $name" >>/run/estate.pids
}

server_pid()
{
	sed -n "s/ $1\$//p" /run/estate.pids
}

# wait_for WHAT CMD...: until CMD succeeds.
wait_for()
{
	what=$1
	shift
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		if [ $tries -gt 100 ]; then
			tail -n 5 /var/log/estate/* >&2
			die "$what did not start"
		fi
		sleep 0.1
	done
}

configure_common()
{
	mkdir -p /etc/estate /var/log/estate /var/log/portail /srv/portail
	cp /range/estate/hosts /etc/hosts
	cp /range/estate/aliases /range/estate/transport /etc/estate/
	echo mail.interieur.example >/etc/mailname
	: >/etc/resolv.conf
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
	    -nodes -days 3650 -subj /CN=mail.interieur.example \
	    -keyout /etc/estate/key.pem -out /etc/estate/cert.pem 2>/dev/null
	useradd -r -d /srv/mail -s /usr/sbin/nologin vmail
	useradd -m -s /bin/sh interdit
	people | while read -r login password way _; do
		[ "$way" = admin ] || continue
		useradd -m -s /bin/sh "$login"
		echo "$login:$password" | chpasswd
	done
	mkdir -p /srv/mail
	chown vmail: /srv/mail
	people | while read -r login password _; do
		echo "$login@interieur.example:{PLAIN}$password::::::"
	done >/etc/estate/passwd
	people | while read -r login _; do
		echo "$login@interieur.example $login"
	done >/etc/estate/mailboxes
	chmod 644 /etc/estate/*
}

start_rsyslog()
{
	# Debian's own rules; only the stamp is taken from the estate's clock
	# instead of the kernel's, and what that clock's jumps make Dovecot say
	# is left out.  On bookworm the stamps are the traditional ones, as on
	# machines that were installed before it.
	sed -i -e 's/^module(load="imuxsock")/module(load="imuxsock" SysSock.UseSysTimeStamp="off")/' \
	    -e '/imklog/d' /etc/rsyslog.conf
	mkdir -p /etc/rsyslog.d
	cat >/etc/rsyslog.d/00-clock.conf <<-END
	:msg, contains, "Time moved forward" stop
	:msg, contains, "Time jumped forwards" stop
	END
	if [ "$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)" = bookworm ]; then
		sed -i '1i $ActionFileDefaultTemplate RSYSLOG_TraditionalFileFormat' /etc/rsyslog.conf
	fi
	serve rsyslog env $(clock_env MT) rsyslogd -n -iNONE
	wait_for rsyslog test -S /dev/log
}

start_dovecot()
{
	version=$(dovecot --version | cut -d. -f1,2)
	cp "/range/estate/dovecot-$version.conf" /etc/dovecot/dovecot.conf
	# Two seconds for each wrong password would make a spraying last hours.
	[ "$shapes" != no ] || echo 'auth_failure_delay = 0' >>/etc/dovecot/dovecot.conf
	case $estate,$shapes in
	prepared,no)
		cat "/range/estate/events-$version.conf" >>/etc/dovecot/dovecot.conf ;;
	unprepared,no)
		sed -i -e 's/ notify mail_log//; /^  *notify = yes/d; /^  *mail_log = yes/d; /mail_log_/d' /etc/dovecot/dovecot.conf ;;
	esac
	# Its sockets for Postfix, which makes this directory only later.
	mkdir -p -m 700 /var/spool/postfix/private
	chown postfix: /var/spool/postfix/private
	serve dovecot env $(clock_env) dovecot -F
	wait_for Dovecot test -S /run/dovecot/auth-userdb
}

start_postfix()
{
	cp /range/estate/main.cf /etc/postfix/main.cf
	cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf
	cat /range/estate/submission.cf >>/etc/postfix/master.cf
	postconf -F '*/*/chroot = n'
	serve sink smtp-sink -u nobody 203.0.113.26:25 100
	serve sink-refusing smtp-sink -u nobody -f rcpt 203.0.113.27:25 100
	serve postfix env $(clock_env) postfix start-fg
	wait_for Postfix curl -s smtp://192.0.2.10:25 -X NOOP
}

start_postgresql()
{
	bin=$(echo /usr/lib/postgresql/*/bin)
	mkdir -p /srv/registres /run/postgresql /var/log/postgresql
	chown postgres: /srv/registres /run/postgresql /var/log/postgresql
	as_postgres "$bin/initdb" -D /srv/registres -A trust -E UTF8 --locale=C.UTF-8 >/var/log/estate/initdb
	cat /range/estate/postgresql.conf >>/srv/registres/postgresql.conf
	echo 'host registres all 0.0.0.0/0 trust' >>/srv/registres/pg_hba.conf
	# The registers are made before the logs begin.
	as_postgres "$bin/pg_ctl" -s -w -D /srv/registres -o '-c logging_collector=off -c pgaudit.log=none -c log_connections=off -c log_disconnections=off' -l /dev/null start
	as_postgres createdb -h /run/postgresql registres
	as_postgres psql -h /run/postgresql -qX -v ON_ERROR_STOP=1 -d registres -f /range/estate/registers.sql >/dev/null
	people | while read -r login password way _; do
		[ "$way" = officer ] || continue
		echo "INSERT INTO portail.agent VALUES ('$login', encode(sha256('$password'), 'hex'));"
	done | as_postgres psql -h /run/postgresql -qX -d registres
	as_postgres "$bin/pg_ctl" -s -w -D /srv/registres stop
	serve postgresql setpriv --reuid=postgres --regid=postgres --init-groups env $(clock_env) "$bin/postgres" -D /srv/registres
	wait_for PostgreSQL as_postgres "$bin/pg_isready" -q -h /run/postgresql
	# What it says of its past, before the estate's clock, is not kept.
	sleep 0.3
	for file in /var/log/postgresql/*.log; do
		: >"$file"
	done
}

as_postgres()
{
	setpriv --reuid=postgres --regid=postgres --init-groups "$@"
}

start_web()
{
	cp /range/estate/nginx.conf /etc/nginx/nginx.conf
	cp /range/estate/roundcube.php /etc/roundcube/config.inc.php
	cp /range/portal/index.php /srv/portail/index.php
	mkdir -p /var/lib/roundcube-db /var/log/roundcube /var/lib/php/sessions /var/log/nginx
	sqlite3 /var/lib/roundcube-db/roundcube.db </usr/share/roundcube/SQL/sqlite.initial.sql
	chown -R www-data: /var/lib/roundcube-db /var/log/roundcube /var/log/portail /var/lib/php/sessions
	fpm=$(echo /usr/sbin/php-fpm*)
	serve php-fpm env $(clock_env) "$fpm" -y /range/estate/php-fpm.conf
	wait_for php-fpm test -S /run/php.sock
	serve nginx env $(clock_env) nginx -g 'daemon off;'
	wait_for nginx curl -sk https://192.0.2.10/ -o /dev/null
}

start_sshd()
{
	mkdir -p /run/sshd /root/.ssh
	cp /range/estate/sshd_config /etc/ssh/sshd_config
	ssh-keygen -q -t ed25519 -N '' -C adm -f /root/.ssh/adm
	for login in $(awk '$3 == "admin" { print $1 }' $WORLD/people); do
		mkdir -p "/home/$login/.ssh"
		cp /root/.ssh/adm.pub "/home/$login/.ssh/authorized_keys"
		chown -R "$login:" "/home/$login"
		chmod 700 "/home/$login/.ssh"
	done
	[ -e /etc/ssh/ssh_host_ed25519_key ] || ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
	serve sshd /usr/sbin/sshd -D
}

start_servers()
{
	configure_common
	start_rsyslog
	start_dovecot
	start_postfix
	start_postgresql
	start_web
	start_sshd
}
