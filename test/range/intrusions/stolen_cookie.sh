# The cookie of a webmail session is stolen while its owner works: pages from
# elsewhere without a sign-in.

stolen_cookie_calendar()
{
	cat <<-END
	$(at 2 10:05) stolen_cookie_owner
	$(at 2 10:12) stolen_cookie_use
	END
}

stolen_cookie_owner()
{
	WHO=owner AGENT=$EDGE
	victim=$(person officer)
	session_open webmail "$victim" $OFFICE
	webmail_open "$victim" $OFFICE
	webmail_show "$victim" $OFFICE "$(inbox_count "$victim")"
	cp "$JAR" /run/stolen.jar
	echo "$token" >/run/stolen.token
	pause 2400
	webmail_ajax $OFFICE "_task=mail&_action=refresh&_mbox=INBOX&_remote=1&_unlock=0"
	webmail_close $OFFICE
	session_close
}

stolen_cookie_use()
{
	victim=$(person officer)
	from=198.18.244.155
	JAR=$ACT/jar MAIL=https://$(host_for $from)
	cp /run/stolen.jar "$JAR"
	read -r token </run/stolen.token
	session_open webmail "$victim" $from
	note_entry "$victim" stolen_session
	note_clue stolen_cookie
	for back in 0 1 2 3 4; do
		webmail_show "$victim" $from $(($(inbox_count "$victim") - back))
		pause 60
	done
	session_close
}
