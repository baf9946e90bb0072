# cloud: a mailbox service that records as Microsoft 365 does, a thief in it,
# and what he truly read.
#
#	awk -v seed=N -v mode=MODE -v truth=FILE -f cloud.awk
#
# Prints records of the audit log, a line each; writes the truth, "MAILBOX
# MESSAGES BYTES" a line.  What the service does: a read by Bind is recorded
# once an hour for one message, address and session, several reads of one
# folder within two minutes in one record; Sync leaves one record a folder;
# after 1000 records of reads of a mailbox in a day it says so and records
# none for a day.  What it is given: owners who read their mail at home, and a
# thief who sprays passwords, gets in and reads.  By mode: bind, he opens mails
# alone; sync, he copies a folder too; throttle, he reads until the service
# stops recording, and on; owner, it was the owner who read so much, and of the
# thief's reads none is recorded; deaf, the service records no reads at all.
function pick(n) { return int(rand() * n) }
function pad(n) { return (n < 10 ? "0" : "") n }
function stamp(t,   d, h, m) {
	d = int(t / 86400); t -= d * 86400
	h = int(t / 3600); t -= h * 3600
	m = int(t / 60)
	return "2025-12-" pad(1 + d) "T" pad(h) ":" pad(m) ":" pad(t - m * 60)
}
function head(op, type, work, t, user, ip, session) {
	return sprintf("{\"CreationTime\":\"%s\",\"Id\":\"%08d-0000-4000-8000-%012d\",\"Operation\":\"%s\",\"RecordType\":%d,\"ResultStatus\":\"%s\",\"UserType\":0,\"Workload\":\"%s\",\"UserId\":\"%s\",\"ClientIP\":\"%s\",\"AppAccessContext\":{\"AADSessionId\":\"%s\"}",
	    stamp(t), ++serial, seed, op, type, op == "UserLoginFailed" ? "Failed" : "Succeeded", work, user, ip, session)
}
function sign_in(t, user, ip, session, good) {
	print head(good ? "UserLoggedIn" : "UserLoginFailed", 15, "AzureActiveDirectory", t, user, ip, session) \
	    ",\"ErrorNumber\":\"" (good ? 0 : 50126) "\"}"
}
# How the service names a message; bytes of it.
function id(user, m) { return "<m" m "." user ">" }
function size(user, m) { return 1000 + (m * 7919 + length(user) * 31) % 90000 }
function access(t, user, ip, session, kind, throttled, rest) {
	if (mode == "deaf")
		return
	print head("MailItemsAccessed", 50, "Exchange", t, user, ip, session) \
	    ",\"MailboxOwnerUPN\":\"" user "\",\"ClientInfoString\":\"Client=OWA\",\"OperationProperties\":[{\"Name\":\"MailAccessType\",\"Value\":\"" kind "\"},{\"Name\":\"IsThrottled\",\"Value\":\"" throttled "\"}]," rest "}"
}
# One look at n messages of a folder, within two minutes: one record of those
# that the last hour did not record.
function look(t, user, ip, session, thief, from, n,   i, m, key, items, count) {
	for (i = 0; i < n; i++) {
		m = (from + i) % messages
		if (thief)
			seen[user, m] = 1
		key = user SUBSEP m SUBSEP ip SUBSEP session
		if (key in told && t - told[key] < 3600)
			continue
		told[key] = t
		items = items (count++ ? "," : "") "{\"Id\":\"R" m "\",\"InternetMessageId\":\"" id(user, m) "\",\"SizeInBytes\":" size(user, m) "}"
	}
	if (count == 0 || t < paused[user])
		return
	if (t - window[user] > 86400) { window[user] = t; records[user] = 0 }
	if (++records[user] > 1000) {
		paused[user] = t + 86400
		access(t, user, ip, session, "Bind", "True", "\"Folders\":[{\"FolderItems\":[" items "],\"Path\":\"\\\\Inbox\"}]")
		return
	}
	access(t, user, ip, session, "Bind", "False", "\"Folders\":[{\"FolderItems\":[" items "],\"Path\":\"\\\\Inbox\"}]")
}
function copy(t, user, ip, session, thief,   m) {
	for (m = 0; thief && m < messages; m++)
		seen[user, m] = 1
	if (t >= paused[user])
		access(t, user, ip, session, "Sync", "False", "\"Item\":{\"Id\":\"F\",\"ParentFolder\":{\"Path\":\"\\\\Inbox\",\"Name\":\"Inbox\"}}")
}
function reading(t, user, ip, session, thief, looks,   i) {
	for (i = 0; i < looks; i++) {
		look(t, user, ip, session, thief, pick(messages), 1 + pick(8))
		t += 5 + pick(400)
	}
	return t
}
BEGIN {
	srand(seed)
	messages = mode == "throttle" || mode == "owner" ? 3000 : 400
	people = 8
	for (p = 0; p < people; p++)
		user[p] = "user" p "@org.example"
	# A week of mornings.
	for (d = 0; d < 7; d++)
		for (p = 0; p < people; p++) {
			t = d * 86400 + 28800 + pick(3600)
			sign_in(t, user[p], "203.0.113." (10 + p), "own-" p "-" d, 1)
			reading(t + 60, user[p], "203.0.113." (10 + p), "own-" p "-" d, 0, 5 + pick(10))
		}
	# The eighth day begins with an owner who reads all he has.
	t = 7 * 86400
	sign_in(t, user[0], "203.0.113.10", "own-0-7", 1)
	for (i = 0; mode == "owner" && i < 1100; i++)
		look(t += 5, user[0], "203.0.113.10", "own-0-7", 0, i * 2, 2)
	# The thief.
	t += 7200
	ip = "198.51.100.66"
	for (i = 0; i < 14; i++)
		sign_in(t += 20, user[i % 7], ip, "thief", 0)
	sign_in(t += 20, user[0], ip, "thief", 1)
	t = reading(t + 60, user[0], ip, "thief", 1, 10 + pick(20))
	if (mode == "sync")
		copy(t, user[0], ip, "thief", 1)
	for (i = 0; mode == "throttle" && i < 1300; i++)
		look(t += 10, user[0], ip, "thief", 1, i * 2, 2)
	# The owner, at home, the same hours.
	reading(t + 300, user[0], "203.0.113.10", "own-0-7", 0, 5)
	for (p = 0; p < people; p++) {
		n = bytes = 0
		for (m = 0; m < messages; m++)
			if ((user[p], m) in seen) { n++; bytes += size(user[p], m) }
		print user[p], n, bytes >truth
	}
}
