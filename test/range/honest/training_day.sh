# Twenty people try the portal with made-up names on one morning, from one room.
training_day_calendar()
{
	for n in 1 2 3 4; do
		echo "$(at 2 09:1$n) training_day_one $n"
	done
}

training_day_one()
{
	officer=$(person officer $((1 + $1 % 2)))
	session_open app "$officer" $OFFICE
	portal_open "$officer" $OFFICE
	for name in ABADIE CORDIER ESNAULT GAUDIN; do
		portal_ask $OFFICE search summary taj formation FORM-1 "name=$name"
		pause 40
	done
	session_close
}
