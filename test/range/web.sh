# web.sh: what people do in the browser: the webmail and the record portal.

# browse ADDRESS URL ARGS: one page, with this session's cookies.
browse()
{
	browse_from=$1
	url=$2
	shift 2
	ask "$browse_from" -A "$AGENT" -b "$JAR" -c "$JAR" "$@" "$url"
}

# webmail_open LOGIN ADDRESS [PASSWORD]: sign in and see the list.
webmail_open()
{
	JAR=$ACT/jar
	rm -f "$JAR"
	MAIL=https://$(host_for "$2")
	token=$(browse "$2" "$MAIL/?_task=login" | sed -n 's/.*name="_token" value="\([^"]*\)".*/\1/p' | head -n 1)
	browse "$2" "$MAIL/?_task=login" -o /dev/null \
	    --data-urlencode "_token=$token" -d _task=login -d _action=login -d _timezone=UTC -d _url= \
	    --data-urlencode "_user=$1@$DOMAIN" --data-urlencode "_pass=${3-$(password_of "$1")}"
	[ $# -gt 2 ] && return
	browse "$2" "$MAIL/skins/elastic/styles/styles.min.css" -o /dev/null \
	    "$MAIL/program/js/app.min.js" -o /dev/null "$MAIL/skins/elastic/images/logo.svg" -o /dev/null
	browse "$2" "$MAIL/?_task=mail&_mbox=INBOX" >$ACT/page
	token=$(sed -n 's/.*"request_token":"\([^"]*\)".*/\1/p' $ACT/page | head -n 1)
	[ -n "$token" ] || warn "no webmail session for $1"
	webmail_ajax "$2" "_task=mail&_action=list&_refresh=1&_mbox=INBOX&_remote=1&_unlock=loading$(clock_now)"
}

webmail_ajax()
{
	browse "$1" "$MAIL/?$2" -H "X-Roundcube-Request: $token" -H 'X-Requested-With: XMLHttpRequest' -o $ACT/answer
}

# text_bytes LOGIN UID: of the text that a reader is shown.
text_bytes()
{
	awk '
	text && /^--=_/		{ total -= 2; exit }
	text			{ total += length($0) + 1 }
	/^\r$/ && !text	{ if (!mixed || parts++) text = 1 }
	/multipart/		{ mixed = 1 }
	END			{ print total + 0 }' "/run/mails/$1/$2"
}

# webmail_show LOGIN ADDRESS UID: a click in the list, then on what is attached.
# Attachments reach the reader decoded, and are counted so.
webmail_show()
{
	browse "$2" "$MAIL/?_task=mail&_uid=$3&_mbox=INBOX&_framed=1&_action=preview" >$ACT/page
	: >$ACT/part
	part=$(sed -n 's/.*_action=get[^"]*_part=\([0-9.]*\)".*/\1/p' $ACT/page | head -n 1)
	[ -n "$part" ] &&
	    browse "$2" "$MAIL/?_task=mail&_action=get&_mbox=INBOX&_uid=$3&_token=$token&_part=$part&_download=1" -o $ACT/part
	note_mail "$1" INBOX "$3" text $(($(text_bytes "$1" "$3") + $(wc -c <$ACT/part)))
}

webmail_close()
{
	browse "$1" "$MAIL/?_task=logout&_token=$token" -o /dev/null
}

# webmail_read LOGIN ADDRESS N LOGOUT: the N newest mails.
webmail_read()
{
	session_open webmail "$1" "$2"
	webmail_open "$1" "$2"
	read_uid=$(inbox_count "$1")
	n=$3
	while [ "$n" -gt 0 ] && [ "$read_uid" -gt 0 ]; do
		webmail_show "$1" "$2" "$read_uid"
		webmail_ajax "$2" "_task=mail&_action=refresh&_mbox=INBOX&_remote=1&_unlock=0"
		read_uid=$((read_uid - 1)) n=$((n - 1))
		pause 30
	done
	[ "$4" = yes ] && webmail_close "$2"
	session_close
}

# webmail_search LOGIN ADDRESS WORDS
webmail_search()
{
	webmail_ajax "$2" "_task=mail&_action=search&_interval=&_q=$(echo "$3" | tr ' ' +)&_headers=subject%2Cfrom%2Ctext&_filter=ALL&_scope=base&_mbox=INBOX&_remote=1&_unlock=loading$(clock_now)"
	row searches webmail "$(account_of "$1")" "$3"
}

webmail_wrong()
{
	note_try "$2" "$1"
	webmail_open "$1" "$2" "mauvais mot de passe"
	webmail_read "$1" "$2" 1 yes
}

# portal_open USER ADDRESS
portal_open()
{
	JAR=$ACT/portal
	rm -f "$JAR"
	PORTAL=https://portail.interieur.example
	browse "$2" $PORTAL/ -o /dev/null
	browse "$2" $PORTAL/login -o $ACT/page -d "login=$1" --data-urlencode "password=${3-$(password_of "$1")}"
	browse "$2" $PORTAL/ -o /dev/null
}

# portal_ask ADDRESS ACTION DEPTH REGISTER REASON CASE KEY=VALUE...: note what came back.
portal_ask()
{
	p_from=$1 p_action=$2 p_depth=$3 p_register=$4 p_reason=$5 p_case=$6
	shift 6
	for pair; do
		shift
		set -- "$@" --data-urlencode "$pair"
	done
	browse "$p_from" "$PORTAL/$p_action" -G -d "register=$p_register" --data-urlencode "reason=$p_reason" --data-urlencode "case=$p_case" "$@" >$ACT/page
	[ "$p_action" != export ] || row exported "$p_register" "$(wc -l <$ACT/page)"
	grep -o '[TF][AP][JR]-[0-9]*' $ACT/page | sort -u | while read -r id; do
		row records "$p_register" "$p_depth" "$id"
	done
}

NAMES='ABADIE CORDIER ESNAULT GAUDIN IMBERT KELLER MALLET OLLIER QUENTIN SABATIER URBAIN WEISS ZIEGLER BARBIER DUMAS'

# name_nth N
name_nth()
{
	echo "$NAMES" | awk -v n="$1" '{ print $(n % NF + 1) }'
}

# portal_work USER ADDRESS N SALT: an officer's look-ups, with reasons.
portal_work()
{
	session_open app "$1" "$2"
	portal_open "$1" "$2"
	k=0
	while [ $k -lt "$3" ]; do
		register=taj
		[ $((($4 + k) % 3)) = 0 ] && register=fpr
		name=$(name_nth $(($4 + k)))
		case="PV-2025-$((1000 + $4 + k))"
		portal_ask "$2" check hit $register 'controle routier' "$case" "name=$name" given=Hana
		pause 25
		portal_ask "$2" search summary $register 'enquete preliminaire' "$case" "name=$name"
		id=$(grep -o '[TF][AP][JR]-[0-9]*' $ACT/page | sed -n "$((2 * $4 % 40 + 1))p")
		pause 40
		[ -n "$id" ] && portal_ask "$2" record full $register 'enquete preliminaire' "$case" "id=$id"
		pause 60
		k=$((k + 1))
	done
	browse "$2" $PORTAL/logout -o /dev/null
	session_close
}
