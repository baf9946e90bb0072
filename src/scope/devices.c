/* devices: the clients that their sessions named (Q3).
 *
 * A client names itself, so a name proves nothing: who has the same one may
 * have the same browser.  How many owners do is said with it. */
#include "scope/ledger.h"

#include <stdlib.h>

struct device {
	uint32_t	name;
	struct share	by[SHARES];
	uint64_t	owners;	/* accounts with sessions of it that are not
				 * theirs */
};

struct devices {
	struct device *at;
	size_t	       count, cap;
	struct table   of;	/* name -> device + 1 */
};

static struct device *
device_find(const struct devices *d, uint32_t name)
{
	const uint64_t *number = table_find(&d->of, name);

	return number == NULL ? NULL : &d->at[*number - 1];
}

static bool
has_device(const struct session *session)
{
	return session->device != 0 && session->user != 0 &&
	    !(session->flags & SESSION_WEBMAIL_HOST);
}

static void
devices_list(struct devices *d, const struct scope *s)
{
	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];
		bool fresh;
		uint64_t *number;

		if (!has_device(session) ||
		    !is_hostile(s->in.incident->judged[n]))
			continue;
		number = table_add(&d->of, session->device, &fresh);
		if (!fresh)
			continue;
		d->at = mem_room(d->at, d->count, &d->cap, sizeof *d->at);
		d->at[d->count++] = (struct device){
			.name = session->device };
		*number = d->count;
	}
}

static void
devices_count(struct devices *d, const struct scope *s)
{
	struct table pairs[SHARES + 1];	/* by grade; the last, of owners */
	bool fresh;

	for (int g = 0; g <= SHARES; g++)
		table_init(&pairs[g]);
	for (uint32_t n = 0; n < s->in.sessions->count; n++) {
		const struct session *session = &s->in.sessions->at[n];
		struct judgement judged = s->in.incident->judged[n];
		struct device *device = device_find(d, session->device);
		int share = is_hostile(judged) ? judged.grade : SHARES;

		if (device == NULL || !has_device(session))
			continue;
		table_add(&pairs[share], table_pair(session->user,
		    session->device), &fresh);
		if (share == SHARES) {
			device->owners += fresh;
			continue;
		}
		device->by[share].sessions++;
		device->by[share].others += fresh;
	}
	for (int g = 0; g <= SHARES; g++)
		table_fini(&pairs[g]);
}

static int
by_name(const void *a, const void *b, void *scope)
{
	return str_cmp(name_of(scope, ((const struct device *)a)->name),
	    name_of(scope, ((const struct device *)b)->name));
}

static void
device_tell(struct scope *s, const struct device *device, enum grade grade)
{
	const struct share *share = &device->by[grade];
	struct statement *st;

	if (share->sessions == 0)
		return;
	st = statement_add(s->out, Q3, device->owners > 0
	    ? "q3.device_owned" : "q3.device", grade);
	statement_text(s->out, st, "device", name_of(s, device->name));
	statement_count(st, "count", share->sessions);
	statement_count(st, "accounts", share->others);
	statement_count(st, "owners", device->owners);
}

void
devices_tell(struct scope *s)
{
	struct devices d = { 0 };

	table_init(&d.of);
	devices_list(&d, s);
	devices_count(&d, s);
	if (d.count > 0)
		qsort_r(d.at, d.count, sizeof *d.at, by_name, s);
	for (size_t i = 0; i < d.count * SHARES; i++)
		device_tell(s, &d.at[i / SHARES], (enum grade)(i % SHARES));
	table_fini(&d.of);
	free(d.at);
}
