# notes.sh: what the clients know of what they did, as they do it.
#
# One table a file in /run/truth, tab separated; the first column is the number
# of the session.  Nothing here is read from a log.

TRUTH=/run/truth
SESSION=0
WHO=owner			# or the name of an intrusion

# session_open SERVICE LOGIN ADDRESS: from now on notes are of this session.
session_open()
{
	SESSION=$(($(cat $TRUTH/last) + 1))
	echo $SESSION >$TRUTH/last
	row sessions "$WHO" "$1" "$(account_of "$2")" "$3" "$(utc "$(clock_now)")"
}

session_close()
{
	row ends "$(utc "$(clock_now)")"
}

account_of()
{
	case $1 in
	*@*)	echo "$1" | tr A-Z a-z ;;
	*)	echo "$1@$DOMAIN" ;;
	esac
}

# row TABLE FIELD...
row()
{
	table=$1
	shift
	{
		printf '%s' "$SESSION"
		printf '\t%s' "$@"
		echo
	} >>"$TRUTH/$table"
}

# note_mail ACCOUNT FOLDER UID DEPTH BYTES: full, text, part or header.
note_mail()
{
	row mails "$(account_of "$1")" "$2" "$3" "$4" "$5"
}

# note_try ADDRESS ACCOUNT: a refused sign-in, of no session.
note_try()
{
	printf '%s\t%s\t%s\t%s\n' "$WHO" "$1" "$(account_of "$2")" "$(utc "$(clock_now)")" >>$TRUTH/tries
}

# note_clue FINDING [ACCOUNT [prepared]]: what a watcher should find of it; or
# only in a prepared estate.
note_clue()
{
	printf '%s\t%s\t%s\t%s\n' "$WHO" "$1" "$(account_of "${2-}")" "${3-}" >>$TRUTH/clues
}

notes_begin()
{
	mkdir -p $TRUTH
	echo 0 >$TRUTH/last
	for table in sessions ends mails records exported searches sent changes \
	    deleted listed copied tries clues rows blind entries; do
		: >$TRUTH/$table
	done
}

# note_entry ACCOUNT READING,...: how an account was entered; what of it the
# logs can show, so that any of these readings is right.
note_entry()
{
	row entries "$WHO" "$(account_of "$1")" "$2"
}
