# A guessed password, and in the webmail a search for "mot de passe"; what is
# found is opened.

password_search_calendar()
{
	echo "$(at 1 20:30) password_search_enter"
}

password_search_enter()
{
	victim=$(person newclient)
	try_imap "$victim" 198.18.243.31 azerty Azerty1 Azerty12 Azerty123 "$victim" "${victim}1" soleil soleil1
	note_entry "$victim" guessing
	note_clue guessing "$victim"
	note_clue secret_search "$victim"
	webmail_night "$victim" 198.18.243.31 3 'mot de passe'
}
