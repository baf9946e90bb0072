# web.sh: Apache, Caddy, and nginx as a proxy for mail: requests, failed
# passwords, errors.  Sourced by run.sh for --lines web.

packages='apache2 libnginx-mod-mail libnginx-mod-stream caddy'

web_configure()
{
	mkdir -p /run/apache2 /var/log/apache2 /srv/page/prive /var/log/mailproxy /var/log/caddy
	echo bonjour >/srv/page/index.html
	echo secret >/srv/page/prive/index.html
	htpasswd -cb /etc/estate/htpasswd hugo juste-hugo 2>/dev/null
	chmod 644 /etc/estate/*
	cat >/etc/estate/apache.conf <<-'END'
	ServerName mail.interieur.example
	ServerRoot /etc/apache2
	PidFile /run/apache2/apache.pid
	Listen 192.0.2.10:8001
	Listen [2001:db8:10::10]:8001
	Listen 192.0.2.10:8002
	Listen 192.0.2.10:8443
	User www-data
	Group www-data
	LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
	LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
	LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
	LoadModule authz_host_module /usr/lib/apache2/modules/mod_authz_host.so
	LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
	LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
	LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
	LoadModule auth_digest_module /usr/lib/apache2/modules/mod_auth_digest.so
	LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
	LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
	LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
	LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
	LoadModule reqtimeout_module /usr/lib/apache2/modules/mod_reqtimeout.so
	LoadModule cgid_module /usr/lib/apache2/modules/mod_cgid.so
	LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
	LogLevel info
	LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" vhost_combined
	LogFormat "%h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" combined
	LogFormat "%h %l %u %t \"%r\" %>s %b" common
	ErrorLog /var/log/apache2/error.log
	CustomLog /var/log/apache2/access.log combined
	DocumentRoot /srv/page
	ScriptAlias /cgi /srv/cgi
	ProxyPass /absent http://127.0.0.1:9009/
	<Directory /srv/page>
	Require all granted
	</Directory>
	<Location /prive>
	AuthType Basic
	AuthName "prive"
	AuthUserFile /etc/estate/htpasswd
	Require user hugo
	</Location>
	<Location /digest>
	AuthType Digest
	AuthName "prive"
	AuthDigestProvider file
	AuthUserFile /etc/estate/htpasswd
	Require valid-user
	</Location>
	<Location /interdit>
	Require ip 203.0.113.99
	</Location>
	<VirtualHost 192.0.2.10:8002>
	CustomLog /var/log/apache2/other_vhosts_access.log vhost_combined
	CustomLog /var/log/apache2/common.log common
	ErrorLog "|/usr/bin/logger -t apache2 -p local1.error"
	LogLevel warn
	</VirtualHost>
	<VirtualHost 192.0.2.10:8443>
	SSLEngine on
	SSLCertificateFile /etc/estate/cert.pem
	SSLCertificateKeyFile /etc/estate/key.pem
	</VirtualHost>
	END
	cat >/etc/estate/Caddyfile <<-'END'
	{
		admin off
		auto_https off
		log {
			output file /var/log/caddy/caddy.log
		}
	}
	http://192.0.2.10:8003 {
		root * /srv/page
		log {
			output file /var/log/caddy/access.log
		}
		basicauth /prive/* {
			hugo CADDYHASH
		}
		reverse_proxy /absent 127.0.0.1:9009
		respond /interdit 403
		file_server
	}
	https://192.0.2.10:8004 {
		tls /etc/estate/cert.pem /etc/estate/key.pem
		log {
			output file /var/log/caddy/access.log
		}
		respond "bonjour"
	}
	END
	sed -i "s|CADDYHASH|$(caddy hash-password --plaintext juste-hugo)|" /etc/estate/Caddyfile
	chmod 644 /etc/estate/*
	cat >/etc/estate/mailproxy.conf <<-'END'
	load_module modules/ngx_mail_module.so;
	load_module modules/ngx_stream_module.so;
	daemon off;
	user www-data;
	pid /run/mailproxy.pid;
	error_log /var/log/mailproxy/error.log info;
	events { }
	http {
		access_log off;
		server {
			listen 127.0.0.1:9100;
			location /auth {
				add_header Auth-Status OK;
				add_header Auth-Server 192.0.2.10;
				add_header Auth-Port 143;
				return 204;
			}
			location /refuse {
				add_header Auth-Status "Invalid login or password";
				add_header Auth-Wait 1;
				return 204;
			}
		}
	}
	stream {
		log_format s '$remote_addr [$time_local] $protocol $status $bytes_sent $bytes_received $session_time';
		access_log /var/log/mailproxy/stream.log s;
		server { listen 192.0.2.10:8025; proxy_pass 127.0.0.1:9025; }
	}
	mail {
		server_name mail.interieur.example;
		ssl_certificate /etc/estate/cert.pem;
		ssl_certificate_key /etc/estate/key.pem;
		auth_http 127.0.0.1:9100/auth;
		server { listen 192.0.2.10:9143; protocol imap; auth_http 127.0.0.1:9100/refuse; }
		server { listen 192.0.2.10:8143; protocol imap; starttls on; }
		server { listen 192.0.2.10:8993 ssl; protocol imap; }
		server { listen 192.0.2.10:8110; protocol pop3; pop3_auth plain apop cram-md5; auth_http 127.0.0.1:9100/refuse; }
		server { listen 192.0.2.10:8587; protocol smtp; smtp_auth login plain; auth_http 127.0.0.1:9100/refuse; }
	}
	END
}

web_life()
{
	near='curl -s -k --interface 203.0.113.18 -o /dev/null'
	far='curl -s -k --interface 198.51.100.61 -o /dev/null'
	for at in http://192.0.2.10:8001 http://192.0.2.10:8002 https://192.0.2.10:8443 http://192.0.2.10:8003; do
		$near -A "$FIREFOX" -e https://mail.interieur.example/ "$at/?_task=mail&_action=show&_uid=17&_mbox=INBOX"
		$near -u hugo:juste-hugo $at/prive/
		$far -u hugo:faux $at/prive/
		$far -u personne:faux $at/prive/
		$far $at/prive/
		$far $at/absent
		$far $at/interdit
		$far $at/rien
		$near --digest -u hugo:juste $at/digest/
		$near -d x=1 $at/index.html
	done
	curl -s -g --interface 2001:db8:cafe:11::20 -o /dev/null 'http://[2001:db8:10::10]:8001/'
	$near https://192.0.2.10:8004/
	printf '!raw GET / HTTP/1.1\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 8443
	printf '!raw GET / HTTP/1.1\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 8004
	printf '!raw \\x16\\x03nonsense\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 8001
	# Mail through nginx to Dovecot.
	who=$U@$DOMAIN:$(password_of $U)
	$near -u "$who" imap://192.0.2.10:8143/
	$near --ssl-reqd -u "$who" imap://192.0.2.10:8143/
	$near -u "$who" imaps://192.0.2.10:8993/
	$far -u "$U@$DOMAIN:faux" imaps://192.0.2.10:8993/
	$far -u hugo:faux imap://192.0.2.10:9143/
	$far -u hugo:faux pop3://192.0.2.10:8110/
	$far --login-options AUTH=PLAIN -u hugo:faux smtp://192.0.2.10:8587/x --mail-from a@b.example --mail-rcpt c@d.example -T /etc/hostname
	printf '!close\n' | talk 198.51.100.61 192.0.2.10 8143
	printf '!raw nonsense\\r\\n\\x00\\xff\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 8143
	$far smtp://192.0.2.10:8025 -X NOOP
}

web_hostile()
{
	far='curl -s -k -g --interface 198.51.100.61 -o /dev/null'
	newline='
'
	for at in http://192.0.2.10:8001 http://192.0.2.10:8002 http://192.0.2.10:8003; do
		for name in 'a b' 'x" 200 1 "-" "y' "x${newline}192.0.2.80 - root [11/Dec/2025:21:00:00 +0000] \"GET / HTTP/1.1\" 200 1" 'é' \
		    'x not found: /' '] [client 192.0.2.80:1] user root' "$(printf 'a\377b')" '-'; do
			$far -u "$name:faux" $at/prive/
		done
		$far -A 'x" "192.0.2.80' -e 'y\" 200' -H 'X-Forwarded-For: 192.0.2.80' $at/
		$far -X '192.0.2.80' "$at/%0a192.0.2.80%20-%20-"
		$far -e "http://x/, referer: y [client 192.0.2.80:1] AH01617: user root" $at/interdit
	done
	for name in 'x", login: "root' 'x, client: 192.0.2.80, server: y' 'é' 'a\"b' 'x", upstream: 192.0.2.1'; do
		$far -u "$name:faux" imap://192.0.2.10:9143/
		$far --login-options AUTH=PLAIN -u "$name:faux" pop3://192.0.2.10:8110/
	done
	printf '?* OK\na LOGIN {40}\n?+\n!raw x\\nclient: 192.0.2.80, server: 192.0.2.1 faux\\r\\n\n!sleep 1\n!close\n' | talk 198.51.100.61 192.0.2.10 9143
	printf '!raw GET /x\\x01\\xff HTTP/1.1\\r\\nHost: "\\xff\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 8001
}

lines_capture()
{
	web_configure
	start_dovecot
	serve sink smtp-sink -u nobody 127.0.0.1:9025 100
	serve apache env $(clock_env MT) apache2 -DFOREGROUND -f /etc/estate/apache.conf
	serve caddy env $(clock_env MT) HOME=/root caddy run --config /etc/estate/Caddyfile --adapter caddyfile
	serve mailproxy env $(clock_env) nginx -c /etc/estate/mailproxy.conf
	wait_for Apache curl -s http://192.0.2.10:8001/
	wait_for Caddy curl -s http://192.0.2.10:8003/
	wait_for nginx curl -s smtp://192.0.2.10:8587 -X NOOP
	web_life
	web_hostile
	kill -HUP "$(server_pid apache)" "$(server_pid mailproxy)"
	sleep 1
	kill "$(server_pid apache)" "$(server_pid mailproxy)" "$(server_pid caddy)"
	sleep 1
	cp -r /var/log/apache2 /var/log/mailproxy /var/log/caddy "$1/"
	grep -a ' apache2' /var/log/syslog >"$1/apache2-syslog.log"
	{ apache2 -v; nginx -v; caddy version; } >"$1/version" 2>&1
	find "$1" -size 0 -delete
}
