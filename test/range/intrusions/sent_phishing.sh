# A guessed account sends every colleague a mail; one answers with a password,
# and the next mailbox is opened from the same place.

sent_phishing_calendar()
{
	cat <<-END
	$(at 2 07:02) sent_phishing_enter
	$(at 2 15:40) sent_phishing_second
	END
}

sent_phishing_enter()
{
	victim=$(person office 2)
	from=198.18.246.120
	try_imap "$victim" $from Printemps1 Printemps2025 Ete2025 Automne2025 Hiver2025 "$victim!" Bonjour1 Bonjour12
	note_entry "$victim" guessing
	note_clue guessing "$victim"
	send "$victim" $from "$(person officer)" 'Mise a jour de votre compte' 'Merci de confirmer sur http://comptes.example/'
	for one in 2 3; do
		pause 60
		send "$victim" $from "$(person office $one)" 'Mise a jour de votre compte' 'Merci de confirmer sur http://comptes.example/'
	done
}

sent_phishing_second()
{
	victim=$(person officer)
	imap_bulk "$victim" 198.18.246.120 10 25
}
