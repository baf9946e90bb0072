# A right password, used once by ManageSieve: a forward, and nothing else.

quiet_forward_calendar()
{
	echo "$(at 1 19:20) quiet_forward_set"
}

quiet_forward_set()
{
	note_entry "$(person ipv6)" leaked_password,stuffing,undetermined
	sieve_forward "$(person ipv6)" 198.18.245.199
	note_clue rule_change "$(person ipv6)"
}
