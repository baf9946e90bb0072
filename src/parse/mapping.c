#include "parse/mapping.h"

#include "base/json.h"
#include "event/site.h"
#include "parse/members.h"
#include "parse/stamps.h"
#include "parse/take.h"
#include "parse/url.h"
#include "parse/web.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- values ---- */

/* The elements of a list as a JSON array, or with a comma between them. */
static struct str
joined(const struct member *member, bool json, struct arena *scratch)
{
	const struct member_more *more;
	struct json_out	out;
	struct str	text;

	json_init(&out);
	if (json) {
		json_array(&out);
		json_text(&out, member->value);
		for (more = member->more; more != NULL; more = more->next)
			json_text(&out, more->value);
		json_array_end(&out);
	} else {
		json_plain(&out, member->value);
		for (more = member->more; more != NULL; more = more->next) {
			json_plain(&out, STR(", "));
			json_plain(&out, more->value);
		}
	}
	text = arena_str(scratch, json_str(&out));
	json_fini(&out);
	return text;
}

/* "a;b" as a JSON array, where the mapping says what is between. */
static struct str
split_up(struct str list, struct str between, struct arena *scratch)
{
	struct json_out out;
	struct str	item;

	if (STARTS(list, "["))
		return list;
	json_init(&out);
	json_array(&out);
	while (str_take_until(&list, between, &item))
		json_text(&out, str_trim(item));
	if (list.len > 0)
		json_text(&out, str_trim(list));
	json_array_end(&out);
	list = arena_str(scratch, json_str(&out));
	json_fini(&out);
	return list;
}

static bool
is_list(uint8_t target)
{
	return target < F_COUNT && field_infos[target].type == FIELD_LIST;
}

/* The value of a member; absent: at NULL. */
static struct str
member_value(const struct members *members, int number, uint8_t target)
{
	const struct member *member = &members->at[number];

	if (member->value.at != NULL && member->more != NULL)
		return joined(member, is_list(target), members->scratch);
	if (member->value.at != NULL && is_list(target) &&
	    members->mapping->split.len > 0)
		return split_up(member->value, members->mapping->split,
		    members->scratch);
	return member->value;
}

/* Of the source's pieces; at NULL where one is not there. */
static struct str
source_value(const struct members *members,
    const struct mapping_source *source, uint8_t target)
{
	struct str parts[2 * 128 + 1], whole = STR("");
	size_t	   len = 0;
	char	  *at;

	if (source->count == 1 && source->pieces->member >= 0)
		return member_value(members, source->pieces->member, target);
	for (size_t i = 0; i < source->count && i < COUNT(parts); i++) {
		const struct mapping_piece *piece = &source->pieces[i];

		parts[i] = piece->member < 0 ? piece->text :
		    member_value(members, piece->member, target);
		if (parts[i].at == NULL)
			return (struct str){ 0 };
		len += parts[i].len;
	}
	whole.at = at = arena_take(members->scratch, len + 1);
	for (size_t i = 0; i < source->count && i < COUNT(parts); i++) {
		if (parts[i].len > 0)
			memcpy(at, parts[i].at, parts[i].len);
		at += parts[i].len;
	}
	whole.len = len;
	return whole;
}

/* Our word for theirs; theirs where the table has none.  A depth, a kind or
 * an outcome that the table does not know is none. */
static struct str
word_of(const struct mapping_field *field, struct str value)
{
	struct str any = value;

	if (field->target == F_DEPTH || field->target == TARGET_KIND ||
	    field->target == TARGET_OUTCOME)
		any = field->word_count > 0 ? (struct str){ 0 } : value;
	for (size_t i = 0; i < field->word_count; i++) {
		if (str_eq(field->words[i].theirs, value))
			return field->words[i].ours;
		if (str_eq(field->words[i].theirs, STR("*")))
			any = field->words[i].ours;
	}
	return any;
}

static bool
says_none(const struct mapping *mapping, struct str value)
{
	for (size_t i = 0; i < mapping->none.count; i++)
		if (str_eq(mapping->none.at[i], value))
			return true;
	return false;
}

/* The first source that is whole, in our words; at NULL if there is none. */
static struct str
field_value(const struct members *members, const struct mapping_field *field)
{
	for (size_t i = 0; i < field->source_count; i++) {
		struct str value = source_value(members, &field->sources[i],
		    field->target);

		if (value.len > 0 && !says_none(members->mapping, value))
			return field->word_count == 0 ? value :
			    word_of(field, value);
	}
	return (struct str){ 0 };
}

/* ---- fields ---- */

/* "192.0.2.7:5555", "[2001:db8::1]:5555": the address, and the port. */
static bool
take_endpoint(struct str *address, struct str *port)
{
	struct str rest = *address;

	*port = (struct str){ 0 };
	if (str_is_ip(rest))
		return true;
	if (str_take_char(&rest, '[')) {
		if (!str_take_until_char(&rest, ']', address) ||
		    !str_is_ip(*address))
			return false;
		return rest.len == 0 || (str_take_char(&rest, ':') &&
		    (*port = rest, take_is_number(rest)));
	}
	if (!str_take_last_char(&rest, ':', port) || !str_is_ip(rest) ||
	    !take_is_number(*port))
		return false;
	*address = rest;
	return true;
}

/* Numbers must be digits and addresses addresses; what is not stays out. */
static bool
field_set(struct event *ev, enum field field, struct str value,
    struct arena *scratch)
{
	struct str port;

	switch (field_infos[field].type) {
	case FIELD_NUMBER:
		if (!take_is_number(value))
			return false;
		break;
	case FIELD_ADDRESS:
		if (!take_endpoint(&value, &port))
			return false;
		if (field == F_SRC_IP && port.len > 0)
			event_set(ev, F_SRC_PORT, port);
		break;
	default:
		break;
	}
	if (field == F_URL_QUERY)
		value = url_mask_query(value, scratch);
	else if (field == F_HTTP_REFERRER)
		value = url_mask(value, scratch);
	event_set(ev, field, value);
	return true;
}

static const struct { struct str word; enum outcome outcome; } outcomes[] = {
	{ STR_INIT("success"), OUTCOME_SUCCESS },
	{ STR_INIT("true"), OUTCOME_SUCCESS },
	{ STR_INIT("1"), OUTCOME_SUCCESS },
	{ STR_INIT("failure"), OUTCOME_FAILURE },
	{ STR_INIT("false"), OUTCOME_FAILURE },
	{ STR_INIT("0"), OUTCOME_FAILURE },
};

/* What a line says of its kind and outcome, besides its fields. */
struct verdict {
	struct str kind, outcome, request;
};

/* False where the value does not fit. */
static bool
value_set(struct event *ev, uint8_t target, struct str value,
    struct verdict *verdict, struct arena *scratch)
{
	switch (target) {
	case TARGET_TIME:
		return false;
	case TARGET_KIND:
		verdict->kind = value;
		return true;
	case TARGET_OUTCOME:
		verdict->outcome = value;
		return true;
	case TARGET_REQUEST:
		verdict->request = value;
		return true;
	default:
		return field_set(ev, (enum field)target, value, scratch);
	}
}

static bool
is_truth(struct str value)
{
	static const struct str truths[] = {
		STR_INIT("true"), STR_INIT("1"), STR_INIT("yes"),
		STR_INIT("y"), STR_INIT("oui"), STR_INIT("o"),
	};

	for (size_t i = 0; i < COUNT(truths); i++)
		if (str_eq_nocase(value, truths[i]))
			return true;
	return false;
}

static void
set_flags(const struct members *members, struct event *ev)
{
	const struct mapping *mapping = members->mapping;
	struct str	      all = { 0 };

	for (size_t i = 0; i < mapping->flag_count; i++) {
		struct str value = members->at[mapping->flags[i].member].value;

		if (value.at == NULL || !is_truth(value))
			continue;
		all = all.len == 0 ? mapping->flags[i].name :
		    arena_printf(members->scratch, STR_FMT ", " STR_FMT,
		    STR_ARG(all), STR_ARG(mapping->flags[i].name));
	}
	if (all.len > 0)
		event_set(ev, F_RECORD_FLAGS, all);
}

/* How many fields the line gave. */
static size_t
set_fields(const struct members *members, struct event *ev,
    struct verdict *verdict)
{
	const struct mapping *mapping = members->mapping;
	size_t		      set = 0;

	for (size_t i = 0; i < mapping->field_count; i++) {
		const struct mapping_field *field = &mapping->fields[i];
		struct str		    value = field_value(members, field);

		if (value.at != NULL && field->target != TARGET_TIME &&
		    value_set(ev, field->target, value, verdict,
		    members->scratch))
			set++;
	}
	if (set == 0)
		return 0;
	set_flags(members, ev);
	for (size_t i = 0; i < mapping->const_count; i++) {
		const struct mapping_const *constant = &mapping->consts[i];

		if (constant->target == TARGET_KIND ? verdict->kind.at != NULL :
		    constant->target == TARGET_OUTCOME ?
		    verdict->outcome.at != NULL : constant->target < F_COUNT &&
		    event_has(ev, constant->target))
			continue;
		value_set(ev, constant->target, constant->value, verdict,
		    members->scratch);
	}
	return set;
}

/* ---- kinds ---- */

static const struct {
	struct str   action;
	enum kind    kind;
	enum outcome outcome;
} actions[] = {
	{ STR_INIT("login"), K_LOGIN, OUTCOME_SUCCESS },
	{ STR_INIT("login_failed"), K_LOGIN, OUTCOME_FAILURE },
	{ STR_INIT("logout"), K_LOGOUT, OUTCOME_NONE },
};

/* Does the line speak of records?  Then it is about them, whatever word the
 * client may have had the application log as its action. */
static bool
speaks_of_records(const struct event *ev)
{
	static const enum field fields[] = {
		F_RECORD, F_PERSON, F_ROWS, F_SEARCH, F_DEPTH, F_BYTES_OUT,
		F_RECORD_FLAGS, F_CASE_NUMBER,
	};

	for (size_t i = 0; i < COUNT(fields); i++)
		if (event_get(ev, fields[i]).len > 0)
			return true;
	return false;
}

static void
set_outcome(struct event *ev, struct str word)
{
	for (size_t i = 0; i < COUNT(outcomes); i++)
		if (str_eq_nocase(outcomes[i].word, word)) {
			ev->outcome = (uint8_t)outcomes[i].outcome;
			return;
		}
}

static void
kind_by_action(struct event *ev)
{
	ev->kind = K_RECORD;
	for (size_t i = 0; i < COUNT(actions); i++)
		if (str_eq(actions[i].action, event_get(ev, F_ACTION)) &&
		    !speaks_of_records(ev)) {
			ev->kind = (uint8_t)actions[i].kind;
			ev->outcome = (uint8_t)actions[i].outcome;
			return;
		}
	if (event_has(ev, F_HTTP_STATUS))
		ev->outcome = event_get(ev, F_HTTP_STATUS).at[0] >= '4' ?
		    OUTCOME_FAILURE : OUTCOME_SUCCESS;
}

static enum kind
kind_named(struct str name)
{
	for (int k = 0; k < K_COUNT; k++)
		if (str_eq(str_from(kind_infos[k].name), name))
			return (enum kind)k;
	return K_RECORD;
}

static void
set_kind(struct event *ev, const struct verdict *verdict,
    const struct parse_context *context)
{
	bool web = str_eq(verdict->kind, STR("web"));

	if (verdict->request.at != NULL)
		web_request(verdict->request, context, ev);
	else if (event_has(ev, F_URL))
		web_target(event_get(ev, F_URL), web, context, ev);
	if (verdict->kind.at != NULL && !web)
		ev->kind = (uint8_t)kind_named(verdict->kind);
	else if (verdict->request.at == NULL && !web)
		kind_by_action(ev);
	if (verdict->outcome.at != NULL)
		set_outcome(ev, verdict->outcome);
}

/* ---- lines ---- */

static bool
match_holds(const struct members *members)
{
	const struct mapping *mapping = members->mapping;

	for (size_t i = 0; i < mapping->match_count; i++) {
		const struct mapping_match *match = &mapping->matches[i];
		struct str value = members->at[match->member].value;
		bool	   equal = match->value_count == 0;

		for (size_t j = 0; j < match->value_count; j++)
			equal |= str_eq(match->values[j], value);
		if (!equal || value.at == NULL)
			return false;
	}
	return true;
}

/* Without a time where the mapping names none; false where it names one and
 * the line has none that can be read. */
static bool
time_take(const struct members *members, const struct zone *zone,
    struct stamp *stamp)
{
	const struct mapping *mapping = members->mapping;

	for (size_t i = 0; i < mapping->field_count; i++) {
		struct str value;

		if (mapping->fields[i].target != TARGET_TIME)
			continue;
		value = field_value(members, &mapping->fields[i]);
		if (value.at == NULL ||
		    !stamps_take(mapping, &value, zone, stamp) || value.len > 0)
			return false;
	}
	return true;
}

/* Could the line have the members that it must have?  Looked at before it is
 * cut, because most lines are others'. */
static bool
may_match(const struct mapping *mapping, struct str line)
{
	if (mapping->format != MAPPING_JSON && mapping->format != MAPPING_KV)
		return true;
	if (mapping->format == MAPPING_JSON && !STARTS(line, "{") &&
	    !STARTS(line, "@cee:"))
		return false;
	for (size_t i = 0; i < mapping->match_count; i++) {
		struct str name =
		    mapping->members.at[mapping->matches[i].member], last;

		str_take_end(&name, STR("[]"));
		if (str_take_last_char(&name, '.', &last))
			name = last;
		if (!str_has(line, name))
			return false;
	}
	return true;
}

static bool
program_fits(const struct mapping *mapping, const struct event *ev)
{
	struct str program = event_get(ev, F_PROGRAM);

	for (size_t i = 0; i < mapping->programs.count; i++)
		if (str_eq(mapping->programs.at[i], program))
			return true;
	return mapping->programs.count == 0;
}

static enum parsed
header_line(struct event *ev, struct str line)
{
	ev->kind = K_NOTE;
	event_set(ev, F_MESSAGE, line);
	return PARSED_EVENT;
}

static void
set_names(const struct mapping *mapping, struct event *ev)
{
	if (!event_has(ev, F_SERVICE))
		event_set(ev, F_SERVICE, STR("application"));
	if (!event_has(ev, F_APP) && (ev->kind == K_RECORD ||
	    str_eq(event_get(ev, F_SERVICE), STR("application"))))
		event_set(ev, F_APP, mapping->name);
}

static enum parsed
mapping_try(const struct mapping *mapping, struct str line,
    const struct parse_context *context, struct event *ev)
{
	struct arena  *scratch = context->scratch;
	struct members members = { .mapping = mapping, .scratch = scratch };
	struct verdict verdict = { .kind = { 0 } };
	struct stamp   stamp = ev->time;
	bool	       timed;

	if (!program_fits(mapping, ev) || !may_match(mapping, line))
		return PARSED_OTHER;
	members.at = arena_zero(scratch,
	    mapping->members.count * sizeof *members.at);
	if (!members_take(&members, line, context->zone))
		return PARSED_OTHER;
	if (members.header)
		return header_line(ev, line);
	if (!match_holds(&members))
		return PARSED_OTHER;
	timed = time_take(&members, context->zone, &stamp);
	if (members.twice || !timed)
		return mapping->match_count > 0 ? PARSED_BAD : PARSED_OTHER;
	if (set_fields(&members, ev, &verdict) == 0)
		return PARSED_OTHER;
	ev->time = stamp;
	set_kind(ev, &verdict, context);
	set_names(mapping, ev);
	web_peer(context->site, ev);
	return PARSED_EVENT;
}

static enum parsed
list_try(const struct mapping_list *list, struct str line,
    const struct parse_context *context, struct event *ev,
    const struct mapping **used)
{
	for (size_t i = 0; i < list->count; i++) {
		enum parsed parsed = mapping_try(&list->at[i], line, context,
		    ev);

		if (parsed == PARSED_OTHER)
			continue;
		*used = &list->at[i];
		return parsed;
	}
	return PARSED_OTHER;
}

enum parsed
mapping_line(struct str line, const struct parse_context *context,
    struct event *ev, const struct mapping **used)
{
	const struct site *site = context->site;
	enum parsed	   parsed = list_try(&site->mappings, line, context,
	    ev, used);

	return parsed != PARSED_OTHER ? parsed :
	    list_try(&site->shipped, line, context, ev, used);
}
