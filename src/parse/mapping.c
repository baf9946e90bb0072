#include "parse/mapping.h"

#include "event/site.h"
#include "parse/members.h"

static bool
match_holds(const struct members *members)
{
	const struct mapping *mapping = members->mapping;

	for (size_t i = 0; i < mapping->match_count; i++)
		if (!str_eq(mapping->match[i].value, members->match[i]))
			return false;
	return true;
}

/* Numbers must be digits and addresses addresses; what is not stays out. */
static bool
fits(enum field field, struct str value)
{
	switch (field_infos[field].type) {
	case FIELD_NUMBER:
		return str_is_digits(value);
	case FIELD_ADDRESS:
		return str_is_ip(value);
	default:
		return true;
	}
}

/* Set the time and the fields; how many fields there are, or -1 when a time
 * is there and cannot be read, or is missing. */
static int
set_fields(const struct members *members, const struct zone *zone,
    struct event *ev)
{
	const struct mapping *mapping = members->mapping;
	int		      set = 0;

	for (size_t i = 0; i < mapping->field_count; i++) {
		struct str value = members->fields[i];
		uint8_t	   target = mapping->targets[i];

		if (target == F_COUNT) {
			if (value.at == NULL ||
			    !members_take_stamp(&value, zone, &ev->time) ||
			    value.len > 0)
				return -1;
		} else if (value.at != NULL && fits(target, value)) {
			event_set(ev, target, value);
			set++;
		}
	}
	return set;
}

static const struct {
	struct str   action;
	enum kind    kind;
	enum outcome outcome;
} actions[] = {
	{ STR_INIT("login"), K_LOGIN, OUTCOME_SUCCESS },
	{ STR_INIT("login_failed"), K_LOGIN, OUTCOME_FAILURE },
	{ STR_INIT("logout"), K_LOGOUT, OUTCOME_NONE },
};

static void
set_kind(struct event *ev)
{
	ev->kind = K_RECORD;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (str_eq(actions[i].action, event_get(ev, F_ACTION))) {
			ev->kind = (uint8_t)actions[i].kind;
			ev->outcome = (uint8_t)actions[i].outcome;
			return;
		}
	if (event_has(ev, F_HTTP_STATUS))
		ev->outcome = event_get(ev, F_HTTP_STATUS).at[0] >= '4' ?
		    OUTCOME_FAILURE : OUTCOME_SUCCESS;
}

static enum parsed
mapping_try(const struct mapping *mapping, struct str line,
    const struct parse_context *context, struct event *ev)
{
	struct arena  *scratch = context->scratch;
	struct event   old = *ev;
	struct members members = {
		.mapping = mapping,
		.match = arena_zero(scratch,
		    mapping->match_count * sizeof *members.match),
		.fields = arena_zero(scratch,
		    mapping->field_count * sizeof *members.fields),
		.scratch = scratch,
	};
	int set;

	if (!members_take(&members, line, context->zone) ||
	    !match_holds(&members))
		return PARSED_OTHER;
	set = members.twice ? -1 : set_fields(&members, context->zone, ev);
	if (set <= 0) {
		*ev = old;
		return set < 0 && mapping->match_count > 0 ? PARSED_BAD :
		    PARSED_OTHER;
	}
	if (!event_has(ev, F_SERVICE))
		event_set(ev, F_SERVICE, STR("application"));
	if (!event_has(ev, F_APP))
		event_set(ev, F_APP, mapping->name);
	set_kind(ev);
	return PARSED_EVENT;
}

enum parsed
mapping_line(struct str line, const struct parse_context *context,
    struct event *ev, const struct mapping **used)
{
	const struct site *site = context->site;

	for (size_t i = 0; i < site->mapping_count; i++) {
		enum parsed parsed = mapping_try(&site->mappings[i], line,
		    context, ev);

		if (parsed == PARSED_OTHER)
			continue;
		*used = &site->mappings[i];
		return parsed;
	}
	return PARSED_OTHER;
}
