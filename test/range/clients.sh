# clients.sh: what people do, with real clients bound to their own addresses.
#
# Each function is one line of the calendar, or part of one.

FIREFOX='Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
EDGE='Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0'
AGENT=$EDGE
OFFICE=192.0.2.80

# ask ADDRESS ARGS: curl from there.
ask()
{
	ask_from=$1
	shift
	curl -s -k -m 120 --interface "$ask_from" "$@"
}

# The server's address that a client at $1 can reach.
host_for()
{
	case $1 in
	*:*)	echo '[2001:db8:10::10]' ;;
	*)	echo 192.0.2.10 ;;
	esac
}

# How many mails an INBOX has had: the last UID.  Read back from the server,
# where a number that the clients counted would have to be trusted.
inbox_count()
{
	cat "/run/inbox/$1" 2>/dev/null || echo 0
}

# deliver FILE FROM TO RELAY
deliver()
{
	ask "$4" "smtp://192.0.2.10:25/$([ "$4" = $OFFICE ] && echo bureau.interieur.example || echo mx.voisin.example)" \
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

# Not everybody types the whole address the same way.
login_as()
{
	case $1 in
	*a*.*e*)	echo "$1@Interieur.example" | sed 's/^./\U&/' ;;
	*u*.*)		echo "$1" ;;
	*)		echo "$1@$DOMAIN" ;;
	esac
}

# imap_get LOGIN ADDRESS FOLDER HOW UID...: one session; HOW is full or header.
# What came back is noted with its size.
imap_get()
{
	get_login=$1 get_from=$2 get_folder=$3 get_how=$4
	shift 4
	rm -rf "$ACT/got"
	mkdir "$ACT/got"
	section=
	[ "$get_how" = full ] || section=';SECTION=HEADER'
	{
		echo "url = \"imaps://$(host_for "$get_from")/$get_folder?ALL\""
		echo 'output = "/dev/null"'
		for uid; do
			echo "url = \"imaps://$(host_for "$get_from")/$get_folder;UID=$uid$section\""
			echo "output = \"$ACT/got/$uid\""
		done
	} | ask "$get_from" -u "$(login_as "$get_login"):$(password_of "$get_login")" -K -
	for file in "$ACT"/got/*; do
		[ -s "$file" ] || continue
		note_mail "$get_login" "$get_folder" "${file##*/}" "$get_how" "$(wc -c <"$file")"
	done
}

# uids FIRST LAST
uids()
{
	[ "$1" -gt "$2" ] || seq "$1" "$2"
}

# imap_read LOGIN ADDRESS DEVICE: what is new since this device last looked.
# Telephones take headers only.
imap_read()
{
	seen=/run/seen/$1.$3
	last=$(cat "$seen" 2>/dev/null || inbox_count "$1.old")
	now=$(inbox_count "$1")
	[ $((now - last)) -gt 12 ] && last=$((now - 12))
	how=full
	[ "$3" = phone ] && how=header
	session_open imap "$1" "$2"
	# shellcheck disable=SC2046 # numbers
	imap_get "$1" "$2" INBOX $how $(uids $((last + 1)) "$now")
	echo "$now" >"$seen"
	session_close
}

# imap_wrong LOGIN ADDRESS PASSWORD
imap_wrong()
{
	note_try "$2" "$1"
	ask "$2" -u "$(login_as "$1"):$3" "imaps://$(host_for "$2")/INBOX" -X NOOP >/dev/null
}

# imap_bulk LOGIN ADDRESS FIRST LAST [HOW]: a client reads that much.
imap_bulk()
{
	session_open imap "$1" "$2"
	# shellcheck disable=SC2046
	imap_get "$1" "$2" INBOX "${5-full}" $(uids "$3" "$4")
	session_close
}

imap_first_sync()
{
	imap_bulk "$1" "$2" 1 "$(inbox_count "$1")"
}

# imap_script LOGIN ADDRESS: commands on standard input, on one connection.
# The caller notes what it asked for.
imap_script()
{
	{
		printf 'a LOGIN %s@%s "%s"\n?a \n' "$1" $DOMAIN "$(password_of "$1")"
		cat
		printf 'z LOGOUT\n?z \n'
	} | php /range/talk.php -t "$2" "$(host_for "$2" | tr -d '[]')" 993
}

# imap_hold LOGIN ADDRESS MINUTES: a client that stays, and asks now and then.
imap_hold()
{
	session_open imap "$1" "$2"
	mkfifo "$ACT/hold"
	php /range/talk.php -t "$2" 192.0.2.10 993 <"$ACT/hold" >/dev/null &
	exec 9>"$ACT/hold"
	printf 'a LOGIN %s@%s %s\n?a \nb SELECT INBOX\n?b \n' "$1" $DOMAIN "$(password_of "$1")" >&9
	sleep 0.5			# signed in before the clock moves on
	left=$3
	while [ "$left" -gt 0 ]; do
		pause 1200
		kill -0 $! 2>/dev/null || break		# the server had enough
		printf 'n NOOP\n?n \n' >&9
		sleep 0.05
		left=$((left - 20))
	done
	! kill -0 $! 2>/dev/null || printf 'z LOGOUT\n?z \n' >&9
	exec 9>&-
	wait $!
	session_close
}

# pop_get LOGIN ADDRESS FIRST LAST: list, then retrieve.
pop_get()
{
	rm -rf "$ACT/got"
	mkdir "$ACT/got"
	{
		echo "url = \"pop3s://$(host_for "$2")/\""
		echo 'output = "/dev/null"'
		for uid in $(uids "$3" "$4"); do
			echo "url = \"pop3s://$(host_for "$2")/$uid\""
			echo "output = \"$ACT/got/$uid\""
		done
	} | ask "$2" -u "$1@$DOMAIN:$(password_of "$1")" -K -
	for file in "$ACT"/got/*; do
		[ -s "$file" ] || continue
		note_mail "$1" INBOX "${file##*/}" full "$(wc -c <"$file")"
	done
}

# pop_read LOGIN ADDRESS: what is new, and left on the server.
pop_read()
{
	seen=/run/seen/$1.pop
	last=$(cat "$seen" 2>/dev/null || inbox_count "$1.old")
	now=$(inbox_count "$1")
	session_open pop3 "$1" "$2"
	pop_get "$1" "$2" $((last + 1)) "$now"
	echo "$now" >"$seen"
	session_close
}

# mail_write LOGIN TO SUBJECT BODY: into $ACT/sent.eml
mail_write()
{
	serial=$(($(cat /run/serial 2>/dev/null || echo 0) + 1))
	echo $serial >/run/serial
	{
		printf 'From: <%s@%s>\r\nTo: <%s>\r\nSubject: %s\r\n' "$1" $DOMAIN "$2" "$3"
		printf 'Date: %s\r\n' "$(date -u -R -d "@$(clock_now)")"
		printf 'Message-ID: <%s.%s@%s>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n' "$(clock_now)" $serial "$1.$DOMAIN"
		printf 'Bonjour,\r\n%s\r\n' "$4"
	} >"$ACT/sent.eml"
}

# send LOGIN ADDRESS TO [SUBJECT BODY]: by submission, in a session of its own.
send()
{
	to=$3
	case $to in
	*@*)	;;
	*)	to=$to@$DOMAIN ;;
	esac
	session_open smtp "$1" "$2"
	mail_write "$1" "$to" "${4-Re: dossier}" "${5-Voir le dossier. Merci.}"
	ask "$2" --ssl-reqd "smtp://$(host_for "$2"):587/poste" \
	    -u "$1@$DOMAIN:$(password_of "$1")" --mail-from "$1@$DOMAIN" --mail-rcpt "$to" -T "$ACT/sent.eml" ||
	    warn "a mail of $1 was not taken"
	case $to in
	*@$DOMAIN)
		inbox_add "${to%@*}" "$ACT/sent.eml" ;;
	esac
	row sent "$(account_of "$1")" "$to"
	session_close
}

# send_any LOGIN ADDRESS SALT: to a colleague, or outside.
send_any()
{
	to=$(people | awk -v n="$3" '{ l[NR] = $1 } END { print l[n % NR + 1] }')
	[ $(($3 % 4)) = 0 ] && to=contact@fournisseur.example
	send "$1" "$2" "$to" "Re: dossier $3" "Voir le dossier $3. Merci."
}

ssh_work()
{
	session_open ssh "$1" "$2"
	ssh -q -b "$2" -i /root/.ssh/adm -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
	    "$1@192.0.2.10" 'uptime; ls /var/log' >/dev/null 2>&1 || warn "ssh of $1 failed"
	session_close
}

# ssh_try LOGIN ADDRESS PASSWORD [COMMAND]
ssh_try()
{
	printf '#!/bin/sh\necho "%s"\n' "$3" >"$ACT/askpass"
	chmod 755 "$ACT/askpass"
	SSH_ASKPASS=$ACT/askpass SSH_ASKPASS_REQUIRE=force ssh -q -b "$2" -o NumberOfPasswordPrompts=1 \
	    -o PubkeyAuthentication=no -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
	    "$1@192.0.2.10" "${4-true}" </dev/null >/dev/null 2>&1
}

# psql_from ADDRESS ROLE SQL
psql_from()
{
	php /range/relay.php "$1" 192.0.2.20 5432 5433 &
	sleep 0.3
	psql "host=127.0.0.1 port=5433 dbname=registres user=$2" -XAtqc "$3"
	wait $!
}
