# exim.sh: Exim taking, delivering and refusing mail, with authenticators and
# TLS, first with Debian's log_selector, then with everything.  Sourced by
# run.sh for --lines exim.

packages='exim4-daemon-heavy'

exim_configure()
{
	cat >/etc/estate/exim.conf <<-END
	primary_hostname = mail.interieur.example
	domainlist local = interieur.example
	daemon_smtp_ports = 25 : 465 : 587
	local_interfaces = <; 192.0.2.10 ; 2001:db8:10::10
	tls_on_connect_ports = 465
	tls_advertise_hosts = *
	tls_certificate = /etc/estate/cert.pem
	tls_privatekey = /etc/estate/key.pem
	host_lookup =
	dns_again_means_nonexist = *
	dns_retrans = 1s
	dns_retry = 1
	log_selector = $1
	log_file_path = $2
	trusted_users = root
	smtp_accept_max_per_host = 20
	acl_smtp_mail = mail
	acl_smtp_rcpt = rcpt
	acl_smtp_data = data
	acl_smtp_auth = accept
	begin acl
	mail:
	  deny senders = *@refuse.example
	       message = sender refused
	  accept
	rcpt:
	  defer local_parts = greve
	        message = try later
	  accept authenticated = *
	  accept domains = +local
	         verify = recipient
	  deny message = relay not permitted
	data:
	  deny condition = \${if match{\$h_subject:}{jeter}}
	       message = spam
	  accept
	begin routers
	away:
	  driver = manualroute
	  domains = ! +local
	  route_list = dehors.example 203.0.113.26 byname ; refus.example 203.0.113.27 byname ; muet.example 203.0.113.202 byname
	  transport = remote_smtp
	liste:
	  driver = redirect
	  local_parts = liste
	  data = hugo@interieur.example, bob@interieur.example
	home:
	  driver = accept
	  local_parts = hugo : bob
	  transport = mbox
	begin transports
	remote_smtp:
	  driver = smtp
	mbox:
	  driver = appendfile
	  file = /srv/mail/\$local_part
	  user = mail
	begin retry
	* * F,1h,15m
	begin authenticators
	plain_server:
	  driver = plaintext
	  public_name = PLAIN
	  server_condition = \${if and{{eq{\$auth2}{hugo}}{eq{\$auth3}{juste}}}}
	  server_set_id = \$auth2
	  server_prompts = :
	login_server:
	  driver = plaintext
	  public_name = LOGIN
	  server_condition = \${if and{{eq{\$auth1}{hugo}}{eq{\$auth2}{juste}}}}
	  server_set_id = \$auth1
	  server_prompts = "Username:: : Password::"
	cram_server:
	  driver = cram_md5
	  public_name = CRAM-MD5
	  server_secret = \${if eq{\$auth1}{hugo}{juste}fail}
	  server_set_id = \$auth1
	END
	chmod 644 /etc/estate/*
}

# Another one takes what leaves.
exim_sink()
{
	mkdir -p /srv/sink
	chown Debian-exim: /srv/sink
	cat >/etc/estate/sink.conf <<-'END'
	primary_hostname = mx.dehors.example
	local_interfaces = 203.0.113.26 : 203.0.113.27
	spool_directory = /srv/sink
	log_file_path = /srv/sink/%slog
	acl_smtp_rcpt = rcpt
	begin acl
	rcpt:
	  deny domains = refus.example
	       message = 5.1.1 nobody here
	  accept
	begin routers
	all:
	  driver = redirect
	  data = :blackhole:
	END
	chmod 644 /etc/estate/sink.conf
	serve sink env $(clock_env) exim -C /etc/estate/sink.conf -bdf
}

exim_life()
{
	near='curl -s -k -m 15 --interface 203.0.113.18' far='curl -s -k -m 15 --interface 198.51.100.61'
	printf 'From: <contact@b.example>\r\nTo: <hugo@interieur.example>\r\nSubject: Dossier "x" <y>\r\nMessage-ID: <d1@b.example>\r\n\r\nBonjour.\r\n' >/run/a.eml
	printf 'From: <hugo@interieur.example>\r\nSubject: a jeter\r\nMessage-ID: <d2@b.example>\r\n\r\nBonjour.\r\n' >/run/b.eml
	$near smtp://192.0.2.10:25/mx.voisin.example --mail-from contact@b.example --mail-rcpt hugo@interieur.example -T /run/a.eml
	$near smtp://192.0.2.10:25/mx.voisin.example --mail-from b@b.example --mail-rcpt liste@interieur.example -T /run/a.eml
	curl -s -k -g --interface 2001:db8:cafe:11::20 'smtp://[2001:db8:10::10]:25/x' --mail-from contact@b.example --mail-rcpt hugo@interieur.example -T /run/a.eml
	$near --ssl-reqd -u hugo:juste --login-options AUTH=PLAIN smtp://192.0.2.10:587/poste --mail-from hugo@interieur.example --mail-rcpt bob@interieur.example --mail-rcpt x@dehors.example -T /run/a.eml
	$near -u hugo:juste --login-options AUTH=LOGIN smtps://192.0.2.10:465/poste --mail-from hugo@interieur.example --mail-rcpt x@refus.example -T /run/a.eml
	$near -u hugo:juste --login-options AUTH=CRAM-MD5 smtp://192.0.2.10:587/poste --mail-from hugo@interieur.example --mail-rcpt x@muet.example -T /run/a.eml
	for way in PLAIN LOGIN CRAM-MD5; do
		for name in hugo personne; do
			$far -u $name:faux --login-options AUTH=$way smtps://192.0.2.10:465/poste --mail-from a@b.example --mail-rcpt x@dehors.example -T /run/a.eml
		done
	done
	$far smtp://192.0.2.10:25/x --mail-from a@b.example --mail-rcpt x@dehors.example -T /run/a.eml
	$far smtp://192.0.2.10:25/x --mail-from a@b.example --mail-rcpt personne@interieur.example -T /run/a.eml
	$far smtp://192.0.2.10:25/x --mail-from a@b.example --mail-rcpt greve@interieur.example -T /run/a.eml
	$far smtp://192.0.2.10:25/x --mail-from a@refuse.example --mail-rcpt hugo@interieur.example -T /run/a.eml
	$far smtp://192.0.2.10:25/x --mail-from a@b.example --mail-rcpt hugo@interieur.example -T /run/b.eml
	printf '!raw GET / HTTP/1.1\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 465
	printf '?220\nEHLO poste\n?250 \nSTARTTLS\n?220\n!raw garbage\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 587
	printf '?220\n!close\n' | talk 198.51.100.61 192.0.2.10 25
	printf '!raw EHLO hate\\r\\nMAIL FROM:<a@b.example>\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 25
	{
		printf '?220\nEHLO x\n?250 \nAUTH PLAIN !!!\n?5\n'
		printf 'FOO\n?5\nFOO\n?5\nFOO\n?5\nFOO\n?5\nFOO\n'
	} | talk 198.51.100.61 192.0.2.10 25
	printf 'Subject: local\n\nx\n' | env $(clock_env) exim -C /etc/estate/exim.conf -f adm@interieur.example hugo@interieur.example
	sleep 3
}

exim_hostile()
{
	far='curl -s -k -m 15 --interface 198.51.100.61'
	newline='
'
	for name in 'a b' 'x) [192.0.2.80]' "x${newline}2025-12-11 21:00:00 1vTqQz-00001m-0U <= root@interieur.example H=(x) [192.0.2.80] P=esmtpsa A=plain_server:root" \
	    'é' 'x)' "$(printf 'l%0600d' 0)" 'x [192.0.2.80]:1 I=[192.0.2.10]:587: 535 (set_id=root'; do
		printf '?220\nEHLO poste\n?250 \nAUTH PLAIN %s\n?5\nQUIT\n?221\n' "$(printf '\0%s\0faux' "$name" | base64 -w0)" | talk -t 198.51.100.61 192.0.2.10 465
	done
	for helo in 'a b' '[192.0.2.80]' 'x) [192.0.2.80]' 'H=y' "$(printf 'h%0300d' 0)"; do
		printf '?220\nEHLO %s\n?\nMAIL FROM:<"a> [192.0.2.80]"@b.example>\n!sleep 1\nRCPT TO:<"x> H=(y) [192.0.2.80]"@dehors.example>\n!sleep 1\nQUIT\n?221\n' "$helo" | talk 198.51.100.61 192.0.2.10 25
	done
	printf 'From: <a@b.example>\r\nSubject: x" from <root> H=(y) [192.0.2.80] A=plain:root\r\nMessage-ID: <a b H=(z) [192.0.2.80]>\r\n\r\nx\r\n' >/run/c.eml
	$far smtp://192.0.2.10:25/y --mail-from a@b.example --mail-rcpt hugo@interieur.example -T /run/c.eml
	sleep 1
}

# exim_run SELECTOR LOGS
exim_run()
{
	exim_configure "$1" "$2"
	serve exim env $(clock_env) exim -C /etc/estate/exim.conf -bdf -q5m
	wait_for Exim curl -s smtp://192.0.2.10:25 -X NOOP
	exim_life
	exim_hostile
	kill "$(server_pid exim)"
	wait "$(server_pid exim)" 2>/dev/null
	sed -i '/ exim$/d' /run/estate.pids
}

lines_capture()
{
	mkdir -p /srv/mail /var/log/exim4 /run/exim4
	chown mail: /srv/mail
	chown Debian-exim: /var/log/exim4 /run/exim4
	exim_sink
	exim_run '+smtp_protocol_error +smtp_syntax_error +tls_certificate_verified +tls_peerdn' '/var/log/exim4/%slog'
	exim_run '+all' 'syslog : /var/log/exim4/all-%slog'
	cp /var/log/exim4/* "$1/"
	grep -ah ' exim\[' /var/log/syslog /var/log/mail.log >"$1/syslog"
	exim --version | head -n 1 >"$1/version"
}
