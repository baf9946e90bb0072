#include "event/ocsf.h"

#include <stdlib.h>

#include "base/must.h"
#include "event/ocsf_types.h"

enum { PATH_MAX_BYTES = 80 };

/* Values that are no field of the line. */
enum special {
	S_ACTIVITY, S_CATEGORY, S_CLASS, S_TYPE, S_SEVERITY, S_STATUS, S_TIME,
	S_VERSION, S_PRODUCT, S_VENDOR, S_LOG_NAME, S_PROFILES, S_KIND, S_RAW,
	S_APP_NAME,
	/* what a class or an object requires */
	S_DIRECTION, S_DEVICE_TYPE, S_DATABASE_TYPE, S_BUCKET_TYPE,
	S_USER, S_SERVICE, S_SRC, S_BUCKET, S_EMAIL_TO, S_TLS_VERSION,
	S_HTTP_CODE, S_PROCESS, S_QUERY, S_DEVICE, S_DST,
	S_COUNT
};

static const char *const special_paths[S_COUNT] = {
	[S_ACTIVITY] = "activity_id",
	[S_CATEGORY] = "category_uid",
	[S_CLASS] = "class_uid",
	[S_TYPE] = "type_uid",
	[S_SEVERITY] = "severity_id",
	[S_STATUS] = "status_id",
	[S_TIME] = "time",
	[S_VERSION] = "metadata.version",
	[S_PRODUCT] = "metadata.product.name",
	[S_VENDOR] = "metadata.product.vendor_name",
	[S_LOG_NAME] = "metadata.log_name",
	[S_PROFILES] = "metadata.profiles",
	[S_KIND] = "unmapped.kind",
	[S_RAW] = "raw_data",
	[S_APP_NAME] = "actor.app_name",
	[S_DIRECTION] = "direction_id",
	[S_DEVICE_TYPE] = "device.type_id",
	[S_DATABASE_TYPE] = "database.type_id",
	[S_BUCKET_TYPE] = "databucket.type_id",
	[S_USER] = "user.name",
	[S_SERVICE] = "service.name",
	[S_SRC] = "src_endpoint.name",
	[S_BUCKET] = "databucket.name",
	[S_EMAIL_TO] = "email.to",
	[S_TLS_VERSION] = "tls.version",
	[S_HTTP_CODE] = "http_response.code",
	[S_PROCESS] = "process.uid",
	[S_QUERY] = "query_info.name",
	[S_DEVICE] = "device.name",
	[S_DST] = "dst_endpoint.name",
};

/* The attributes that each class has of those that fields.def uses, besides
 * those that all have. */
enum { CLASS_BASE, CLASS_AUTH = 3002, CLASS_NET = 4001, CLASS_HTTP = 4002,
	CLASS_EMAIL = 4009, CLASS_STORE = 6005, CLASS_PROCESS = 1007 };

struct class_attributes {
	uint16_t    class_uid;
	const char *names[12];
};

static const char *const attributes_of_all[] = {
	"actor", "device", "duration", "message", "metadata",
	"status_code", "status_detail", "unmapped", NULL
};

static const struct class_attributes class_attributes[] = {
	{ CLASS_AUTH, { "auth_protocol", "dst_endpoint", "http_request",
		"http_response", "service", "session", "src_endpoint",
		"user" } },
	{ CLASS_NET, { "dst_endpoint", "src_endpoint", "tls", "traffic" } },
	{ CLASS_HTTP, { "dst_endpoint", "http_request", "http_response",
		"src_endpoint", "tls", "traffic" } },
	{ CLASS_EMAIL, { "dst_endpoint", "email", "protocol_name",
		"smtp_hello", "src_endpoint" } },
	{ CLASS_STORE, { "database", "databucket", "dst_endpoint",
		"http_request", "http_response", "query_info",
		"src_endpoint", "table" } },
};

/* Who made the program behind a format; a format that is not here is its own
 * product. */
static const struct { struct str format; const char *product, *vendor; }
products[] = {
	{ STR_INIT("courier"), "Courier", "Double Precision" },
	{ STR_INIT("cyrus"), "Cyrus IMAP", "Cyrus" },
	{ STR_INIT("dovecot"), "Dovecot", "Open-Xchange" },
	{ STR_INIT("entra"), "Entra ID", "Microsoft" },
	{ STR_INIT("exim"), "Exim", "Exim" },
	{ STR_INIT("m365"), "Microsoft 365", "Microsoft" },
	{ STR_INIT("nginx"), "nginx", "F5" },
	{ STR_INIT("openssh"), "OpenSSH", "OpenBSD" },
	{ STR_INIT("postfix"), "Postfix", "Postfix" },
	{ STR_INIT("postgres"), "PostgreSQL", "PostgreSQL" },
	{ STR_INIT("roundcube"), "Roundcube", "Roundcube" },
	{ STR_INIT("rspamd"), "rspamd", "rspamd" },
	{ STR_INIT("sogo"), "SOGo", "Alinto" },
	{ STR_INIT("sshd"), "OpenSSH", "OpenBSD" },
	{ STR_INIT("zimbra"), "Zimbra", "Synacor" },
};

/* One value and where it goes.  Sorted by path, so that what shares an
 * object stands together. */
struct leaf {
	char	path[PATH_MAX_BYTES];
	uint8_t source;			/* enum field, or F_COUNT + special */
	bool	misfit;			/* for values that the type of the
					 * attribute does not allow */
};
_Static_assert((int)F_COUNT + (int)S_COUNT < 256, "a source fits a byte");

/* Attributes whose type OCSF narrows, so that what a client typed may not
 * be one: it goes below unmapped. then. */
static const enum field narrow_fields[] = {
	F_MAIL_FROM, F_MAIL_TO, F_HEADER_FROM, F_HTTP_METHOD, F_SRC_IP,
	F_DST_IP, F_SRC_PORT, F_DST_PORT,
};
enum { NARROW = sizeof narrow_fields / sizeof *narrow_fields };

struct plan {
	bool	    made;
	size_t	    count;
	struct leaf leaves[(int)F_COUNT + (int)S_COUNT + NARROW];
};

static struct plan plans[K_COUNT];

/* ---- the plan of a kind: which value goes where ---- */

static bool
list_has(const char *const *list, struct str name)
{
	for (; *list != NULL; list++)
		if (str_eq(str_from(*list), name))
			return true;
	return false;
}

static bool
class_has(unsigned class_uid, struct str name)
{
	size_t count = sizeof class_attributes / sizeof *class_attributes;

	if (list_has(attributes_of_all, name))
		return true;
	for (size_t i = 0; i < count; i++)
		if (class_attributes[i].class_uid == class_uid)
			return list_has(class_attributes[i].names, name);
	return false;
}

static struct str
path_top(const char *path)
{
	return str_of(path, strcspn(path, "."));
}

static void
leaf_add(struct plan *plan, unsigned class_uid, const char *path, int source)
{
	struct leaf *leaf = &plan->leaves[plan->count++];
	struct str top = path_top(path);
	bool whose = str_eq(top, STR("user")) || str_eq(top, STR("session"));
	const char *below = class_has(class_uid, top) ? "" :
	    whose ? "actor." : "unmapped.";
	int n = snprintf(leaf->path, sizeof leaf->path, "%s%s", below, path);

	must(n > 0 && (size_t)n < sizeof leaf->path);
	leaf->source = (uint8_t)source;
}

static void
misfit_add(struct plan *plan, unsigned class_uid, enum field field)
{
	struct leaf *leaf = &plan->leaves[plan->count];
	const char  *path = field_infos[field].ocsf;
	int n = snprintf(leaf->path, sizeof leaf->path, "unmapped.%s", path);

	if (!class_has(class_uid, path_top(path)))
		return;			/* it is there already */
	must(n > 0 && (size_t)n < sizeof leaf->path);
	leaf->source = (uint8_t)field;
	leaf->misfit = true;
	plan->count++;
}

/* By segments: a dot sorts before all that a name can hold. */
static int
by_path(const void *left, const void *right)
{
	const char *a = ((const struct leaf *)left)->path;
	const char *b = ((const struct leaf *)right)->path;

	while (*a != '\0' && *a == *b)
		a++, b++;
	return (*a == '.' ? 1 : (unsigned char)*a) -
	    (*b == '.' ? 1 : (unsigned char)*b);
}

static bool
special_fits(enum special special, unsigned class_uid)
{
	switch (special) {
	case S_DIRECTION:
	case S_EMAIL_TO:
		return class_uid == CLASS_EMAIL;
	case S_USER:
	case S_SERVICE:
		return class_uid == CLASS_AUTH;
	case S_SRC:
		return class_has(class_uid, STR("src_endpoint"));
	case S_DST:
		return class_has(class_uid, STR("dst_endpoint"));
	case S_DATABASE_TYPE:
	case S_BUCKET_TYPE:
	case S_BUCKET:
	case S_QUERY:
		return class_uid == CLASS_STORE;
	case S_TLS_VERSION:
		return class_uid == CLASS_NET || class_uid == CLASS_HTTP;
	case S_HTTP_CODE:
		return class_uid == CLASS_AUTH || class_uid == CLASS_HTTP ||
		    class_uid == CLASS_STORE;
	case S_PROCESS:
	case S_DEVICE:
		return class_uid == CLASS_PROCESS;
	default:
		return true;
	}
}

static const struct plan *
plan_of(unsigned kind)
{
	struct plan *plan = &plans[kind];
	unsigned class_uid = kind_infos[kind].class_uid;

	if (plan->made)
		return plan;
	for (int f = 0; f < F_COUNT; f++)
		leaf_add(plan, class_uid, field_infos[f].ocsf, f);
	for (int i = 0; i < NARROW; i++)
		misfit_add(plan, class_uid, narrow_fields[i]);
	for (int s = 0; s < S_COUNT; s++)
		if (special_fits((enum special)s, class_uid)) {
			struct leaf *leaf = &plan->leaves[plan->count++];

			snprintf(leaf->path, sizeof leaf->path, "%s",
			    special_paths[s]);
			leaf->source = (uint8_t)(F_COUNT + s);
		}
	qsort(plan->leaves, plan->count, sizeof *plan->leaves, by_path);
	plan->made = true;
	return plan;
}

/* ---- one event ---- */

struct writer {
	struct json_out	       *out;
	const struct event     *ev;
	const struct ocsf_line *about;
	unsigned		class_uid, activity;
	const char	       *kind;
	const char	       *path;	/* of the last value; "": none yet */
};

static struct event_time
time_of(struct stamp stamp, const struct ocsf_line *about)
{
	return stamp_time(stamp, about->has_anchor ? &about->anchor : NULL,
	    about->zone);
}

unsigned
ocsf_activity(const struct event *ev)
{
	unsigned activity = kind_infos[ev->kind].activity_id;
	struct str method = event_get(ev, F_HTTP_METHOD);

	if (kind_infos[ev->kind].class_uid != CLASS_HTTP || activity != 0)
		return activity;
	return ocsf_method_activity(method);
}

static const char *
product_name(struct str format, bool vendor)
{
	for (size_t i = 0; i < sizeof products / sizeof *products; i++)
		if (str_starts(format, products[i].format))
			return vendor ? products[i].vendor :
			    products[i].product;
	return NULL;
}

static bool
has(const struct writer *w, enum field field)
{
	return event_has(w->ev, field);
}

/* Does any field make an http_request? */
static bool
has_request(const struct writer *w)
{
	static const enum field fields[] = {
		F_URL, F_URL_PATH, F_URL_QUERY, F_URL_HOST, F_HTTP_VERSION,
		F_HTTP_REFERRER, F_USER_AGENT,
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (has(w, fields[i]))
			return true;
	return has(w, F_HTTP_METHOD) && ocsf_type_fits(F_HTTP_METHOD,
	    event_get(w->ev, F_HTTP_METHOD));
}

/* Is there a value? */
static bool
special_wanted(const struct writer *w, enum special special)
{
	switch (special) {
	case S_RAW:
		return w->about->raw.at != NULL;
	case S_LOG_NAME:
		return w->about->format.len > 0;
	case S_APP_NAME:
		return has(w, F_PROGRAM) ? !has(w, F_PID) :
		    w->class_uid == CLASS_PROCESS && !has(w, F_USER) &&
		    !has(w, F_SESSION);
	case S_DEVICE_TYPE:
		return has(w, F_HOST) || w->class_uid == CLASS_PROCESS;
	case S_DEVICE:
		return !has(w, F_HOST);
	case S_DATABASE_TYPE:
		return has(w, F_DATABASE);
	case S_BUCKET_TYPE:
		return has(w, F_FOLDER) ||
		    (!has(w, F_DATABASE) && !has(w, F_OBJECT));
	case S_BUCKET:
		return !has(w, F_FOLDER) && !has(w, F_DATABASE) &&
		    !has(w, F_OBJECT);
	case S_USER:
		return !has(w, F_USER);
	case S_SERVICE:
		return !has(w, F_SERVICE) && !has(w, F_DST_IP) &&
		    !has(w, F_DST_HOST);
	case S_SRC:
		return !has(w, F_SRC_IP) && !has(w, F_SRC_HOST) &&
		    (has(w, F_SRC_PORT) || w->class_uid == CLASS_NET ||
		    w->class_uid == CLASS_HTTP || w->class_uid == CLASS_STORE);
	case S_DST:
		return has(w, F_DST_PORT) && !has(w, F_DST_IP) &&
		    !has(w, F_DST_HOST);
	case S_EMAIL_TO:
		return !has(w, F_HEADER_FROM) || !ocsf_type_fits(F_HEADER_FROM,
		    event_get(w->ev, F_HEADER_FROM));
	case S_TLS_VERSION:
		return has(w, F_TLS_CIPHER) && !has(w, F_TLS_VERSION);
	case S_QUERY:
		return has(w, F_STATEMENT);
	case S_HTTP_CODE:
		return !has(w, F_HTTP_STATUS) && (has(w, F_HTTP_BYTES) ||
		    (w->class_uid == CLASS_HTTP && !has_request(w)));
	default:
		return true;
	}
}

/* Below unmapped. anything goes. */
static bool
leaf_is_sure(const struct leaf *leaf)
{
	return !leaf->misfit &&
	    strncmp(leaf->path, "unmapped.", strlen("unmapped.")) == 0;
}

static bool
leaf_wanted(const struct writer *w, const struct leaf *leaf)
{
	uint64_t number;

	if (leaf->source >= F_COUNT)
		return special_wanted(w,
		    (enum special)(leaf->source - F_COUNT));
	if (!has(w, (enum field)leaf->source) ||
	    (!leaf_is_sure(leaf) && ocsf_type_fits((enum field)leaf->source,
	    event_get(w->ev, (enum field)leaf->source)) == leaf->misfit))
		return false;
	if (leaf->source == F_PROGRAM)
		return has(w, F_PID);
	return field_infos[leaf->source].type != FIELD_NUMBER ||
	    str_u64(event_get(w->ev, leaf->source), &number);
}

/* Is it a JSON array of texts and numbers?  With out, they are written. */
static bool
list_from_json(struct json_out *out, struct str list, struct arena *scratch)
{
	struct json_in in;
	struct str text;
	enum json token;

	json_open(&in, list, scratch);
	if (json_next(&in, &text) != JSON_ARRAY)
		return false;
	while ((token = json_next(&in, &text)) == JSON_TEXT ||
	    token == JSON_NUMBER)
		if (out != NULL)
			json_text(out, text);
	return token == JSON_ARRAY_END && json_next(&in, &text) == JSON_END;
}

static void
list_write(struct json_out *out, struct str list)
{
	struct arena scratch;
	struct str item;

	arena_init(&scratch);
	json_array(out);
	if (str_starts(list, STR("[")) &&
	    list_from_json(NULL, list, &scratch)) {
		list_from_json(out, list, &scratch);
	} else {
		while (str_take_until(&list, STR(", "), &item))
			json_text(out, item);
		if (list.len > 0)
			json_text(out, list);
	}
	json_array_end(out);
	arena_fini(&scratch);
}

static void
field_write(const struct writer *w, enum field field)
{
	struct str value = event_get(w->ev, field);
	uint64_t number;

	if (field == F_MAIL_TO && w->class_uid == CLASS_EMAIL) {
		json_array(w->out);	/* OCSF: a list of addresses */
		json_text(w->out, value);
		json_array_end(w->out);
	} else if (field_infos[field].type == FIELD_LIST) {
		list_write(w->out, value);
	} else if (field_infos[field].type == FIELD_NUMBER &&
	    str_u64(value, &number)) {
		json_u64(w->out, number);
	} else {
		json_text(w->out, value);
	}
}

static void
special_write(const struct writer *w, enum special special)
{
	struct json_out *out = w->out;
	struct str format = w->about->format;
	const char *name;

	switch (special) {
	case S_ACTIVITY: json_u64(out, w->activity); break;
	case S_CATEGORY: json_u64(out, w->class_uid / 1000); break;
	case S_CLASS: json_u64(out, w->class_uid); break;
	case S_TYPE: json_u64(out, w->class_uid * 100 + w->activity); break;
	case S_SEVERITY: json_u64(out, 1); break;	/* informational */
	case S_STATUS: json_u64(out, w->ev->outcome); break;
	case S_TIME:
		json_i64(out, time_of(w->ev->time, w->about).ms);
		break;
	case S_VERSION: json_text(out, STR("1.8.0")); break;
	case S_PRODUCT:
	case S_VENDOR:
		name = product_name(format, special == S_VENDOR);
		json_text(out, name == NULL ? format : str_from(name));
		break;
	case S_LOG_NAME: json_text(out, format); break;
	case S_PROFILES:
		json_array(out);
		json_text(out, STR("host"));
		json_array_end(out);
		break;
	case S_KIND: json_text(out, str_from(w->kind)); break;
	case S_RAW: json_text(out, w->about->raw); break;
	case S_APP_NAME: json_text(out, event_get(w->ev, F_PROGRAM)); break;
	case S_DATABASE_TYPE: json_u64(out, 1); break;	/* relational */
	case S_EMAIL_TO:
		json_array(out);
		json_array_end(out);
		break;
	case S_USER:
	case S_SERVICE:
	case S_SRC:
	case S_DST:
	case S_BUCKET:
	case S_PROCESS:
	case S_DEVICE:
	case S_QUERY:
	case S_TLS_VERSION:
		json_text(out, STR(""));
		break;
	default:
		json_u64(out, 0);
		break;
	}
}
_Static_assert(OUTCOME_SUCCESS == 1 && OUTCOME_FAILURE == 2,
    "outcomes are OCSF's status_id");

/* Close and open objects on the way from the last path to this one. */
static void
path_go(struct writer *w, const char *path)
{
	const char *from = w->path, *to = path, *dot;
	size_t same = 0;

	for (size_t i = 0; from[i] != '\0' && from[i] == to[i]; i++)
		if (from[i] == '.')
			same = i + 1;
	for (from += same; (from = strchr(from, '.')) != NULL; from++)
		json_object_end(w->out);
	for (to += same; (dot = strchr(to, '.')) != NULL; to = dot + 1) {
		json_key_str(w->out, str_of(to, (size_t)(dot - to)));
		json_object(w->out);
	}
	if (*to != '\0')
		json_key(w->out, to);
	w->path = path;
}

static void
event_write(struct writer *w, unsigned kind)
{
	const struct plan *plan = plan_of(kind);

	w->path = "";
	json_object(w->out);
	for (size_t i = 0; i < plan->count; i++) {
		const struct leaf *leaf = &plan->leaves[i];

		if (!leaf_wanted(w, leaf))
			continue;
		path_go(w, leaf->path);
		if (leaf->source < F_COUNT)
			field_write(w, (enum field)leaf->source);
		else
			special_write(w,
			    (enum special)(leaf->source - F_COUNT));
	}
	path_go(w, "");
	json_object_end(w->out);
	json_plain(w->out, STR("\n"));
}

void
ocsf_event(struct json_out *out, const struct event *ev,
    const struct ocsf_line *about)
{
	struct ocsf_line clean = *about;
	struct writer w = {
		.out = out, .ev = ev, .about = &clean,
		.class_uid = kind_infos[ev->kind].class_uid,
		.activity = ocsf_activity(ev),
		.kind = kind_infos[ev->kind].name,
	};

	clean.raw = (struct str){ 0 };
	event_write(&w, ev->kind);
}

void
ocsf_no_event(struct json_out *out, const struct event *ev,
    const struct ocsf_line *about, bool damaged)
{
	struct writer w = {
		.out = out, .ev = ev, .about = about,
		.class_uid = CLASS_BASE, .activity = 0,
		.kind = damaged ? "damaged" : "foreign",
	};

	event_write(&w, K_NOTE);
}
