/* keycloak_syslog: the same through syslog or the journal.
 *
 *	Dec 11 21:04:00 sso kc.sh[77]: 2025-12-11 21:04:00,123 WARN  [org.keycloak.events] (executor-thread-3) type=... */
#include "parse/keycloak.h"

static const char *const programs[] = {
	"keycloak", "kc.sh", "kc", "java", NULL
};

const struct format format_keycloak_syslog = {
	.name = "keycloak_syslog",
	.about = "Keycloak through syslog",
	.programs = programs,
	.line = keycloak_line,
};
