# rspamd.sh: rspamd scanning a few messages, and its controller being asked by
# those who know its password and those who do not.  Sourced by run.sh for
# --lines rspamd.

packages='rspamd redis-server'

rspamd_configure()
{
	mkdir -p /etc/rspamd/local.d /run/rspamd /var/log/rspamd /var/lib/rspamd
	chown _rspamd: /run/rspamd /var/log/rspamd /var/lib/rspamd
	cat >/etc/rspamd/local.d/worker-controller.inc <<-END
	bind_socket = "192.0.2.10:11334";
	bind_socket = "127.0.0.1:11334";
	password = "$(rspamadm pw -q -p maitre)";
	secure_ip = "127.0.0.1";
	END
	cat >/etc/rspamd/local.d/worker-normal.inc <<-'END'
	bind_socket = "192.0.2.10:11333";
	END
	echo 'bind_socket = "192.0.2.10:11332"; milter = yes; timeout = 5s; upstream "local" { default = yes; self_scan = yes; }' \
	    >/etc/rspamd/local.d/worker-proxy.inc
	echo 'servers = "127.0.0.1";' >/etc/rspamd/local.d/redis.conf
	printf '%s\n' "$1" >/etc/rspamd/local.d/logging.inc
	echo 'enabled = false;' >/etc/rspamd/local.d/rbl.conf
}

# scan FROM_IP SUBJECT HEADER...: as a mail server hands it in.
scan()
{
	ip=$1 subject=$2
	shift 2
	printf 'From: <contact@fournisseur.example>\r\nTo: <hugo@interieur.example>\r\nSubject: %s\r\nMessage-ID: <d%s@fournisseur.example>\r\nDate: Thu, 11 Dec 2025 21:00:00 +0000\r\n\r\nBonjour.\r\n' \
	    "$subject" "${#subject}" >/run/scan.eml
	curl -s -m 20 --interface 192.0.2.80 -o /dev/null -H "IP: $ip" "$@" --data-binary @/run/scan.eml http://192.0.2.10:11333/checkv2
}

rspamd_life()
{
	scan 203.0.113.25 'Planning' -H 'From: contact@fournisseur.example' -H 'Rcpt: hugo@interieur.example' -H 'Queue-Id: 4gXr12' -H 'Helo: mx.voisin.example'
	scan 203.0.113.18 'Depart' -H 'User: hugo@interieur.example' -H 'From: hugo@interieur.example' -H 'Rcpt: a@dehors.example' -H 'Rcpt: b@dehors.example'
	scan 2001:db8:cafe:11::20 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X' -H 'From: a@b.example' -H 'Rcpt: hugo@interieur.example'
	near='curl -s -m 20 --interface 203.0.113.18 -o /dev/null'
	far='curl -s -m 20 --interface 198.51.100.61 -o /dev/null'
	$far http://192.0.2.10:11334/stat
	$far -H 'Password: faux' http://192.0.2.10:11334/stat
	$far -H 'Password: faux' http://192.0.2.10:11334/auth
	$near -H 'Password: maitre' http://192.0.2.10:11334/auth
	$near -H 'Password: maitre' http://192.0.2.10:11334/history
	$near -H 'Password: maitre' --data-binary @/run/scan.eml http://192.0.2.10:11334/learnspam
	$near -H 'Password: maitre' -H 'Content-Type: application/json' -d '[1,2,3,4]' http://192.0.2.10:11334/saveactions
	curl -s -m 20 -o /dev/null http://127.0.0.1:11334/stat
	$far -H 'X-Forwarded-For: 127.0.0.1' http://192.0.2.10:11334/stat
	$far http://192.0.2.10:11334/rien
	# Through the milter, as Postfix speaks it.
	curl -s --interface 203.0.113.25 smtp://192.0.2.10:25/mx.voisin.example --mail-from contact@fournisseur.example \
	    --mail-rcpt hugo@interieur.example -T /run/scan.eml
	sleep 1
}

rspamd_hostile()
{
	newline='
'
	scan 198.51.100.61 "x${newline} y, ip: 192.0.2.80" -H 'User: x, ip: 192.0.2.80, user: root' -H 'From: a@b.example>, ip: 192.0.2.80' -H 'Rcpt: <x>, user: root' -H 'Queue-Id: q>, ip: 192.0.2.80'
	scan 198.51.100.61 'x' -H 'User: é"\' -H 'From: "a>, ip: 192.0.2.80"@b.example' -H 'Rcpt: "a, len: 1"@b.example'
	scan 'nonsense' 'x' -H 'From: a@b.example'
	scan '198.51.100.61, 192.0.2.80' 'x' -H 'From: a@b.example'
	printf 'From: x\r\nMessage-ID: <d>, ip: 192.0.2.80, user: root, from: <a@b.example>\r\n\r\nx\r\n' >/run/scan.eml
	curl -s -m 20 -o /dev/null --interface 192.0.2.80 -H 'IP: 198.51.100.61' --data-binary @/run/scan.eml http://192.0.2.10:11333/checkv2
	curl -s -m 20 --interface 198.51.100.61 -o /dev/null -H "Password: x; from 192.0.2.80" 'http://192.0.2.10:11334/stat?x=1%0a"'
	printf '!raw GET /stat\\x01 HTTP/1.1\\r\\nPassword: a\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 11334
	printf '!raw nonsense\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 11334
}

rspamd_run()
{
	rspamd_configure "$1"
	# Under libfaketime it never begins: its dates are the host's.
	serve rspamd rspamd -f -u _rspamd -g _rspamd
	sleep 30
	wait_for rspamd curl -s http://127.0.0.1:11334/ping
	rspamd_life
	rspamd_hostile
	kill "$(server_pid rspamd)"
	wait "$(server_pid rspamd)" 2>/dev/null
	sed -i '/ rspamd$/d' /run/estate.pids
}

lines_capture()
{
	serve redis redis-server --bind 127.0.0.1 --save ''
	start_dovecot
	cat /range/estate/main.cf >/run/main.cf
	start_postfix
	postconf 'smtpd_milters = inet:192.0.2.10:11332' 'milter_default_action = accept'
	postfix reload >/dev/null 2>&1
	rspamd_run 'type = "file"; filename = "/var/log/rspamd/rspamd.log";'
	cp /var/log/rspamd/rspamd.log "$1/"
	rspamd_run 'type = "syslog"; facility = "mail";'
	sleep 1
	grep -ah ' rspamd\[' /var/log/syslog /var/log/mail.log >"$1/syslog.log"
	rspamd --version | head -n 1 >"$1/version"
}
