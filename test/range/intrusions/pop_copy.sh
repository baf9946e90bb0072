# A mailbox is copied by POP3, from a rented server, in one go.

pop_copy_calendar()
{
	echo "$(at 3 03:10) pop_copy_all"
}

pop_copy_all()
{
	victim=$(person pop)
	note_entry "$victim" leaked_password,stuffing,undetermined
	note_clue mailbox_copy "$victim"
	session_open pop3 "$victim" 198.18.241.77
	pop_get "$victim" 198.18.241.77 1 "$(inbox_count "$victim")"
	row copied "$(account_of "$victim")"
	session_close
}
