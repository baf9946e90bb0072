# One account, its password tried from three hundred addresses over two days,
# one at a time; then its mail is read by IMAP from one more.

slow_guessing_calendar()
{
	k=0
	while [ $k -lt 300 ]; do
		echo "$(at 1 01:00) slow_guessing_try $k" |
		    awk -v k=$k '{ $1 += k * 480; print }'
		k=$((k + 1))
	done
	echo "$(at 2 20:15) slow_guessing_read"
}

slow_guessing_try()
{
	try_imap "$(person office 3)" "198.18.$((20 + $1 % 150)).$((1 + $1 / 2))" "essai-$1"
}

slow_guessing_read()
{
	victim=$(person office 3)
	note_entry "$victim" guessing,guessing_networks
	note_clue many_networks "$victim"
	imap_bulk "$victim" 198.18.222.9 1 "$(inbox_count "$victim")"
}
