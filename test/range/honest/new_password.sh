# A password was changed; the telephone at home goes on with the old one.
new_password_calendar()
{
	for h in 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21; do
		echo "$(at 1 $h:17) imap_wrong $(person officer) $(home_of "$(person officer)") Le-Vieux-7"
	done
}
