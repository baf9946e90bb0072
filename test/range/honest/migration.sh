# The administrator copies mailboxes to a new host, with the owners' passwords,
# from the office.
migration_calendar()
{
	for n in 1 2 3; do
		echo "$(at 3 18:3$n) migration_one $n"
	done
}

migration_one()
{
	login=$(person office "$1")
	imap_bulk "$login" $OFFICE 1 "$(inbox_count "$login")"
}
