# They send a mail in the victim's name, and delete what came of it and more.

deletions_calendar()
{
	echo "$(at 1 22:40) deletions_night"
}

deletions_night()
{
	victim=$(person office)
	from=198.18.249.66
	try_imap "$victim" $from un deux trois quatre cinq six sept huit
	note_entry "$victim" guessing
	note_clue guessing "$victim"
	send "$victim" $from "$(person office 4)" 'Virement urgent' 'Peux-tu le faire ce soir ?'
	pause 120
	session_open imap "$victim" $from
	last=$(inbox_count "$victim")
	imap_script "$victim" $from >/dev/null <<-END
	b SELECT INBOX
	?b OK
	c UID STORE $((last - 3)):$last +FLAGS (\Deleted)
	?c OK
	d UID EXPUNGE $((last - 3)):$last
	?d OK
	END
	for uid in $(uids $((last - 3)) "$last"); do
		row deleted "$(account_of "$victim")" INBOX "$uid"
	done
	session_close
}
