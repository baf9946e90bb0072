# An officer's stolen password on the portal: records walked in order by night.

records_walk_calendar()
{
	echo "$(at 2 01:30) records_walk_night"
}

records_walk_night()
{
	victim=$(person officer 2)
	from=198.18.247.240
	session_open app "$victim" $from
	note_entry "$victim" leaked_password,stuffing,undetermined
	note_clue record_walk "$victim"
	portal_open "$victim" $from
	k=0
	while [ $k -lt 60 ]; do
		portal_ask $from record full taj verification PV-2025-1 "id=TAJ-$(printf %07d $((1200 + k)))"
		pause 8
		k=$((k + 1))
	done
	session_close
}
