# life.awk: the calendar of ordinary days.
#
#	awk -v seed=N -v monday=EPOCH -f life.awk estate/people
#
# One line for each thing somebody does: EPOCH FUNCTION ARGS.  The functions
# are in clients.sh.  monday is the first day of the second week, 00:00 UTC.

function rnd(n)		# 0 .. n-1; Lehmer's generator, exact in doubles
{
	state = (state * 48271) % 2147483647
	return int(state / 2147483647 * n)
}

function at(day, hour, minutes, what)
{
	printf "%d %s\n", monday + day * 86400 + hour * 3600 + rnd(minutes * 60), what
}

BEGIN { state = seed % 2147483646 + 1; for (i = 0; i < 20; i++) rnd(2) }
/^#/ { next }
{
	login = $1; way = $3
	n++
	home = "203.0.113." (10 + n)
	phone = "203.0.113." (200 + n % 3)
	office = "192.0.2.80"
	if (way == "ipv6")
		home = "2001:db8:cafe:11::20"
	if (way == "shared")
		next
	for (day = 0; day < 8; day++) {
		weekend = day == 5 || day == 6
		if (weekend) {
			if (rnd(3) == 0)
				at(day, 9, 600, "imap_read " login " " phone " phone")
			continue
		}
		if (day == 7) {			# the last Monday ends at noon
			at(day, 7, 120, "imap_read " login " " office " office")
			if (way == "officer")
				at(day, 8, 180, "portal_work " login " " office " " 1 + rnd(3) " " rnd(900))
			continue
		}
		if (way == "pop") {
			for (h = 7; h < 18; h += 2)
				at(day, h, 30, "pop_read " login " " office)
			continue
		}
		if (way == "traveller" && day >= 2 && day <= 3) {
			at(day, 6, 90, "webmail_read " login " 203.0.113.77 " 2 + rnd(3) " yes")
			at(day, 18, 120, "imap_read " login " 203.0.113.77 laptop")
			at(day, 20, 90, "webmail_read " login " 203.0.113.77 " 1 + rnd(3) " no")
			continue
		}
		at(day, 6, 60, "imap_read " login " " phone " phone")
		at(day, 7, 60, "imap_read " login " " office " office")
		at(day, 9, 150, "imap_read " login " " office " office")
		at(day, 12, 60, "imap_read " login " " phone " phone")
		at(day, 13, 180, "imap_read " login " " office " office")
		if (rnd(2))
			at(day, 9, 480, "send " login " " office " " 1 + rnd(99999))
		if (rnd(10) < 4)
			at(day, 8, 540, "webmail_read " login " " office " " 1 + rnd(4) " " (rnd(3) ? "yes" : "no"))
		if (rnd(10) < 3)
			at(day, 19, 120, "webmail_read " login " " home " " 1 + rnd(3) " " (rnd(2) ? "yes" : "no"))
		else if (rnd(2))
			at(day, 18, 150, "imap_read " login " " home " home")
		if (rnd(9) == 0)
			at(day, 20, 60, "send " login " " home " " 1 + rnd(99999))
		if (way == "officer") {
			at(day, 8, 180, "portal_work " login " " office " " 2 + rnd(3) " " rnd(900))
			at(day, 13, 200, "portal_work " login " " office " " 1 + rnd(3) " " rnd(900))
		}
		if (way == "admin") {
			at(day, 8, 60, "ssh_work " login " " office)
			if (rnd(2))
				at(day, 15, 90, "ssh_work " login " " office)
		}
		if (way == "stale" && day >= 1 && day <= 2)
			for (h = 6; h < 21; h += 3)	# an old password left in a telephone
				at(day, h, 40, "imap_wrong " login " " phone " Lanterne-Verte-1")
		if (way == "newclient" && day == 2)
			at(day, 17, 30, "imap_first_sync " login " " home)
	}
	if (n <= 3)				# somebody mistypes
		at(n, 7, 20, "webmail_wrong " login " " office)
}
END {
	for (day = 0; day < 5; day++) {		# the shared mailbox, from the office
		at(day, 8, 60, "imap_read brigade.est 192.0.2.80 office")
		at(day, 14, 90, "imap_read brigade.est 192.0.2.80 office")
	}
	# A client that stays open all morning.
	for (day = 1; day < 5; day += 2) {
		at(day, 8, 5, "hold_open claire.martin 192.0.2.80")
		for (m = 0; m < 10; m++)
			printf "%d hold_noop\n", monday + day * 86400 + 8 * 3600 + (20 + 20 * m) * 60
		printf "%d hold_close\n", monday + day * 86400 + 11 * 3600 + 45 * 60
	}
}
