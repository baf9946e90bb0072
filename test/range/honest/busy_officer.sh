# An officer with a long list: many look-ups in a day, all with a reason.
busy_officer_calendar()
{
	echo "$(at 1 08:20) busy_officer_day"
}

busy_officer_day()
{
	portal_work "$(person officer)" $OFFICE 14 37
}
