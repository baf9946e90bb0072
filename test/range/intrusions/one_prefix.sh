# A hundred addresses of one /64 try a few passwords on everybody, and one fits.

one_prefix_calendar()
{
	k=0
	while [ $k -lt 100 ]; do
		echo "$(at 2 02:00) one_prefix_try $k" | awk -v k=$k '{ $1 += k * 90; print }'
		k=$((k + 1))
	done
	echo "$(at 2 05:10) one_prefix_in"
}

one_prefix_try()
{
	set -- "$1" "$(people | sed -n "$(($1 % $(people | wc -l) + 1))p" | cut -d' ' -f1)"
	try_imap "$2" "2001:db8:bad:7::$(printf %x $(($1 + 16)))" "Saison$1!"
}

one_prefix_in()
{
	victim=$(person traveller)
	session_open imap "$victim" 2001:db8:bad:7::ff
	note_entry "$victim" password_spray,guessing
	note_clue password_spray
	# shellcheck disable=SC2046
	imap_get "$victim" 2001:db8:bad:7::ff INBOX full $(uids 1 12)
	session_close
	pause 3600
	session_open imap "$victim" 2001:db8:bad:7::a1
	# shellcheck disable=SC2046
	imap_get "$victim" 2001:db8:bad:7::a1 INBOX full $(uids 5 30)
	session_close
}
