# Two days abroad: webmail from a hotel, the telephone from a foreign carrier.
travel_calendar()
{
	cat <<-END
	$(at 2 19:05) webmail_read $(person office 2) 203.0.113.150 2 no
	$(at 3 06:40) imap_read $(person office 2) 203.0.113.151 phone
	$(at 3 20:15) webmail_read $(person office 2) 203.0.113.150 1 yes
	END
}
