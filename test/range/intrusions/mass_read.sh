# A right password from a network nobody used: everything is read by IMAP in one
# night, and the next night what is new.

mass_read_calendar()
{
	cat <<-END
	$(at 2 23:40) mass_read_all
	$(at 3 23:55) mass_read_new
	END
}

mass_read_all()
{
	victim=$(person office 4)
	note_entry "$victim" leaked_password,stuffing,undetermined
	note_clue mass_read "$victim"
	inbox_count "$victim" >/run/mass_read
	imap_bulk "$victim" 198.18.240.7 1 "$(inbox_count "$victim")"
}

mass_read_new()
{
	victim=$(person office 4)
	imap_bulk "$victim" 198.18.240.7 $(($(cat /run/mass_read) + 1)) "$(inbox_count "$victim")"
}
