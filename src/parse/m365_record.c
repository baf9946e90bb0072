/* m365_record: one record of the Unified Audit Log.
 *
 * Exports name the same members in different ways: the service's own JSON,
 * Sentinel's table OfficeActivity, tools that write all keys in lower case.
 * Who was seen: ClientIP is the peer of Exchange's and Entra's front door.
 * Typed by strangers: user agents, search words, subjects, names of rules. */
#include "parse/m365.h"

#include "parse/take.h"

enum slot {
	S_TIME, S_TIME_TABLE, S_ID, S_OPERATION, S_RECORD_TYPE, S_RESULT,
	S_USER, S_USER_TYPE, S_WORKLOAD, S_IP, S_IP_ACTOR, S_OBJECT,
	S_EXTENDED, S_MODIFIED, S_PARAMETERS, S_ERROR, S_ERROR_NUMBER,
	S_APP, S_CLIENT_APP, S_DEVICE, S_CONTEXT, S_SESSION, S_CLIENT,
	S_AGENT, S_OWNER, S_OWNER_SID, S_LOGON_SID, S_PROPERTIES,
	S_FOLDERS, S_FOLDER, S_ITEM, S_AFFECTED, S_ACTOR, S_QUERY,
	S_QUERY_TEXT, S_DATA,
	S_COUNT
};
_Static_assert((int)S_COUNT <= (int)M365_SLOTS, "a bit each");

static const struct m365_name record_names[] = {
	{ "creationtime", S_TIME }, { "timegenerated", S_TIME_TABLE },
	{ "id", S_ID }, { "officeid", S_ID },
	{ "operation", S_OPERATION }, { "recordtype", S_RECORD_TYPE },
	{ "resultstatus", S_RESULT },
	{ "userid", S_USER }, { "usertype", S_USER_TYPE },
	{ "workload", S_WORKLOAD }, { "officeworkload", S_WORKLOAD },
	{ "clientip", S_IP }, { "clientipaddress", S_IP },
	{ "client_ipaddress", S_IP }, { "actoripaddress", S_IP_ACTOR },
	{ "objectid", S_OBJECT }, { "officeobjectid", S_OBJECT },
	{ "extendedproperties", S_EXTENDED },
	{ "modifiedproperties", S_MODIFIED },
	{ "parameters", S_PARAMETERS },
	{ "logonerror", S_ERROR }, { "errornumber", S_ERROR_NUMBER },
	{ "applicationid", S_APP }, { "clientappid", S_CLIENT_APP },
	{ "deviceproperties", S_DEVICE },
	{ "appaccesscontext", S_CONTEXT }, { "sessionid", S_SESSION },
	{ "clientinfostring", S_CLIENT }, { "useragent", S_AGENT },
	{ "mailboxownerupn", S_OWNER }, { "mailboxownersid", S_OWNER_SID },
	{ "logonusersid", S_LOGON_SID },
	{ "operationproperties", S_PROPERTIES },
	{ "folders", S_FOLDERS }, { "folder", S_FOLDER },
	{ "item", S_ITEM }, { "affecteditems", S_AFFECTED },
	{ "actor", S_ACTOR }, { "querytext", S_QUERY_TEXT },
	{ "query", S_QUERY }, { "auditdata", S_DATA },
};

static struct m365_names record_table = { .names = record_names,
	.count = sizeof record_names / sizeof *record_names };

struct record {
	struct m365_values  values;
	struct arena	   *scratch;
	struct event	   *ev;
};

static struct str
text(const struct record *r, enum slot slot)
{
	return m365_text(&r->values, slot, r->scratch);
}

static struct str
inner(const struct record *r, enum slot slot)
{
	return m365_inner(&r->values, slot, r->scratch);
}

/* Absent, empty and "null" set nothing. */
static void
set(const struct record *r, enum field field, struct str value)
{
	if (value.len > 0)
		event_set(r->ev, field, value);
}

static void
set_text(const struct record *r, enum field field, enum slot slot)
{
	set(r, field, text(r, slot));
}

/* ---- who, from where, in which session ---- */

/* Of Actor, [{"ID":"...","Type":5},...], the name of type 5: a UPN. */
static struct str
actor_name(const struct record *r)
{
	static const struct m365_name names[] = { { "id", 0 }, { "type", 1 } };
	static struct m365_names table = { .names = names, .count = 2 };
	struct json_walk walk;
	struct m365_values values;

	if (!json_walk(&walk, inner(r, S_ACTOR), '['))
		return (struct str){ 0 };
	while (m365_walk_next(&table, &walk, &values))
		if (m365_has(&values, 0) && m365_has(&values, 1) &&
		    str_eq(values.v[1], STR("5")))
			return m365_text(&values, 0, r->scratch);
	return (struct str){ 0 };
}

static bool
has_at(struct str name)
{
	return scan_char(name.at, name.len, '@') < name.len;
}

/* A record may say one account in two ways: then the one that people know it
 * by is taken.  What it says in one way only stays as it is. */
static void
who(const struct record *r)
{
	struct str user = text(r, S_USER), other = { 0 };
	struct str owner = text(r, S_OWNER), sid = text(r, S_LOGON_SID);

	if (!has_at(user)) {
		if (m365_has(&r->values, S_ACTOR))
			other = actor_name(r);
		else if (sid.len > 0 && str_eq(sid, text(r, S_OWNER_SID)))
			other = owner;
		else if (user.len > 0 && str_eq(user, text(r, S_OWNER_SID)))
			other = owner;
		if (has_at(other))
			user = other;
	}
	if (!str_eq(user, STR("Not Available")) && !str_eq(user, STR("Unknown")))
		set(r, F_USER, user);
	m365_user_type(text(r, S_USER_TYPE), r->ev);
}

static void
where(const struct record *r)
{
	m365_address(text(r, S_IP), r->ev);
	if (!event_has(r->ev, F_SRC_IP))
		m365_address(text(r, S_IP_ACTOR), r->ev);
	set_text(r, F_CLIENT, S_CLIENT);
	set_text(r, F_USER_AGENT, S_AGENT);
}

/* The session is the sign-in's: its id is in the properties of the device
 * there, and in the context of access elsewhere.  Exchange's own is the
 * same, or one of the browser's. */
static void
session(const struct record *r)
{
	static const struct m365_name names[] = {
		{ "aadsessionid", 0 }, { "uniquetokenid", 1 },
	};
	static struct m365_names table = { .names = names, .count = 2 };
	struct m365_values values;
	struct str id = { 0 };

	if (m365_has(&r->values, S_CONTEXT)) {
		m365_walk(&table, inner(r, S_CONTEXT), &values);
		id = m365_text(&values, 0, r->scratch);
		set(r, F_TOKEN, m365_token(m365_text(&values, 1, r->scratch),
		    r->scratch));
	}
	if (id.len == 0 && m365_has(&r->values, S_DEVICE))
		id = m365_pair_find(inner(r, S_DEVICE), STR("SessionId"),
		    r->scratch);
	if (id.len == 0)
		id = text(r, S_SESSION);
	set(r, F_SESSION, id);
}

static bool
has_failed(struct str result)
{
	return str_eq_nocase(result, STR("Failed")) ||
	    str_eq_nocase(result, STR("Failure")) ||
	    str_eq_nocase(result, STR("False"));
}

/* ---- what ---- */

static void
sign_in(const struct record *r, enum outcome outcome)
{
	static const struct str names[] = {
		STR_INIT("UserAgent"), STR_INIT("RequestType"),
	};
	struct event *ev = r->ev;
	struct str found[2], code;

	ev->kind = K_LOGIN;
	ev->outcome = (uint8_t)outcome;
	m365_pairs_find(inner(r, S_EXTENDED), names, found, 2, r->scratch);
	set(r, F_USER_AGENT, found[0]);
	set(r, F_AUTH_METHOD, found[1]);
	set_text(r, F_APP, S_APP);
	set_text(r, F_RESOURCE, S_OBJECT);
	set(r, F_TOKEN, m365_text(&r->values, S_ID, r->scratch));
	code = text(r, S_ERROR_NUMBER);
	if (outcome == OUTCOME_FAILURE)
		m365_status(code, text(r, S_ERROR), ev);
}

/* What the folders of a record name. */
struct items {
	struct str   paths;		/* ", " between */
	struct str   ids;		/* blanks between */
	bool	     named;		/* ids are Message-IDs; else the
					 * service's own */
	uint64_t     count, bytes;
};

static const struct m365_name item_names[] = {
	{ "internetmessageid", 0 }, { "id", 1 }, { "sizeinbytes", 2 },
	{ "subject", 3 }, { "parentfolder", 4 }, { "path", 5 },
};
static struct m365_names item_table = { .names = item_names,
	.count = sizeof item_names / sizeof *item_names };

static void
append(struct str *list, struct str more, struct str between)
{
	char *at = (char *)list->at + list->len;

	if (list->len > 0) {
		memcpy(at, between.at, between.len);
		at += between.len;
		list->len += between.len;
	}
	if (more.len > 0)
		memcpy(at, more.at, more.len);
	list->len += more.len;
}

static void
item_add(const struct record *r, struct items *items,
    const struct m365_values *values)
{
	struct str id, size;
	uint64_t bytes;
	size_t blank;

	items->count++;
	id = m365_text(values, 0, r->scratch);
	if (id.len > 0) {
		items->named = true;
		str_take_char(&id, '<');
		str_take_end(&id, STR(">"));
	} else {
		id = m365_text(values, 1, r->scratch);
	}
	append(&items->ids, id, STR(" "));
	/* What holds a blank stays one: the sender chose it. */
	id.at = items->ids.at + items->ids.len - id.len;
	while ((blank = scan_char(id.at, id.len, ' ')) < id.len) {
		((char *)id.at)[blank] = '_';
		str_drop(&id, blank + 1);
	}
	size = m365_text(values, 2, r->scratch);
	if (str_u64(size, &bytes) && bytes < UINT64_MAX - items->bytes)
		items->bytes += bytes;
}

static void
items_add(const struct record *r, struct items *items, struct str array)
{
	struct json_walk walk;
	struct m365_values values;

	if (!json_walk(&walk, array, '['))
		return;
	while (m365_walk_next(&item_table, &walk, &values))
		item_add(r, items, &values);
}

/* Room for all that could be named: decoded it is never longer, and a blank
 * takes less than the quotes did. */
static void
items_init(struct items *items, size_t room, struct arena *scratch)
{
	*items = (struct items){
		.paths = { arena_take(scratch, room + 1), 0 },
		.ids = { arena_take(scratch, room + 1), 0 },
	};
}

/* [{"FolderItems":[...],"Id":"...","Path":"\\Inbox"},...] */
static void
folders_add(const struct record *r, struct items *items, struct str array)
{
	static const struct m365_name names[] = {
		{ "folderitems", 0 }, { "path", 1 },
	};
	static struct m365_names table = { .names = names, .count = 2 };
	struct json_walk walk;
	struct m365_values values;

	if (!json_walk(&walk, array, '['))
		return;
	while (m365_walk_next(&table, &walk, &values)) {
		append(&items->paths, m365_text(&values, 1, r->scratch),
		    STR(", "));
		items_add(r, items, m365_inner(&values, 0, r->scratch));
	}
}

static void
items_set(const struct record *r, const struct items *items)
{
	set(r, F_FOLDER, items->paths);
	set(r, items->named ? F_MESSAGE_ID : F_MAIL_UID, items->ids);
	if (items->count > 0)
		event_set(r->ev, F_ITEMS,
		    m365_number(items->count, r->scratch));
	if (items->bytes > 0)
		event_set(r->ev, F_SIZE, m365_number(items->bytes,
		    r->scratch));
}

/* Item.ParentFolder.Path, of a synchronised folder or one message. */
static struct str
parent_path(const struct record *r, const struct m365_values *item)
{
	struct m365_values values;

	if (!m365_has(item, 4))
		return (struct str){ 0 };
	m365_walk(&item_table, m365_inner(item, 4, r->scratch), &values);
	return m365_text(&values, 5, r->scratch);
}

/* The mailbox: another's when a delegate reads. */
static void
mailbox(const struct record *r)
{
	struct str owner = text(r, S_OWNER);

	set(r, F_TARGET, owner.len > 0 ? owner : event_get(r->ev, F_USER));
}

static void
mail_access(const struct record *r)
{
	static const struct str names[] = {
		STR_INIT("IsThrottled"), STR_INIT("MailAccessType"),
	};
	struct str found[2], folders = inner(r, S_FOLDERS);
	struct m365_values item;
	struct items items;

	mailbox(r);
	m365_pairs_find(inner(r, S_PROPERTIES), names, found, 2, r->scratch);
	if (str_eq_nocase(found[0], STR("True")))
		event_set(r->ev, F_THROTTLED, STR("true"));
	if (str_eq_nocase(found[1], STR("Sync"))) {
		item.has = 0;
		r->ev->kind = K_MAIL_SYNC;
		if (m365_has(&r->values, S_ITEM))
			m365_walk(&item_table, inner(r, S_ITEM), &item);
		set(r, F_FOLDER, parent_path(r, &item));
		return;
	}
	r->ev->kind = K_MAIL_OPEN;
	items_init(&items, folders.len, r->scratch);
	folders_add(r, &items, folders);
	items_set(r, &items);
}

static void
folder_path(const struct record *r, struct items *items)
{
	struct m365_values values;

	if (!m365_has(&r->values, S_FOLDER))
		return;
	m365_walk(&item_table, inner(r, S_FOLDER), &values);
	append(&items->paths, m365_text(&values, 5, r->scratch), STR(", "));
}

/* AffectedItems, several; or Item, one. */
static void
mail_change(const struct record *r)
{
	struct str affected = inner(r, S_AFFECTED), one = inner(r, S_ITEM);
	struct m365_values values;
	struct items items;
	bool whole;

	mailbox(r);
	r->ev->kind = K_MAIL_CHANGE;
	items_init(&items, affected.len + one.len +
	    inner(r, S_FOLDER).len, r->scratch);
	folder_path(r, &items);
	items_add(r, &items, affected);
	whole = m365_walk(&item_table, one, &values);
	if (items.count == 0 && one.len > 0)
		item_add(r, &items, &values);
	items_set(r, &items);
	if (one.len > 0 && whole) {
		set(r, F_SUBJECT, m365_text(&values, 3, r->scratch));
		if (items.paths.len == 0)
			set(r, F_FOLDER, parent_path(r, &values));
	}
}

static void
mail_sent(const struct record *r)
{
	mail_change(r);
	r->ev->kind = K_SUBMIT;
}

static void
search(const struct record *r)
{
	struct str words = text(r, S_QUERY_TEXT);

	r->ev->kind = K_SEARCH;
	set(r, F_SEARCH, words.len > 0 ? words : text(r, S_QUERY));
	set(r, F_TARGET, event_get(r->ev, F_USER));
}

static void
file(const struct record *r)
{
	r->ev->kind = K_FILE;
	set_text(r, F_URL, S_OBJECT);
}

static void
signed_in(const struct record *r)
{
	sign_in(r, OUTCOME_SUCCESS);
}

static void
refused(const struct record *r)
{
	sign_in(r, OUTCOME_FAILURE);
}

static const struct {
	struct str operation;
	void (*take)(const struct record *);
} operations[] = {
	{ STR_INIT("MailItemsAccessed"), mail_access },
	{ STR_INIT("UserLoggedIn"), signed_in },
	{ STR_INIT("UserLoginFailed"), refused },
	{ STR_INIT("Send"), mail_sent }, { STR_INIT("SendAs"), mail_sent },
	{ STR_INIT("SendOnBehalf"), mail_sent },
	{ STR_INIT("HardDelete"), mail_change },
	{ STR_INIT("SoftDelete"), mail_change },
	{ STR_INIT("MoveToDeletedItems"), mail_change },
	{ STR_INIT("Move"), mail_change }, { STR_INIT("Copy"), mail_change },
	{ STR_INIT("Create"), mail_change },
	{ STR_INIT("Update"), mail_change },
	{ STR_INIT("RecordDelete"), mail_change },
	{ STR_INIT("SearchQueryInitiatedExchange"), search },
	{ STR_INIT("SearchQueryInitiatedSharePoint"), search },
	{ STR_INIT("SearchQueryPerformed"), search },
	{ STR_INIT("SearchCreated"), search },
	{ STR_INIT("SearchExported"), search },
	{ STR_INIT("FileDownloaded"), file },
	{ STR_INIT("FileSyncDownloadedFull"), file },
	{ STR_INIT("FileSyncDownloadedPartial"), file },
	{ STR_INIT("FileAccessed"), file },
	{ STR_INIT("FileAccessedExtended"), file },
	{ STR_INIT("FilePreviewed"), file },
	{ STR_INIT("FileModified"), file }, { STR_INIT("FileUploaded"), file },
	{ STR_INIT("FileDeleted"), file }, { STR_INIT("FileRecycled"), file },
	{ STR_INIT("FileCopied"), file }, { STR_INIT("FileMoved"), file },
};

static struct str
rule_name(struct str object)
{
	struct str name;

	return str_take_last_char(&object, '\\', &name) ? name : object;
}

/* Any other operation. */
static void
change(const struct record *r, struct str operation)
{
	struct str parameters = inner(r, S_PARAMETERS), object, identity;
	struct m365_change about = {
		.operation = operation,
		.parameters = parameters.len > 0 ? parameters
						 : inner(r, S_PROPERTIES),
		.modified = inner(r, S_MODIFIED),
		.details = inner(r, S_EXTENDED),
	};

	r->ev->kind = K_NOTE;
	if (!m365_change(&about, r->scratch, r->ev))
		return;
	object = text(r, S_OBJECT);
	identity = m365_pair_find(parameters, STR("Identity"), r->scratch);
	set(r, F_TARGET, has_at(identity) || object.len == 0 ? identity
							     : object);
	if (r->ev->kind == K_RULE_CHANGE) {
		struct str name = m365_pair_find(parameters, STR("Name"),
		    r->scratch);

		set(r, F_SCRIPT, name.len > 0 ? name : rule_name(object));
	}
}

static void
what(const struct record *r, struct str operation)
{
	if (has_failed(text(r, S_RESULT)))
		r->ev->outcome = OUTCOME_FAILURE;
	else if (m365_has(&r->values, S_RESULT))
		r->ev->outcome = OUTCOME_SUCCESS;
	for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
		if (operation.len == operations[i].operation.len &&
		    str_eq_nocase(operation, operations[i].operation)) {
			operations[i].take(r);
			return;
		}
	change(r, operation);
}

enum parsed
m365_record(struct str object, const struct parse_context *context,
    struct event *ev)
{
	struct record r = { .scratch = context->scratch, .ev = ev };
	bool whole = m365_walk(&record_table, object, &r.values);
	struct str operation;

	if (m365_has(&r.values, S_DATA)) /* once: it may nest forever */
		whole = m365_walk(&record_table, inner(&r, S_DATA), &r.values);
	if (!m365_has(&r.values, S_OPERATION) ||
	    (!m365_has(&r.values, S_RECORD_TYPE) &&
	    !m365_has(&r.values, S_WORKLOAD)) ||
	    (!m365_has(&r.values, S_TIME) &&
	    !m365_has(&r.values, S_TIME_TABLE)))
		return PARSED_OTHER;
	if (!m365_stamp(text(&r, m365_has(&r.values, S_TIME) ? S_TIME
							     : S_TIME_TABLE), ev))
		return PARSED_BAD;
	operation = text(&r, S_OPERATION);
	event_set(ev, F_SERVICE, STR("m365"));
	event_set(ev, F_ACTION, operation);
	set_text(&r, F_PROGRAM, S_WORKLOAD);
	set_text(&r, F_EVENT_ID, S_ID);
	set_text(&r, F_APP, S_CLIENT_APP);
	who(&r);
	where(&r);
	session(&r);
	what(&r, operation);
	return whole ? PARSED_EVENT : PARSED_BAD;
}
