/* dovecot: what the files of the Dovecot format share. */
#pragma once

#include "parse/parse.h"

/* What stands before the text of every line:
 *
 *	imap(bob)<811><4zXy>: Error: text
 *	imap-login: Info: text */
struct dovecot {
	struct str inside;	/* of the parentheses: a user, mostly */
	struct str session;	/* of the last <>, digits alone left out */
	struct str level;	/* Info, Warning, ...; empty: none */
};

/* The next place in text where the prefix may end, because the name in it may
 * hold what ends it; false when there is none. */
bool dovecot_prefix_again(struct str *text, struct dovecot *line);

/* Lines of imap-login and its kin: sign-ins and what came of them. */
enum parsed dovecot_login(struct str text, struct event *ev);

/* Lines of auth and auth-worker: password checks and policy answers. */
enum parsed dovecot_auth(struct str text, const struct dovecot *line,
    struct event *ev);

/* Lines of imap, pop3, managesieve and submission, signed in. */
enum parsed dovecot_session(struct str text, const struct dovecot *line,
    struct event *ev);

/* Lines of lmtp and lda: what became of incoming mail. */
enum parsed dovecot_delivery(struct str text, const struct dovecot *line,
    struct event *ev);

/* What the event exporter says, one JSON object; the head's stamp is kept when
 * there is one, because the other lines of that log have it too. */
bool dovecot_is_event(struct str text);
enum parsed dovecot_event(struct str json, const struct parse_context *,
    struct event *ev);

/* A line nothing turns on.  Its text is kept unless it may hold a secret. */
enum parsed dovecot_note(struct str text, struct event *ev);
