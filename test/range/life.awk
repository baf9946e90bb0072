# life.awk: the calendar of ordinary days.
#
#	awk -v seed=N -v monday=EPOCH -v days=N -f life.awk people
#
# One line for each thing somebody does: EPOCH FUNCTION ARGS.  The functions
# are in clients.sh and web.sh.  monday is the first day, 00:00 UTC.

function rnd(n)		# 0 .. n-1; Lehmer's generator, exact in doubles
{
	state = (state * 48271) % 2147483647
	return int(state / 2147483647 * n)
}

function at(day, hour, minutes, what)
{
	printf "%d %s\n", monday + day * 86400 + hour * 3600 + rnd(minutes * 60), what
}

BEGIN { state = seed % 2147483646 + 1; for (i = 0; i < 20; i++) rnd(2); office = "192.0.2.80" }
{
	login = $1; way = $3; home = $4
	n++
	phone = "203.0.113." (200 + n % 3)	# a carrier's, shared
	if (way == "shared") {			# from the office, by several
		for (day = 0; day < days; day++)
			if (day % 7 < 5) {
				at(day, 8, 60, "imap_read " login " " office " office")
				at(day, 14, 90, "imap_read " login " " office " office")
			}
		next
	}
	for (day = 0; day < days; day++) {
		if (day % 7 > 4) {
			if (rnd(3) == 0)
				at(day, 9, 600, "imap_read " login " " phone " phone")
			continue
		}
		if (way == "pop") {
			for (h = 7; h < 18; h += 3)
				at(day, h, 30, "pop_read " login " " office)
			continue
		}
		if (way == "traveller" && (day % 7 == 2 || day % 7 == 3)) {
			at(day, 6, 90, "webmail_read " login " 203.0.113.77 " 1 + rnd(2) " yes")
			at(day, 18, 120, "imap_read " login " 203.0.113.77 laptop")
			continue
		}
		if (way == "carrier") {			# always by telephone, many behind one address
			for (h = 7; h < 21; h += 3 + rnd(3))
				at(day, h, 50, "imap_read " login " " home " phone")
			continue
		}
		if (way == "newphone" && day == 3)
			at(day, 12, 60, "imap_bulk " login " 203.0.113.22" (n % 10) " 1 60 header")
		if (way == "delegate") {		# also does the work of another
			at(day, 8, 90, "imap_read " boss " " office " delegate")
			at(day, 14, 90, "webmail_read " boss " " office " 1 yes")
		}
		boss = way == "office" ? login : boss
		at(day, 7, 60, "imap_read " login " " office " office")
		if (rnd(2))
			at(day, 6, 60, "imap_read " login " " phone " phone")
		if (rnd(2))
			at(day, 13, 180, "imap_read " login " " office " office")
		if (rnd(3) == 0)
			at(day, 9, 480, "send_any " login " " office " " 1 + rnd(99999))
		if (rnd(10) < 4)
			at(day, 8, 540, "webmail_read " login " " office " " 1 + rnd(3) " " (rnd(3) ? "yes" : "no"))
		if (rnd(10) < 2)
			at(day, 19, 120, "webmail_read " login " " home " " 1 + rnd(2) " " (rnd(2) ? "yes" : "no"))
		else if (rnd(3) == 0)
			at(day, 18, 150, "imap_read " login " " home " home")
		if (way == "officer") {
			at(day, 8, 180, "portal_work " login " " office " " 1 + rnd(3) " " rnd(900))
			if (rnd(2))
				at(day, 13, 200, "portal_work " login " " office " " 1 + rnd(3) " " rnd(900))
		}
		if (way == "admin")
			at(day, 8, 60, "ssh_work " login " " office)
		if (way == "stale" && (day == 1 || day == 2))
			for (h = 6; h < 21; h += 3)	# an old password left in a telephone
				at(day, h, 40, "imap_wrong " login " " phone " Ancien-Mot-1")
		if (way == "newclient" && day == 2)
			at(day, 17, 30, "imap_first_sync " login " " home)
		if (n == 1 && day % 2)			# stays open all morning
			at(day, 8, 5, "imap_hold " login " " office " 220")
	}
	if (n <= 3 && n < days)			# somebody mistypes
		at(n, 7, 20, "webmail_wrong " login " " office)
}
