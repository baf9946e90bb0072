# clients.sh: what people do, with real clients bound to their own addresses.
#
# Each function is one line of the calendar.  It notes what it did in
# /run/truth, for truth.json: only what a client can know.  WHO is "owner" or
# "intruder".

DOMAIN=interieur.example
TRUTH=/run/truth
WHO=owner
FIREFOX='Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
EDGE='Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0'
AGENT=$EDGE

password_of()
{
	sed -n "s/^$1 \([^ ]*\) .*/\1/p" /e2e/estate/people
}

# The server's address that a client at $1 can reach.
host_for()
{
	case $1 in
	*:*)	echo '[2001:db8:10::10]' ;;
	*)	echo 192.0.2.10 ;;
	esac
}

# session_note SERVICE ACCOUNT ADDRESS START: it ended now.
session_note()
{
	case $2 in
	*@*)	account=$2 ;;
	*)	account=$2@$DOMAIN ;;
	esac
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$WHO" "$1" "$account" "$3" "$(utc "$4")" "$(utc "$(clock_now)")" >>$TRUTH/sessions
}

# note FILE FIELD...: one line, only for the intruder.
note()
{
	[ "$WHO" = intruder ] || return 0
	file=$1
	shift
	printf '%s\t' "$@" | sed 's/\t$//' >>$TRUTH/$file
	echo >>$TRUTH/$file
}

inbox_count()
{
	cat "/run/inbox/$1" 2>/dev/null || echo 0
}

# deliver FILE FROM TO RELAY
deliver()
{
	curl -s --interface "$4" "smtp://192.0.2.10:25/$([ "$4" = 192.0.2.80 ] && echo bureau.interieur.example || echo mx.voisin.example)" \
	    --mail-from "$2" --mail-rcpt "$3" -T "$1" || warn "delivery of $1 failed"
	inbox_add "${3%@*}" "$1"
}

# inbox_add LOGIN FILE: the next UID of that INBOX is this mail.
inbox_add()
{
	uid=$(($(inbox_count "$1") + 1))
	echo "$uid" >"/run/inbox/$1"
	mkdir -p "/run/mails/$1"
	cp "$2" "/run/mails/$1/$uid"
}

# imap_read LOGIN ADDRESS DEVICE: what is new since this device last looked.
# Telephones take headers only.
imap_read()
{
	start=$(clock_now)
	host=$(host_for "$2")
	seen=/run/seen/$1.$3
	last=$(cat "$seen" 2>/dev/null || inbox_count "$1.old")
	now=$(inbox_count "$1")
	[ $((now - last)) -gt 12 ] && last=$((now - 12))
	section=
	[ "$3" = phone ] && section=';SECTION=HEADER'
	{
		echo "url = \"imaps://$host/INBOX?UNSEEN\""
		uid=$last
		while [ "$uid" -lt "$now" ]; do
			uid=$((uid + 1))
			echo "url = \"imaps://$host/INBOX;UID=$uid$section\""
		done
	} | curl -s -k --interface "$2" -u "$(login_as "$1"):$(password_of "$1")" -K - >/dev/null
	echo "$now" >"$seen"
	session_note imap "$1" "$2" "$start"
}

# Not everybody types the whole address the same way.
login_as()
{
	case $1 in
	claire.martin)	echo Claire.Martin@Interieur.example ;;
	camille.blanc)	echo camille.blanc ;;
	*)		echo "$1@$DOMAIN" ;;
	esac
}

# imap_wrong LOGIN ADDRESS PASSWORD
imap_wrong()
{
	curl -s -k --interface "$2" -u "$(login_as "$1"):$3" "imaps://$(host_for "$2")/INBOX" -X NOOP >/dev/null
}

# imap_first_sync LOGIN ADDRESS: a new client reads the whole mailbox.
imap_first_sync()
{
	start=$(clock_now)
	imap_bulk "$1" "$2" 1 "$(inbox_count "$1")" >/dev/null
	session_note imap "$1" "$2" "$start"
}

# imap_bulk LOGIN ADDRESS FIRST LAST: whole mails, and their total size.
imap_bulk()
{
	rm -rf /run/bulk
	mkdir -p /run/bulk
	uid=$3
	while [ "$uid" -le "$4" ]; do
		echo "url = \"imaps://$(host_for "$2")/INBOX;UID=$uid\""
		echo "output = \"/run/bulk/$uid\""
		uid=$((uid + 1))
	done | curl -s -k --interface "$2" -u "$1@$DOMAIN:$(password_of "$1")" -K -
	for file in /run/bulk/*; do
		[ -s "$file" ] || continue
		note mails "$1@$DOMAIN" "${file##*/}" "$(wc -c <"$file")" imap
	done
}

# hold_open LOGIN ADDRESS, hold_noop, hold_close: a client that stays.
hold_open()
{
	hold_login=$1 hold_address=$2
	hold_start=$(clock_now)
	rm -f /run/hold
	mkfifo /run/hold
	php /e2e/talk.php -t "$2" 192.0.2.10 993 </run/hold >/dev/null &
	hold_pid=$!
	exec 9>/run/hold
	{
		echo "a LOGIN $1@$DOMAIN $(password_of "$1")"
		echo '?a '
		echo 'b SELECT INBOX'
		echo '?b '
	} >&9
	sleep 0.7			# signed in before the clock moves on
}

hold_noop()
{
	kill -0 "$hold_pid" 2>/dev/null && printf 'n NOOP\n?n \n' >&9
}

hold_close()
{
	kill -0 "$hold_pid" 2>/dev/null && printf 'z LOGOUT\n?z \n' >&9
	exec 9>&-
	wait "$hold_pid"
	session_note imap "$hold_login" "$hold_address" "$hold_start"
}

# pop_read LOGIN ADDRESS: what is new, and left on the server.
pop_read()
{
	start=$(clock_now)
	seen=/run/seen/$1.pop
	last=$(cat "$seen" 2>/dev/null || inbox_count "$1.old")
	now=$(inbox_count "$1")
	pop_curl "$1" "$2" $((last + 1)) "$now" >/dev/null
	echo "$now" >"$seen"
	session_note pop3 "$1" "$2" "$start"
}

# pop_curl LOGIN ADDRESS FIRST LAST: list, then retrieve.
pop_curl()
{
	rm -rf /run/pop
	mkdir -p /run/pop
	{
		echo "url = \"pop3s://$(host_for "$2")/\""
		echo 'output = "/run/pop/list"'
		uid=$3
		while [ "$uid" -le "$4" ]; do
			echo "url = \"pop3s://$(host_for "$2")/$uid\""
			echo "output = \"/run/pop/$uid\""
			uid=$((uid + 1))
		done
	} | curl -s -k --interface "$2" -u "$1@$DOMAIN:$(password_of "$1")" -K -
	rm -f /run/pop/list
	for file in /run/pop/*; do
		[ -s "$file" ] || continue
		note mails "$1@$DOMAIN" "${file##*/}" "$(wc -c <"$file")" pop3
	done
}

# send LOGIN ADDRESS SALT [TO SUBJECT BODY]: by submission.
send()
{
	start=$(clock_now)
	to=${4-}
	if [ -z "$to" ]; then
		to=$(people | awk -v n="$3" '{ l[NR] = $1 } END { print l[n % NR + 1] }')
		[ $(($3 % 4)) = 0 ] && to=contact@fournisseur.example
	fi
	case $to in
	*@*)	;;
	*)	to=$to@$DOMAIN ;;
	esac
	{
		printf 'From: <%s@%s>\r\nTo: <%s>\r\nSubject: %s\r\n' "$1" $DOMAIN "$to" "${5-Re: dossier $3}"
		printf 'Date: %s\r\n' "$(date -u -R -d "@$start")"
		printf 'Message-ID: <%s.%s@%s>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n' "$start" "$3" "$1.$DOMAIN"
		printf 'Bonjour,\r\n%s\r\n' "${6-Voir le dossier $3. Merci.}"
	} >/run/sent.eml
	curl -s -k --ssl-reqd --interface "$2" "smtp://$(host_for "$2"):587/poste" \
	    -u "$1@$DOMAIN:$(password_of "$1")" --mail-from "$1@$DOMAIN" --mail-rcpt "$to" -T /run/sent.eml ||
	    warn "a mail of $1 was not taken"
	case $to in
	*@$DOMAIN)
		inbox_add "${to%@*}" /run/sent.eml ;;
	esac
	session_note smtp "$1" "$2" "$start"
	note sent "$1@$DOMAIN" "$to"
}

ssh_work()
{
	start=$(clock_now)
	ssh -q -b "$2" -i /root/.ssh/adm -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
	    "$1@192.0.2.10" 'uptime; ls /var/log' >/dev/null 2>&1 || warn "ssh of $1 failed"
	session_note ssh "$1" "$2" "$start"
}

# ssh_wrong LOGIN ADDRESS PASSWORD
ssh_wrong()
{
	printf '#!/bin/sh\necho "%s"\n' "$3" >/run/askpass
	chmod 755 /run/askpass
	SSH_ASKPASS=/run/askpass SSH_ASKPASS_REQUIRE=force ssh -q -b "$2" -o NumberOfPasswordPrompts=1 \
	    -o PubkeyAuthentication=no -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
	    "$1@192.0.2.10" true </dev/null >/dev/null 2>&1 || :
}
