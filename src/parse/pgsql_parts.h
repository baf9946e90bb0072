/* pgsql_parts: what the files of pgsql share. */
#pragma once

#include "parse/parse.h"

/* A line behind its prefix. */
struct pgsql {
	struct str severity, message;
	struct str doubt;	/* another severity with the words of a
				 * refusal, in reach of the prefix: a name in
				 * the prefix may hold all that stands before */
	bool	   pieces;	/* it may end where syslog cut it */
	const struct parse_context *context;
};

/* A refused sign-in, as its words tell it. */
struct refusal {
	struct str user, database, host, method;
};

bool pgsql_refusal(struct str severity, struct str message,
    struct refusal *refusal);

/* The user a message names, if it is about a sign-in; else absent. */
struct str pgsql_message_user(struct str severity, struct str message);

/* Each: PARSED_OTHER if the message is none of its business. */
enum parsed pgsql_connection(const struct pgsql *line, struct event *ev);
enum parsed pgsql_audit(const struct pgsql *line, struct event *ev);
enum parsed pgsql_statement(const struct pgsql *line, struct event *ev);

/* Does a severity stand in s, as in front of a message? */
bool pgsql_has_severity(struct str s);

/* SQL with passwords masked; a slice of the argument or of scratch. */
struct str pgsql_sql(struct str sql, struct arena *scratch);

/* Without the tab that the server puts behind each newline. */
struct str pgsql_untabbed(struct str text, struct arena *scratch);

/* Behind the prefix: kind, outcome and what the message says. */
enum parsed pgsql_message(const struct pgsql *line, struct event *ev);
