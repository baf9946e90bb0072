/* sessions: see sessions.h for the rules.
 *
 * What decides a boundary is the number of the open session of a key, and
 * the time of a session's last line. */
#include "incident/sessions.h"

#include <stdlib.h>

#include "base/dense.h"
#include "base/must.h"
#include "base/table.h"
#include "incident/visit.h"

enum {
	TIE_MS = 5000,		/* Roundcube and nginx log one sign-in within
				 * this of each other, in either order */
	TIES = 16,		/* sign-ins waiting for their other half */
};

/* Half of a webmail sign-in: Roundcube's line or nginx's. */
struct tie {
	struct event_time at;
	uint32_t src, number;
	bool	 page;		/* nginx's half; else Roundcube's */
	bool	 waiting;
};

struct sessions {
	const struct site   *site;
	struct session_list *list;
	uint32_t	     next;	/* number of the next new session */
	struct table	     open;	/* key -> number */
	struct dense	     last;	/* number -> ms of its last line */
	struct tie	     ties[TIES];
	size_t		     tie;	/* next place in the ring */
};

struct sessions *
sessions_open(const struct site *site, struct session_list *list)
{
	struct sessions *s = mem_zero(sizeof *s);

	s->site = site;
	s->list = list;
	table_init(&s->open);
	return s;
}

/* What was silent for longer than the idle time when the last line came, was
 * over; what was not, ends with its source. */
static void
idle_end(struct sessions *s)
{
	struct event_time last = { 0 };

	for (size_t i = 0; i < s->list->count; i++)
		if (s->list->at[i].last.ms > last.ms)
			last = s->list->at[i].last;
	for (size_t i = 0; i < s->list->count; i++) {
		struct session *session = &s->list->at[i];

		if (session->ended == ENDED_SOURCE &&
		    last.ms - session->last.ms > s->site->idle_ms)
			session->ended = ENDED_IDLE;
	}
}

void
sessions_close(struct sessions *s)
{
	idle_end(s);
	visits_tie(s->list, s->site->idle_ms);
	table_fini(&s->open);
	dense_fini(&s->last);
	free(s);
}

static bool
has_own_ids(const struct brief *b)
{
	return b->session != 0 &&
	    (b->service == SERVICE_IMAP || b->service == SERVICE_POP3 ||
		b->service == SERVICE_SIEVE || b->service == SERVICE_SSH);
}

/* Of an IMAP, POP3 or ManageSieve server, which numbers no two alike. */
static bool
is_mail_id(const struct brief *b)
{
	return has_own_ids(b) && b->service != SERVICE_SSH;
}

static uint64_t
key_of(const struct brief *b)
{
	uint64_t who = table_pair(b->user, b->src);

	if (b->service == SERVICE_WEBMAIL && b->kind == K_PAGE)
		who = table_mix(1, table_pair(b->src, b->device));
	else if (b->service == SERVICE_LDAP)	/* others may bind in it */
		who = table_mix(b->session, who);
	else if (b->session != 0 && b->kind != K_SUBMIT)
		who = b->session;
	return table_mix(b->service, who);
}

void
sessions_warm(const struct sessions *s, const struct brief *b)
{
	if (has_own_ids(b))		/* others wait for the account's name */
		table_warm(&s->open, key_of(b));
}

static uint32_t
session_begin(struct sessions *s, uint64_t key, const struct brief *b)
{
	struct session_list *list = s->list;
	uint32_t number = s->next++;
	bool fresh;

	*table_add(&s->open, key, &fresh) = number;
	*dense_at(&s->last, number) = (uint64_t)b->time.ms;
	list->at = mem_room(list->at, list->count, &list->cap,
	    sizeof *list->at);
	list->at[list->count++] = (struct session){
		.start = b->time, .last = b->time, .user = b->user,
		.src = b->src, .stream = b->stream,
		.device = b->kind == K_RECORD ? 0 : b->device,
		.visit = number, .service = b->service,
	};
	must(list->count == s->next);
	return number;
}

/* The open session of a key, or SESSION_NO if there is none or it has been
 * idle too long. */
static uint32_t
session_at(struct sessions *s, uint64_t key, const struct brief *b)
{
	const uint64_t *number = table_find(&s->open, key);
	uint64_t *last;
	uint32_t found;

	if (number == NULL)
		return SESSION_NO;
	found = (uint32_t)*number;
	last = dense_at(&s->last, found);
	if (!has_own_ids(b) &&
	    b->time.ms - (int64_t)*last > s->site->idle_ms) {
		s->list->at[found].ended = ENDED_IDLE;
		return SESSION_NO;
	}
	*last = (uint64_t)b->time.ms;
	return found;
}

static uint32_t
session_for(struct sessions *s, uint64_t key, const struct brief *b)
{
	uint32_t number = session_at(s, key, b);

	return number == SESSION_NO ? session_begin(s, key, b) : number;
}

static void
tie_wait(struct sessions *s, const struct brief *b, uint32_t number)
{
	s->ties[s->tie] = (struct tie){ b->time, b->src, number,
		b->kind == K_PAGE, true };
	s->tie = (s->tie + 1) % TIES;
}

/* The oldest waiting other half of a sign-in from the same address. */
static struct tie *
tie_find(struct sessions *s, const struct brief *b, bool *several)
{
	struct tie *found = NULL;

	*several = false;
	for (size_t i = 0; i < TIES; i++) {
		struct tie *t = &s->ties[(s->tie + i) % TIES];

		if (!t->waiting || t->src != b->src ||
		    t->page == (b->kind == K_PAGE) ||
		    b->time.ms - t->at.ms > TIE_MS)
			continue;
		*several = found != NULL;
		found = found == NULL ? t : found;
	}
	return found;
}

/* Roundcube's own line of a sign-in. */
static uint32_t
webmail_login(struct sessions *s, const struct brief *b)
{
	bool several;
	struct tie *t = tie_find(s, b, &several);
	uint32_t number;

	if (t == NULL) {
		number = session_begin(s, key_of(b), b);
		tie_wait(s, b, number);
	} else {
		t->waiting = false;
		number = t->number;
		s->list->at[number].user = b->user;
		s->list->at[number].flags |= several ? SESSION_SHARED_TIE : 0;
	}
	s->list->at[number].flags |= SESSION_SIGNED_IN;
	return number;
}

/* The POST that signs in opens a session of its own; its user is Roundcube's
 * other half.  The session that the same client had before is over. */
static uint32_t
webmail_login_page(struct sessions *s, const struct brief *b)
{
	uint64_t key = key_of(b);
	bool several, fresh;
	struct tie *t = tie_find(s, b, &several);
	uint32_t number;

	if (t == NULL) {
		number = session_begin(s, key, b);
		tie_wait(s, b, number);
		return number;
	}
	t->waiting = false;
	number = t->number;
	*table_add(&s->open, key, &fresh) = number;
	*dense_at(&s->last, number) = (uint64_t)b->time.ms;
	s->list->at[number].device = b->device;
	s->list->at[number].flags |= several ? SESSION_SHARED_TIE : 0;
	return number;
}

/* Keys of a record application's cookie: with its user and address, with one
 * of them, and alone. */
enum { COOKIE_KEYS = 4 };

static void
cookie_keys(const struct brief *b, uint64_t keys[COOKIE_KEYS])
{
	uint64_t cookie = table_mix(b->service, b->session);

	keys[0] = table_mix(cookie, table_pair(b->user, b->src));
	keys[1] = table_mix(cookie, table_pair(0, b->src));
	keys[2] = table_mix(cookie, table_pair(b->user, 0));
	keys[3] = table_mix(cookie, 0);
}

/* A cookie can be stolen, and outlives a change of account: with another
 * user, or from another address, it is another session.  A line that names
 * no user or no address belongs to the last that fits it.  So is it with the
 * session of a cloud service, which travels in tokens. */
static uint32_t
cookie_session(struct sessions *s, const struct brief *b)
{
	uint64_t keys[COOKIE_KEYS];
	const uint64_t *last;
	uint32_t number, owner = 0;
	bool fresh, known;

	cookie_keys(b, keys);
	number = session_at(s, keys[0], b);
	if (number == SESSION_NO) {
		last = b->user != 0 ? NULL : table_find(&s->open, keys[3]);
		if (last != NULL)
			owner = s->list->at[*last].user;
		known = table_find(&s->open, keys[3]) != NULL;
		number = session_begin(s, keys[0], b);
		if (known)
			s->list->at[number].flags |= SESSION_OTHERS_COOKIE;
		if (owner != 0) {
			s->list->at[number].user = owner;
			s->list->at[number].flags |= SESSION_GUESSED_USER;
		}
	}
	for (int i = 1; i < COOKIE_KEYS; i++)
		*table_add(&s->open, keys[i], &fresh) = number;
	return number;
}

/* Nothing of the session stays open under any of its keys. */
static void
cookie_end(struct sessions *s, const struct brief *b, uint32_t number)
{
	uint64_t keys[COOKIE_KEYS];
	const uint64_t *open;

	cookie_keys(b, keys);
	for (int i = 0; i < COOKIE_KEYS; i++) {
		open = table_find(&s->open, keys[i]);
		if (open != NULL && *open == number)
			table_remove(&s->open, keys[i]);
	}
}

static bool
has_cookie(const struct brief *b)
{
	return (b->service == SERVICE_APP || b->service == SERVICE_M365) &&
	    b->session != 0;
}

/* A cloud service names the session in nearly all it records, sign-in and
 * mailbox alike.  The platform's own services have none. */
static uint32_t
cloud_session(struct sessions *s, const struct brief *b)
{
	if (b->user == 0 ||
	    (b->kind == K_LOGIN && b->outcome != OUTCOME_SUCCESS) ||
	    ((b->flags & BRIEF_NOBODY) && b->src == 0))
		return SESSION_NO;
	return has_cookie(b) ? cookie_session(s, b)
			     : session_for(s, key_of(b), b);
}

/* The brief's session, without counting anything. */
static uint32_t
session_place(struct sessions *s, const struct brief *b)
{
	uint64_t key = key_of(b);
	uint32_t number;

	if (b->service == SERVICE_M365)
		return cloud_session(s, b);
	switch ((enum kind)b->kind) {
	case K_LOGIN:
		if (b->outcome != OUTCOME_SUCCESS)
			return SESSION_NO;
		if (has_cookie(b))
			return cookie_session(s, b);
		if (b->service == SERVICE_WEBMAIL)
			return webmail_login(s, b);
		return has_own_ids(b) ? session_begin(s, key, b)
				      : session_for(s, key, b);
	case K_LOGOUT:
		if (has_cookie(b)) {
			number = cookie_session(s, b);
			cookie_end(s, b, number);
			return number;
		}
		number = session_for(s, key, b);
		/* A mail server's id is used once, and what its exporter
		 * tells by the millisecond may follow a line that tells the
		 * second. */
		if (!is_mail_id(b))
			table_remove(&s->open, key);
		return number;
	case K_PAGE:
		if (brief_is_login_page(b))
			return webmail_login_page(s, b);
		return b->n[N_ACTION] == ACTION_LOGIN ? SESSION_NO
						      : session_for(s, key, b);
	case K_QUERY:		/* of a sign-in that was logged */
		return b->service == SERVICE_DB && b->session != 0
		    ? session_at(s, key, b) : SESSION_NO;
	case K_SUBMIT:
		return b->user == 0 ? SESSION_NO : session_for(s, key, b);
	case K_RECORD:
		return has_cookie(b) ? cookie_session(s, b)
				     : session_for(s, key, b);
	case K_MAIL_OPEN:
	case K_MAIL_FETCH:
	case K_MAIL_SEARCH:
	case K_MAIL_CHANGE:
	case K_FOLDER_OPEN:
	case K_FOLDER_CHANGE:
	case K_RULE_CHANGE:
		return b->service == SERVICE_LMTP || b->session == 0
		    ? SESSION_NO : session_for(s, key, b);
	default:
		return SESSION_NO;
	}
}

static void
count_logout(struct session *session, const struct brief *b)
{
	session->ended = ENDED_LOGOUT;
	if ((b->service != SERVICE_IMAP && b->service != SERVICE_POP3) ||
	    (b->flags & BRIEF_UNCOUNTED))
		return;
	session->flags |= SESSION_COUNTED;
	session->n[C_BODY_COUNT] += b->n[N_BODY_COUNT];	/* as N_RETR_COUNT */
	session->n[C_BODY_BYTES] += b->n[N_BODY_BYTES];
}

static void
session_count(struct session *session, const struct brief *b)
{
	session->last = b->time;
	if (session->user == 0)
		session->user = b->user;
	if (session->src == 0)
		session->src = b->src;
	switch ((enum kind)b->kind) {
	case K_LOGIN:
		session->flags |= SESSION_SIGNED_IN;
		break;
	case K_LOGOUT:
		count_logout(session, b);
		break;
	case K_PAGE:
		session->n[C_PAGES]++;
		break;
	case K_MAIL_FETCH:
	case K_MAIL_SEARCH:
	case K_FOLDER_OPEN:
	case K_RULE_CHANGE:
		session->flags |= SESSION_TOLD;
		break;
	case K_RECORD:
		session->n[C_ROWS] += b->n[N_ROWS];
		break;
	default:
		break;
	}
}

uint32_t
sessions_feed(struct sessions *s, const struct brief *b, bool webmail_host)
{
	uint32_t number;

	/* The same line in two files (mail.log and syslog) is one event when
	 * a session id makes it unique. */
	if (b->ordinal > 0 && has_own_ids(b))
		return SESSION_NO;
	number = session_place(s, b);
	if (number == SESSION_NO)
		return number;
	session_count(&s->list->at[number], b);
	if (webmail_host)
		s->list->at[number].flags |= SESSION_WEBMAIL_HOST;
	return number;
}
