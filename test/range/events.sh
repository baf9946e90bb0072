# events.sh: a quarter of an hour of Dovecot with its event exporter switched
# on.  Sourced by run.sh; called for --events instead of the calendar.

# events_mail LOGIN N: N mails into an INBOX, through Postfix and LMTP.
events_mail()
{
	k=0
	while [ $k -lt "$2" ]; do
		k=$((k + 1))
		printf 'From: <contact@fournisseur.example>\r\nTo: <%s@%s>\r\nSubject: Dossier %s\r\nMessage-ID: <dossier.%s@fournisseur.example>\r\n\r\nBonjour,\r\n%0*d\r\n' \
		    "$1" $DOMAIN $k $k $((k * 100)) 7 >/run/event.eml
		deliver /run/event.eml contact@fournisseur.example "$1@$DOMAIN" 203.0.113.25
	done
}

# Mails read, searched, copied, deleted, fetched in part, asked for at once.
events_imap()
{
	imap_as "$1" "$2" <<-'END'
	b SELECT INBOX
	?b OK
	c UID FETCH 1:* (FLAGS)
	?c OK
	d UID FETCH 1:3 (BODY.PEEK[HEADER])
	?d OK
	e UID FETCH 2 (BODY[])
	?e OK
	f UID FETCH 3,5:7 (UID BODY.PEEK[])
	?f OK
	g FETCH 1:2 (BODY.PEEK[TEXT]<0.50>)
	?g OK
	h UID SEARCH TEXT "mot de passe"
	?h OK
	i UID SEARCH CHARSET UTF-8 OR SUBJECT {7+}
	Dossier FROM "s\"x"
	?i OK
	j CREATE "Mes dossiers"
	?j OK
	k UID COPY 1:2 "Mes dossiers"
	?k OK
	l UID MOVE 4 Archives
	?l OK
	m UID STORE 6 +FLAGS (\Deleted)
	?m OK
	n EXPUNGE
	?n OK
	o SELECT "Mes dossiers"
	?o OK
	p UID FETCH 1 (BODY[])
	?p OK
	q NONSENSE
	?q BAD
	r UID FETCH 99 (BODY[])
	?r OK
	s LOGOUT
	?s OK
	END
}

events_pop()
{
	printf '?+OK\nUSER %s@%s\n?+OK\nPASS %s\n?+OK\nLIST\n?.\nTOP 1 5\n?.\nRETR 2\n?.\nDELE 3\n?+OK\nQUIT\n?+OK\n' "$1" $DOMAIN "$(password_of "$1")" | talk -t "$2" 192.0.2.10 995
}

events_wrong()
{
	for name in "$U@$DOMAIN" personne 'a b' 'x","remote_ip":"192.0.2.80' '\' "$(printf 'l%0600d' 0)"; do
		curl -s -k --interface 198.51.100.61 -u "$name:faux" imaps://192.0.2.10/ >/dev/null
		printf '?220\nEHLO poste\n?250 \nAUTH PLAIN %s\n?5\nQUIT\n?221\n' "$(printf '\0%s\0faux' "$name" | base64 -w0)" | talk -t 198.51.100.61 192.0.2.10 465
	done
}

events_capture()
{
	clock_start "$(epoch 2025-12-08T09:00:00Z)"
	configure_common
	start_rsyslog
	start_dovecot
	cat "/range/estate/events-$version.conf" >>/etc/dovecot/dovecot.conf
	doveadm reload
	start_postfix
	sleep 1
	events_mail $U 8
	sleep 2
	events_imap $U 203.0.113.18
	clock_to "$(epoch 2025-12-08T09:10:00Z)"
	events_pop $U 203.0.113.18
	shapes_sieve
	for subject in 'Planning de nuit' 'a jeter' 'a refuser' 'a suivre' 'é "accents" \\ {"event":"x"}'; do
		send adm.roux 192.0.2.80 $U "$subject" 'Essai.'
	done
	sleep 1
	env $(clock_env) doveadm index -u "$U@$DOMAIN" INBOX
	env $(clock_env) doveadm fetch -u "$U@$DOMAIN" text mailbox INBOX uid 1 >/dev/null
	events_wrong
	printf 'b SELECT INBOX\n?b \nc UID FETCH 1:* (BODY.PEEK[])\n?c OK\n!close\n' | imap_as $U 203.0.113.18
	sleep 3
	cp /var/log/mail.log "$1/mail.log"
	cp -r /var/log/estate "$1/estate"
	chmod -R u=rwX,go=rX "$1"
}
