#include "parse/journal.h"

#include <stddef.h>

#include "parse/take.h"

static const uint64_t US_MAX = 253402300800000000;	/* year 10000 */

static const struct { struct str name; size_t at; } places[] = {
	{ STR_INIT("__REALTIME_TIMESTAMP"), offsetof(struct journal, time) },
	{ STR_INIT("_HOSTNAME"), offsetof(struct journal, host) },
	{ STR_INIT("SYSLOG_IDENTIFIER"), offsetof(struct journal, name) },
	{ STR_INIT("_COMM"), offsetof(struct journal, comm) },
	{ STR_INIT("_PID"), offsetof(struct journal, pid) },
	{ STR_INIT("SYSLOG_PID"), offsetof(struct journal, syslog_pid) },
	{ STR_INIT("MESSAGE"), offsetof(struct journal, message) },
	{ STR_INIT("__SEQNUM"), offsetof(struct journal, number) },
	{ STR_INIT("__SEQNUM_ID"), offsetof(struct journal, number_of) },
};

void
journal_field(struct journal *journal, struct str name, struct str value)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct str *place;

		if (!str_eq(name, places[i].name))
			continue;
		place = (struct str *)(void *)((char *)journal +
		    places[i].at);
		if (place->at == NULL)
			*place = value;
	}
}

/* Programs end a message with a newline now and then, and syslog's one line
 * cannot hold one: what rsyslog writes of it is #012 and #011. */
static struct str
one_line(struct str s, struct arena *scratch)
{
	char *start, *at;

	s = str_trim(s);
	if (scan_char(s.at, s.len, '\n') == s.len &&
	    scan_char(s.at, s.len, '\t') == s.len)
		return s;
	start = at = arena_take(scratch, 4 * s.len);
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == '\n' || s.at[i] == '\t') {
			memcpy(at, s.at[i] == '\n' ? "#012" : "#011", 4);
			at += 4;
		} else {
			*at++ = s.at[i];
		}
	return str_of(start, (size_t)(at - start));
}

/* The journal says that it took no more for a while: "Suppressed 34 messages
 * from ...", "Missed 8 kernel messages". */
static bool
is_loss(const struct journal *journal)
{
	return str_starts(journal->name, STR("systemd-journal")) &&
	    (str_starts(journal->message, STR("Suppressed ")) ||
	    str_starts(journal->message, STR("Missed ")));
}

/* Its place in the journal; of what tells of a loss none, so that nothing
 * about it counts as whole. */
static void
set_number(const struct journal *journal, struct event *ev)
{
	if (journal->number_of.len == 0 || !take_is_number(journal->number) ||
	    is_loss(journal))
		return;
	event_set(ev, F_SERIAL, journal->number);
	event_set(ev, F_SERIAL_OF, journal->number_of);
}

enum parsed
journal_head(const struct journal *journal, struct event *ev,
    struct str *text)
{
	uint64_t us;
	struct str pid = journal->syslog_pid.len > 0 ? journal->syslog_pid :
	    journal->pid;

	if (!str_u64(journal->time, &us) || us > US_MAX)
		return PARSED_BAD;
	ev->time.at.ms = (int64_t)(us / 1000);
	ev->time.flags = STAMP_SET;
	if (journal->host.len > 0)
		event_set(ev, F_HOST, journal->host);
	event_set(ev, F_PROGRAM, journal->name.len > 0 ? journal->name :
	    journal->comm);
	if (take_is_number(pid))
		event_set(ev, F_PID, pid);
	set_number(journal, ev);
	if (journal->message.at == NULL)
		return PARSED_BAD;
	*text = one_line(journal->message, journal->scratch);
	return PARSED_EVENT;
}
