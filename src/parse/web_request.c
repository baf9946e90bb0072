/* web_request: what a request asked for.
 *
 *	GET /?_task=mail&_action=show&_uid=17&_mbox=INBOX HTTP/1.1
 *
 * Every byte of it was typed by the client.  Roundcube's pages are known by
 * their parameter _task; where one comes twice PHP takes the last. */
#include "parse/url.h"
#include "parse/web.h"

enum page_param {
	PARAM_TASK, PARAM_ACTION, PARAM_UID, PARAM_MBOX, PARAM_PART, PARAM_Q,
	/* of the page that answers, forwards or goes on with a mail */
	PARAM_REPLY, PARAM_FORWARD, PARAM_DRAFT,
	PARAM_COUNT
};

static const struct {
	struct str name;
	enum field field;
} page_params[PARAM_COUNT] = {
	[PARAM_TASK] = { STR_INIT("_task"), F_COUNT },
	[PARAM_ACTION] = { STR_INIT("_action"), F_ACTION },
	[PARAM_UID] = { STR_INIT("_uid"), F_MAIL_UID },
	[PARAM_MBOX] = { STR_INIT("_mbox"), F_FOLDER },
	[PARAM_PART] = { STR_INIT("_part"), F_PART },
	[PARAM_Q] = { STR_INIT("_q"), F_SEARCH },
	[PARAM_REPLY] = { STR_INIT("_reply_uid"), F_MAIL_UID },
	[PARAM_FORWARD] = { STR_INIT("_forward_uid"), F_MAIL_UID },
	[PARAM_DRAFT] = { STR_INIT("_draft_uid"), F_MAIL_UID },
};

/* GET, then the target, then HTTP/1.1 or nothing; false for garbage. */
static bool
split_request(struct str s, struct event *ev, struct str *target)
{
	struct str method, version;
	size_t	   n = 0;

	while (n < s.len && ((s.at[n] >= 'A' && s.at[n] <= 'Z') ||
	    s.at[n] == '-' || s.at[n] == '_'))
		n++;
	method = str_of(s.at, n);
	if (n == 0 || n > 20 || n == s.len || s.at[n] != ' ')
		return false;
	str_drop(&s, n + 1);
	if (str_take_last_char(&s, ' ', &version) &&
	    str_take(&version, STR("HTTP/")))
		event_set(ev, F_HTTP_VERSION, version);
	else
		return false;
	event_set(ev, F_HTTP_METHOD, method);
	*target = s;
	return true;
}

/* "http://host/path": a proxy's request; "host:25" with CONNECT. */
static void
take_host(struct str *path, struct event *ev)
{
	struct str rest = *path, scheme, host, name;
	size_t	   n = 0;

	if (rest.len == 0 || rest.at[0] == '/' ||
	    !str_take_until(&rest, STR("://"), &scheme) || scheme.len > 8)
		return;
	while (n < rest.len && rest.at[n] != '/')
		n++;
	host = str_of(rest.at, n);
	str_drop(&rest, n);
	name = host;
	str_take_last_char(&host, '@', &name);
	event_set(ev, F_URL_HOST, name);
	*path = rest;
}

/* Roundcube's page, if the query has a task. */
static void
take_page(struct str query, struct arena *scratch, struct event *ev)
{
	struct str values[PARAM_COUNT] = { { 0 } }, name, value;

	while (url_take_param(&query, &name, &value)) {
		if (name.len < 2 || name.at[0] != '_')
			continue;
		for (int i = 0; i < PARAM_COUNT; i++)
			if (page_params[i].name.len == name.len &&
			    str_eq(page_params[i].name, name))
				values[i] = value;
	}
	if (values[PARAM_TASK].len == 0)
		return;
	ev->kind = K_PAGE;
	event_set(ev, F_SERVICE, STR("webmail"));
	for (int i = 0; i < PARAM_COUNT; i++)
		if (page_params[i].field != F_COUNT && values[i].len > 0 &&
		    !event_has(ev, page_params[i].field))
			event_set(ev, page_params[i].field, url_decode(values[i],
			    scratch));
	if (!event_has(ev, F_ACTION))
		event_set(ev, F_ACTION, url_decode(values[PARAM_TASK], scratch));
	else if (str_eq(values[PARAM_TASK], STR("addressbook")) &&
	    str_eq(event_get(ev, F_ACTION), STR("export")))
		event_set(ev, F_ACTION, STR("addressbook export"));
}

/* Roundcube answers a good sign-in with a redirect, a bad one with a page. */
static bool
is_refused(const struct event *ev)
{
	struct str status = event_get(ev, F_HTTP_STATUS);

	if (status.len == 0)
		return false;
	if (ev->kind == K_PAGE && str_eq(event_get(ev, F_ACTION), STR("login")) &&
	    str_eq(event_get(ev, F_HTTP_METHOD), STR("POST")))
		return status.at[0] != '3';
	return status.at[0] >= '4';
}

/* Path and query of a target; the page they name. */
void
web_target(struct str target, bool pages,
    const struct parse_context *context, struct event *ev)
{
	struct str whole = target, before;
	struct str path = target = url_mask(target, context->scratch);

	if (pages) {
		ev->kind = K_WEB;
		event_set(ev, F_SERVICE, STR("web"));
	}
	event_set(ev, F_URL, target);
	if (str_take_until_char(&target, '?', &path)) {
		event_set(ev, F_URL_QUERY, target);
		/* what was searched is masked word by word */
		if (pages && str_take_until_char(&whole, '?', &before))
			take_page(whole, context->scratch, ev);
	}
	take_host(&path, ev);
	event_set(ev, F_URL_PATH, path);
	if (pages)
		ev->outcome = is_refused(ev) ? OUTCOME_FAILURE
					     : OUTCOME_SUCCESS;
}

void
web_request(struct str request, const struct parse_context *context,
    struct event *ev)
{
	struct str target = request;

	ev->kind = K_WEB;
	event_set(ev, F_SERVICE, STR("web"));
	if (split_request(request, ev, &target)) {
		web_target(target, true, context, ev);
		return;
	}
	if (request.len > 0 && !str_eq(request, STR("-")))
		event_set(ev, F_URL, url_mask(request, context->scratch));
	ev->outcome = is_refused(ev) ? OUTCOME_FAILURE : OUTCOME_SUCCESS;
}
