#include "scope/sources.h"

#include <string.h>

enum {
	IMAP_TALLIES = 1u << T_MESSAGES | 1u << T_HEADERS | 1u << T_BYTES |
	    1u << T_DELETED,
	WEB_TALLIES = 1u << T_SEARCHES | 1u << T_WEB_BYTES | 1u << T_FOLDERS,
	CLOUD_TALLIES = 1u << T_MESSAGES | 1u << T_FOLDERS | 1u << T_BYTES | 1u << T_SEARCHES |
	    1u << T_SENT | 1u << T_DELETED | 1u << T_FILES | 1u << T_RULES |
	    1u << T_CHANGES,
};

/* By the first word of a stream's name.  Those with the same `what` stand in
 * for each other; without it, nobody misses the source. */
static const struct source {
	struct str  format;
	const char *what;		/* catalogue key */
	struct told told;
} sources[] = {
	{ STR_INIT("dovecot"), "source.dovecot",
	    { IMAP_TALLIES | 1u << T_COPIED, true } },
	{ STR_INIT("dovecot_event"), "source.dovecot",
	    { IMAP_TALLIES | 1u << T_SEARCHES | 1u << T_RULES |
	    1u << T_FOLDERS, true } },
	{ STR_INIT("courier"), "source.dovecot", { 1u << T_BYTES, true } },
	{ STR_INIT("cyrus"), "source.dovecot",
	    { 1u << T_BYTES | 1u << T_DELETED, true } },
	{ STR_INIT("postfix"), "source.postfix", { 1u << T_SENT, true } },
	{ STR_INIT("exim"), "source.postfix", { 1u << T_SENT, true } },
	{ STR_INIT("exim_syslog"), "source.postfix", { 1u << T_SENT, true } },
	{ STR_INIT("roundcube"), "source.roundcube", { 0, true } },
	{ STR_INIT("roundcube_syslog"), "source.roundcube", { 0, true } },
	{ STR_INIT("sogo"), "source.roundcube", { 0, true } },
	{ STR_INIT("zimbra"), "source.roundcube", { 0, true } },
	{ STR_INIT("nginx"), "source.nginx", { WEB_TALLIES, true } },
	{ STR_INIT("nginx_syslog"), "source.nginx", { WEB_TALLIES, true } },
	{ STR_INIT("nginx_json"), "source.nginx", { WEB_TALLIES, true } },
	{ STR_INIT("caddy"), "source.nginx", { WEB_TALLIES, true } },
	{ STR_INIT("traefik"), "source.nginx", { WEB_TALLIES, true } },
	{ STR_INIT("haproxy"), "source.nginx", { WEB_TALLIES, true } },
	{ STR_INIT("haproxy_syslog"), "source.nginx", { WEB_TALLIES, true } },
	{ STR_INIT("postgresql"), "source.postgresql",
	    { 1u << T_DB_ROWS | 1u << T_SQL_ROWS, false } },
	{ STR_INIT("postgresql_csv"), "source.postgresql",
	    { 1u << T_DB_ROWS | 1u << T_SQL_ROWS, false } },
	{ STR_INIT("postgresql_json"), "source.postgresql",
	    { 1u << T_DB_ROWS | 1u << T_SQL_ROWS, false } },
	{ STR_INIT("postgresql_syslog"), "source.postgresql",
	    { 1u << T_DB_ROWS | 1u << T_SQL_ROWS, false } },
	{ STR_INIT("sshd"), "source.sshd", { 0, true } },
	/* not every estate has these */
	{ STR_INIT("m365_audit"), NULL, { CLOUD_TALLIES, true } },
	{ STR_INIT("m365_entra"), NULL, { 1u << T_CHANGES, true } },
	{ STR_INIT("keycloak"), NULL, { 0, true } },
	{ STR_INIT("keycloak_syslog"), NULL, { 0, true } },
	{ STR_INIT("keycloak_events"), NULL, { 0, true } },
};

enum { SOURCES = sizeof sources / sizeof *sources };

static bool
is_of_format(struct str stream, struct str format)
{
	return str_starts(stream, format) && (stream.len == format.len ||
	    stream.at[format.len] == '@');
}

static const struct source *
source_find(struct str stream)
{
	for (size_t i = 0; i < SOURCES; i++)
		if (is_of_format(stream, sources[i].format))
			return &sources[i];
	return NULL;
}

bool
scope_misses(struct str format)
{
	return source_find(format) != NULL;
}

static const struct mapping *
mapping_of(const struct scope *s, struct str stream)
{
	for (size_t i = 0; i < s->in.site->mappings.count; i++)
		if (is_of_format(stream, s->in.site->mappings.at[i].name))
			return &s->in.site->mappings.at[i];
	return NULL;
}

bool
sources_lack_records(const struct scope *s, struct str stream)
{
	const struct mapping *mapping = source_find(stream) != NULL ? NULL :
	    mapping_of(s, stream);

	return mapping != NULL && mapping_lacks_records(mapping);
}

struct told
sources_of_stream(const struct scope *s, struct str stream)
{
	const struct source *source = source_find(stream);

	if (stream.len == 0)
		return (struct told){ (1u << T_COUNT) - 1, true };
	if (source != NULL)
		return source->told;
	if (mapping_of(s, stream) != NULL)
		return (struct told){ APPLICATION_TALLIES, true };
	return (struct told){ 0 };
}

uint16_t
sources_hurt(struct told told)
{
	return told.tallies & (APPLICATION_TALLIES | 1u << T_MESSAGES)
	    ? HURTS_VOLUMES : HURTS(Q2) | HURTS(Q3);
}

/* Is there a log of any source that tells what? */
static bool
is_told(const struct scope *s, const char *what)
{
	for (size_t i = 0; i < SOURCES; i++) {
		if (sources[i].what == NULL ||
		    strcmp(sources[i].what, what) != 0)
			continue;
		for (size_t c = 0; c < s->out->coverage_count; c++)
			if (is_of_format(s->out->coverage[c].stream,
			    sources[i].format))
				return true;
	}
	return false;
}

void
sources_tell(struct scope *s)
{
	for (size_t i = 0; i < SOURCES; i++) {
		struct statement *st;

		if (sources[i].what == NULL || (i > 0 &&
		    strcmp(sources[i].what, sources[i - 1].what) == 0) ||
		    is_told(s, sources[i].what))
			continue;
		st = statement_add(s->out, Q9, "q9.missing_source",
		    GRADE_UNKNOWABLE);
		statement_key(st, "what", sources[i].what);
	}
}
