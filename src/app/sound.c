#include "app/sound.h"

#include "app/sheaf.h"
#include "parse/parse.h"

_Static_assert(CLOCK_LEAP_YEAR == 1972, "it begins two years after 1970");

bool
time_is_sound(int64_t ms, unsigned flags)
{
	if (flags & BRIEF_NO_YEAR)
		return ms >= LEAP_YEAR_MS && ms < LEAP_YEAR_MS + 366 * DAY_MS;
	return ms >= 0 && ms / SLOT_MS >> SLOT_BITS == 0;
}

uint64_t
unit_end_most(const struct wire_unit *unit)
{
	return unit->start == 0 ? unit->size : unit->end;
}

/* Where it begins, and of a directory's where it ends. */
static bool
is_connection(const struct brief *brief)
{
	return brief->kind == K_CONNECT
	    ? brief->service == SERVICE_LDAP || brief->service == SERVICE_DB
	    : brief->kind == K_DISCONNECT && brief->service == SERVICE_LDAP;
}

bool
brief_is_sound(const struct brief *brief, const struct wire_unit *unit,
    const struct plan *plan, size_t names)
{
	uint32_t numbers[] = { brief->stream, brief->user, brief->src,
		brief->device, brief->object, brief->item };

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (numbers[i] >= names)
			return false;
	return brief->kind < K_COUNT &&
	    (kind_infos[brief->kind].brief || is_connection(brief)) &&
	    brief->service < SERVICE_COUNT &&
	    brief->outcome <= OUTCOME_FAILURE &&
	    time_is_sound(brief->time.ms, brief->flags) &&
	    brief->input == unit->input &&
	    plan_has_member(plan, unit, brief_at_member(brief->offset)) &&
	    brief->length <= LINE_MAX_BYTES && brief->ordinal == 0 &&
	    (unit->work != UNIT_RANGE || (brief->offset >= unit->start &&
	    brief->offset < unit_end_most(unit)));
}
