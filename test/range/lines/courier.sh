# courier.sh: Courier's IMAP and POP3 servers, with and without TLS.  Sourced by
# run.sh for --lines courier.

packages='courier-imap courier-pop courier-authlib-userdb'

courier_configure()
{
	useradd -m -s /bin/sh hugo
	useradd -m -s /bin/sh alice
	for login in hugo alice; do
		echo "$login:juste-$login" | chpasswd
		setpriv --reuid=$login --regid=$login --clear-groups maildirmake "/home/$login/Maildir"
		cp $WORLD/people "/home/$login/Maildir/new/1.mail"
		chown $login: "/home/$login/Maildir/new/1.mail"
	done
	cat /etc/estate/key.pem /etc/estate/cert.pem >/etc/courier/both.pem
	chmod 600 /etc/courier/both.pem
	for file in imapd-ssl pop3d-ssl; do
		sed -i 's|^TLS_CERTFILE=.*|TLS_CERTFILE=/etc/courier/both.pem|' /etc/courier/$file
	done
	sed -i 's/^authmodulelist=.*/authmodulelist="authpam"/; s/^DEBUG_LOGIN=.*/DEBUG_LOGIN=1/' /etc/courier/authdaemonrc
	mkdir -p /run/courier/authdaemon
	chown courier: /run/courier /run/courier/authdaemon
}

courier_start()
{
	for way in $(ls /etc/init.d | grep '^courier'); do
		env $(clock_env) "/etc/init.d/$way" start >>/var/log/estate/courier 2>&1
	done
	wait_for Courier curl -s imap://192.0.2.10:143 -X NOOP -u hugo:juste-hugo
}

# A wrong password costs five seconds: those who have one do not wait.
courier_life()
{
	near='curl -s -k --interface 203.0.113.18 -o /dev/null'
	far='curl -s -k --interface 198.51.100.61 -o /dev/null'
	for at in imap imaps pop3 pop3s; do
		$near -u hugo:juste-hugo $at://192.0.2.10/
		$far -u hugo:faux $at://192.0.2.10/ &
		$far -u personne:faux $at://192.0.2.10/ &
	done
	$near -u hugo:juste-hugo 'imaps://192.0.2.10/INBOX;UID=1'
	$near --ssl-reqd -u hugo:juste-hugo 'imap://192.0.2.10/INBOX;UID=1'
	$near -u hugo:juste-hugo pop3s://192.0.2.10/1
	$near --login-options AUTH=CRAM-MD5 -u hugo:juste-hugo imaps://192.0.2.10/
	curl -s -k -g --interface 2001:db8:cafe:11::20 -o /dev/null -u alice:juste-alice 'imaps://[2001:db8:10::10]/'
	printf '?* OK\na LOGIN hugo faux\n?a \nb LOGIN hugo faux\n?b \nc LOGIN hugo juste-hugo\n?c \nd SELECT INBOX\n?d \n!close\n' | talk 198.51.100.61 192.0.2.10 143
	printf '!close\n' | talk 198.51.100.61 192.0.2.10 143
	printf '!raw GET / HTTP/1.1\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 993
	printf '?* OK\na LOGOUT\n?a \n' | talk 198.51.100.61 192.0.2.10 143
}

courier_hostile()
{
	for name in 'x, ip=[192.0.2.80]' 'x, ip=[::ffff:192.0.2.80], port=[1], protocol=IMAP' 'a b' 'é' '"' '%s%n' \
	    'x], method=PLAIN' "$(printf '%0600d' 0)"; do
		curl -s -k --interface 198.51.100.61 -u "$name:x" -o /dev/null imaps://192.0.2.10/ &
		curl -s -k --interface 198.51.100.61 -u "$name:x" -o /dev/null pop3s://192.0.2.10/ &
		sleep 2
	done
	printf '?* OK\na LOGIN {5}\n?+\n!raw a\\nb\\rc faux\\r\\n\n?a\n!close\n' | talk 198.51.100.61 192.0.2.10 143
	printf '?* OK\na LOGIN "a\\xff" "x"\n!sleep 1\n!close\n' | talk 198.51.100.61 192.0.2.10 143
	printf '?* OK\na AUTHENTICATE PLAIN\n?+\n%s\n?a\n!close\n' "$(printf '\0x\nLOGIN, user=root, ip=[192.0.2.80], protocol=IMAP\0y' | base64 -w0)" | talk 198.51.100.61 192.0.2.10 143
}

lines_capture()
{
	courier_configure
	courier_start
	courier_life
	courier_hostile
	sleep 6
	cp /var/log/mail.log "$1/mail.log"
	cp /var/log/auth.log "$1/auth.log" 2>/dev/null
	dpkg-query -W courier-imap courier-authlib >"$1/version"
}
