/* keycloak: events in Keycloak's own log, as text and as JSON.
 *
 *	2025-12-11 21:04:00,123 WARN  [org.keycloak.events] (executor-thread-3) type="LOGIN_ERROR", realmId="r", ... */
#include "parse/keycloak.h"

static enum parsed
keycloak_file_line(struct str text, const struct parse_context *context,
    struct event *ev)
{
	/* a stamp of its own, or an object */
	if (text.len < 40 || (text.at[0] != '{' && text.at[4] != '-'))
		return PARSED_OTHER;
	return keycloak_line(text, context, ev);
}

const struct format format_keycloak = {
	.name = "keycloak",
	.about = "Keycloak: sign-ins and other events in its log",
	.line = keycloak_file_line,
};
