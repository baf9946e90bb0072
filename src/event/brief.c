#include "event/brief.h"

#include "base/table.h"
#include "event/signs.h"
#include "event/site.h"

/* Where the numbers of a kind come from, in the order of n[]. */
struct number_source {
	bool	any;			/* is there one */
	uint8_t fields[N_COUNT];	/* F_COUNT: none */
};

#define NONE F_COUNT
static const struct number_source number_sources[K_COUNT] = {
	[K_LOGOUT] = { true,
	    { F_BODY_COUNT, F_BODY_BYTES, F_HDR_COUNT, F_BYTES_OUT } },
	[K_MAIL_FETCH] = { true, { NONE, NONE, NONE, F_BYTES_OUT } },
	[K_LOGIN] = { true, { F_ATTEMPTS, NONE, NONE, NONE } },
	[K_PAGE] = { true, { F_HTTP_STATUS, F_HTTP_BYTES, NONE, NONE } },
	[K_WEB] = { true, { F_HTTP_STATUS, F_HTTP_BYTES, NONE, NONE } },
	[K_QUERY] = { true, { F_ROWS, F_BYTES_OUT, NONE, NONE } },
	[K_RECORD] = { true, { F_ROWS, F_BYTES_OUT, NONE, NONE } },
};
static const struct number_source pop3_logout = { true,
    { F_RETR_COUNT, F_RETR_BYTES, F_TOP_COUNT, F_TOP_BYTES } };
static const struct number_source ldap_bind = { true,
    { NONE, F_OPERATION, NONE, NONE } };
_Static_assert(F_COUNT < 256, "a field fits a byte");

/* What names an event's object and item, by kind. */
struct name_source {
	bool	any;			/* is there one */
	uint8_t object, item, item_else;
};

static const struct name_source name_sources[K_COUNT] = {
	[K_PAGE] = { true, F_FOLDER, F_MAIL_UID, F_SEARCH },
	[K_MAIL_OPEN] = { true, F_FOLDER, F_MAIL_UID, NONE },
	[K_MAIL_CHANGE] = { true, F_FOLDER, F_MAIL_UID, NONE },
	[K_MAIL_FETCH] = { true, F_FOLDER, F_MAIL_UID, NONE },
	[K_MAIL_SEARCH] = { true, F_FOLDER, F_SEARCH, NONE },
	[K_FOLDER_CHANGE] = { true, F_FOLDER, NONE, NONE },
	[K_FOLDER_OPEN] = { true, F_FOLDER, NONE, NONE },
	[K_MAIL_LOCAL] = { true, F_MAIL_TO, NONE, NONE },
	[K_QUERY] = { true, F_OBJECT, NONE, NONE },
	[K_QUERY_ERROR] = { true, F_OBJECT, NONE, NONE },
	[K_RECORD] = { true, F_APP, F_RECORD, NONE },
	[K_RULE_CHANGE] = { true, F_SCRIPT, F_TARGET_TO, NONE },
	[K_COMMAND] = { true, F_COMMAND, NONE, NONE },
	[K_CHANGE] = { true, F_TARGET, F_TARGET_TO, NONE },
	[K_SEARCH] = { true, F_TARGET, F_SEARCH, NONE },
	[K_MAIL_SYNC] = { true, F_TARGET, F_FOLDER, NONE },
	[K_FILE] = { true, F_TARGET, F_URL, NONE },
	[K_LOGIN] = { true, F_RESOURCE, F_TOKEN, NONE },
	[K_LOGOUT] = { true, F_DELETED, F_EXPUNGED, NONE },
};

/* The same of a cloud service. */
static const struct name_source cloud_sources[K_COUNT] = {
	[K_MAIL_OPEN] = { true, F_TARGET, F_MESSAGE_ID, F_MAIL_UID },
	[K_MAIL_CHANGE] = { true, F_TARGET, F_MESSAGE_ID, F_MAIL_UID },
};

/* The number in a field; 0 when absent or no number. */
static uint64_t
number_of(const struct event *ev, unsigned field)
{
	uint64_t number;

	return field < F_COUNT && str_u64(event_get(ev, field), &number) ? number : 0;
}

static const struct number_source *
number_source_of(unsigned kind, unsigned service)
{
	if (kind == K_LOGOUT && service == SERVICE_POP3)
		return &pop3_logout;
	if ((kind == K_LOGIN || kind == K_AUTH_STEP) &&
	    service == SERVICE_LDAP)
		return &ldap_bind;
	return &number_sources[kind];
}

static void
brief_numbers(struct brief *brief, const struct event *ev)
{
	const struct number_source *source = number_source_of(brief->kind,
	    brief->service);

	for (int n = 0; source->any && n < N_COUNT; n++)
		brief->n[n] = number_of(ev, source->fields[n]);
}

static enum depth
depth_find(struct str word)
{
	if (str_eq(word, STR("full")))
		return DEPTH_FULL;
	if (str_eq(word, STR("summary")))
		return DEPTH_SUMMARY;
	return str_eq(word, STR("hit")) ? DEPTH_HIT : DEPTH_NONE;
}

/* Did as many bytes go out as the mailbox held? */
static bool
is_whole(const struct brief *brief, const struct event *ev)
{
	uint64_t held = number_of(ev, F_MAILBOX_BYTES);

	_Static_assert((int)N_RETR_BYTES == (int)N_BODY_BYTES, "of both");
	return (brief->service == SERVICE_POP3 ||
	    brief->service == SERVICE_IMAP) && held > 0 &&
	    brief->n[N_RETR_BYTES] >= held;
}

/* Paths begin with a backslash; several stand in one text, commas between. */
static uint64_t
one_folder(struct str folder)
{
	struct str rest = folder, first;

	return folder.len == 0 || str_take_until(&rest, STR(", "), &first)
	    ? 0 : str_hash(folder);
}

static void
brief_cloud(struct brief *brief, const struct event *ev)
{
	struct str type = event_get(ev, F_USER_TYPE);

	brief->n[N_RECORD] = str_hash(event_get(ev, F_EVENT_ID));
	if (!event_has(ev, F_EVENT_ID))
		brief->n[N_RECORD] = 0;
	if (brief->kind == K_MAIL_OPEN || brief->kind == K_MAIL_CHANGE) {
		brief->n[N_ITEMS] = number_of(ev, F_ITEMS);
		brief->n[N_BYTES] = number_of(ev, F_SIZE);
	}
	if (brief->kind == K_MAIL_OPEN)
		brief->n[N_FOLDER] = one_folder(event_get(ev, F_FOLDER));
	if (str_eq(event_get(ev, F_THROTTLED), STR("true")))
		brief->flags |= BRIEF_THROTTLED;
	if (str_eq(type, STR("system")) || str_eq(type, STR("application")))
		brief->flags |= BRIEF_NOBODY;
}

/* Filters are looked at with GET and changed with POST. */
static enum action
page_action(const struct event *ev)
{
	enum action action = action_find(event_get(ev, F_ACTION));

	return action == ACTION_RULE &&
	    !str_eq(event_get(ev, F_HTTP_METHOD), STR("POST"))
	    ? ACTION_OTHER : action;
}

/* Roundcube searches the folder shown, it and those below, or all. */
static bool
is_wide_search(const struct event *ev)
{
	struct str query = event_get(ev, F_URL_QUERY), before;

	return str_take_until(&query, STR("_scope="), &before) &&
	    !str_starts(query, STR("base"));
}

/* Numbers that are no decimal field of their own. */
static void
brief_words(struct brief *brief, const struct event *ev)
{
	switch ((enum kind)brief->kind) {
	case K_RECORD:
		brief->n[N_DEPTH] = depth_find(event_get(ev, F_DEPTH));
		if (brief->n[N_BYTES] == 0)
			brief->n[N_BYTES] = number_of(ev, F_HTTP_BYTES);
		/* fallthrough */
	case K_PAGE:
		brief->n[N_ACTION] = page_action(ev);
		if (brief->kind == K_PAGE &&
		    brief->n[N_ACTION] == ACTION_SEARCH)
			brief->n[N_SCOPE] = is_wide_search(ev);
		break;
	case K_MAIL_OPEN:
	case K_MAIL_CHANGE:
	case K_FILE:
	case K_MAIL_LOCAL:
		brief->n[N_ACTION] = action_find(event_get(ev, F_ACTION));
		break;
	case K_LOGOUT:
		brief->flags |= is_whole(brief, ev) ? BRIEF_WHOLE : 0;
		if (!event_has(ev, F_BODY_COUNT) && !event_has(ev, F_RETR_COUNT))
			brief->flags |= BRIEF_UNCOUNTED;
		break;
	case K_CHANGE:
	case K_RULE_CHANGE:
		brief->n[N_CHANGE] = change_find(event_get(ev, F_CHANGE));
		break;
	default:
		break;
	}
	if (brief->service == SERVICE_M365)
		brief_cloud(brief, ev);
	if ((brief->kind == K_RECORD &&
	    brief->n[N_ACTION] == ACTION_EXPORT) ||
	    (brief->kind == K_QUERY &&
	    str_eq_nocase(event_get(ev, F_COMMAND), STR("COPY"))))
		brief->flags |= BRIEF_BULK;
}

static uint8_t
brief_signs(const struct event *ev)
{
	switch ((enum kind)ev->kind) {
	case K_LOGIN:
		if (ev->outcome == OUTCOME_SUCCESS)
			return sign_device_code(ev) ? BRIEF_CODE : 0;
		/* fall through */
	case K_AUTH_STEP:
	case K_POLICY:
		return ev->outcome == OUTCOME_FAILURE &&
		    sign_right_password(ev) ? BRIEF_RIGHT : 0;
	case K_RECORD:
		return event_get(ev, F_REASON).len > 0 ||
		    event_get(ev, F_CASE_NUMBER).len > 0 ? BRIEF_REASONED : 0;
	case K_QUERY:
		return (sign_unfiltered(ev) ? BRIEF_UNFILTERED : 0) |
		    (sign_audit_off(ev) ? BRIEF_AUDIT_OFF : 0);
	case K_COMMAND:
		return (sign_logs_erased(ev) ? BRIEF_ERASED : 0) |
		    (sign_audit_off(ev) ? BRIEF_AUDIT_OFF : 0);
	default:
		return 0;
	}
}

/* The queue id ties the lines of one message; a session id the others. */
static enum field
session_field(enum kind kind)
{
	return kind == K_SUBMIT ? F_QUEUE_ID : F_SESSION;
}

static uint64_t
session_hash(const struct event *ev)
{
	bool cloud = event_has(ev, F_EVENT_ID);
	struct str id = event_get(ev, cloud ? F_SESSION
	    : session_field((enum kind)ev->kind));
	uint64_t hash;

	/* A token tells its sign-in, if no session is told. */
	if (id.len == 0 && cloud)
		id = event_get(ev, F_TOKEN);
	if (id.len == 0)
		return 0;
	hash = table_mix(str_hash(event_get(ev, F_HOST)), str_hash(id));
	if (str_eq(event_get(ev, F_SERVICE), STR("ldap")))
		/* it counts anew with each process */
		hash = table_mix(hash, str_hash(event_get(ev, F_PID)));
	return hash == 0 ? 1 : hash;
}

bool
brief_wanted(const struct event *ev)
{
	if (!kind_infos[ev->kind].brief)
		return ((ev->kind == K_CONNECT || ev->kind == K_DISCONNECT) &&
			str_eq(event_get(ev, F_SERVICE), STR("ldap"))) ||
		    (ev->kind == K_CONNECT &&
			str_eq(event_get(ev, F_SERVICE), STR("postgresql")));
	/* The platform's own services sign in and read all day. */
	if (str_eq(event_get(ev, F_USER_TYPE), STR("system")))
		return ev->kind == K_CHANGE || ev->kind == K_RULE_CHANGE;
	switch ((enum kind)ev->kind) {
	case K_SUBMIT:
		return event_get(ev, F_USER).len > 0;
	case K_MAIL_LOCAL:
		return action_find(event_get(ev, F_ACTION)) == ACTION_FORWARD;
	case K_MAIL_CHANGE:
	case K_FOLDER_CHANGE:
		return !str_eq(event_get(ev, F_SERVICE), STR("lmtp"));
	default:
		return true;
	}
}

void
brief_from_event(struct brief *brief, const struct event *ev)
{
	*brief = (struct brief){
		.time = ev->time.at,
		.kind = ev->kind,
		.outcome = ev->outcome,
		.service = (uint8_t)service_find(event_get(ev, F_SERVICE)),
		.session = session_hash(ev),
	};
	if (event_get(ev, F_SRC_IP).len > 0 &&
	    str_eq(event_get(ev, F_SRC_IP), event_get(ev, F_DST_IP)))
		brief->flags |= BRIEF_SELF;
	if (ev->time.flags & STAMP_NO_YEAR)
		brief->flags |= BRIEF_NO_YEAR;
	if (ev->time.flags & STAMP_LOCAL)
		brief->flags |= BRIEF_LOCAL;
	if (brief->kind == K_AUTH_STEP &&
	    str_eq(event_get(ev, F_BACKEND), STR("event")))
		brief->flags |= BRIEF_EVENT;
	brief_numbers(brief, ev);
	brief_words(brief, ev);
	brief->flags |= brief_signs(ev);
}

static struct str
lower_case(struct str s, struct arena *scratch)
{
	char *copy;
	size_t i = 0;

	while (i < s.len && !(s.at[i] >= 'A' && s.at[i] <= 'Z'))
		i++;
	if (i == s.len)
		return s;
	copy = arena_take(scratch, s.len);
	memcpy(copy, s.at, s.len);
	for (; i < s.len; i++)
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] + ('a' - 'A'));
	return str_of(copy, s.len);
}

/* A name that is too long keeps its beginning and ends in its hash. */
static struct str
name_bounded(struct str name, size_t max, struct arena *scratch)
{
	enum { HASHED = 18 };		/* "~", 16 digits, NUL */
	char *copy;

	if (name.len <= max)
		return name;
	copy = arena_take(scratch, max + 1);
	memcpy(copy, name.at, max);
	snprintf(copy + max - HASHED + 1, HASHED, "~%016llx",
	    (unsigned long long)str_hash(name));
	return str_of(copy, max);
}

struct str
brief_stream(const struct event *ev, struct str format, struct arena *scratch)
{
	struct str host = event_get(ev, F_HOST);
	char *name;

	if (host.len == 0 || str_eq(event_get(ev, F_APP), format))
		return format;
	name = arena_take(scratch, format.len + 1 + host.len);
	memcpy(name, format.at, format.len);
	name[format.len] = '@';
	memcpy(name + format.len + 1, host.at, host.len);
	return name_bounded(str_of(name, format.len + 1 + host.len),
	    NAME_MAX_BYTES, scratch);
}

/* Digits and dots are IPv4, which has one spelling; all others are spelled
 * anew, which costs ten times as much. */
static struct str
address_canonical(struct str address, struct arena *scratch)
{
	size_t i = 0;

	while (i < address.len && (address.at[i] == '.' ||
	    (address.at[i] >= '0' && address.at[i] <= '9')))
		i++;
	if (i == address.len)
		return address;
	return network_canonical(address, arena_take(scratch, NETWORK_TEXT));
}

static const struct name_source *
source_of(const struct event *ev)
{
	const struct name_source *source = &cloud_sources[ev->kind];

	if (!source->any || !event_has(ev, F_TARGET))
		source = &name_sources[ev->kind];
	return source->any ? source : NULL;
}

/* "COPY public.person (id, name) TO STDOUT": pgaudit names no relation. */
static struct str
copied_relation(struct str statement)
{
	struct str s = statement, relation;

	if (s.len < 5 || !str_eq_nocase(str_of(s.at, 5), STR("copy ")))
		return (struct str){ 0 };
	s = str_of(s.at + 5, s.len - 5);
	return str_take_until_char(&s, ' ', &relation) && relation.len > 0 &&
	    relation.at[0] != '(' ? relation : (struct str){ 0 };
}

void
brief_names(const struct event *ev, struct arena *scratch,
    struct str names[NAME_COUNT])
{
	const struct name_source *source;

	names[NAME_USER] = lower_case(event_get(ev, F_USER), scratch);
	names[NAME_SRC] = address_canonical(event_get(ev, F_SRC_IP), scratch);
	names[NAME_DEVICE] = event_get(ev, ev->kind == K_RECORD ? F_SEARCH
							: F_USER_AGENT);
	names[NAME_OBJECT] = names[NAME_ITEM] = (struct str){ 0 };
	source = source_of(ev);
	if (source != NULL) {
		names[NAME_OBJECT] = event_get(ev, source->object);
		if (source->item < F_COUNT)
			names[NAME_ITEM] = event_get(ev, source->item);
		if (names[NAME_ITEM].len == 0 && source->item_else < F_COUNT)
			names[NAME_ITEM] = event_get(ev, source->item_else);
		if (source->object == F_TARGET)
			names[NAME_OBJECT] = lower_case(names[NAME_OBJECT],
			    scratch);
	}
	if (ev->kind == K_QUERY && names[NAME_OBJECT].len == 0)
		names[NAME_OBJECT] = copied_relation(event_get(ev,
		    F_STATEMENT));
	for (int i = 0; i < NAME_COUNT; i++)
		names[i] = name_bounded(names[i], i == NAME_ITEM
		    ? ITEM_MAX_BYTES : NAME_MAX_BYTES, scratch);
}
