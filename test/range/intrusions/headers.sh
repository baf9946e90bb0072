# Only headers are read, of a whole mailbox, from a new network.

headers_calendar()
{
	echo "$(at 2 21:45) headers_read"
}

headers_read()
{
	victim=$(person officer 2)
	note_entry "$victim" leaked_password,stuffing,undetermined
	imap_bulk "$victim" 198.18.242.90 1 "$(inbox_count "$victim")" header
}
