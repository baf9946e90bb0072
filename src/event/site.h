/* site: what the owner of the house knows and logs do not say.
 *
 * Read once from site.yml (libyaml), before any sandbox; afterwards read
 * only.  Everything is optional; the empty site is valid.
 *
 *	timezone: Europe/Paris		# of stamps without one; default UTC
 *	lang: fr			# of reports; default en
 *	year: 2025			# the latest of year-less stamps
 *	sources:			# clocks that differ from the rest
 *	  - match: {host: mail1, format: dovecot, file: "*.1"}
 *	    timezone: Europe/Paris	# and year, clock_offset_seconds
 *	claims: claims.yml		# what others say, beside the site file
 *	domains: [interieur.example]	# user@domain and user are one account
 *	networks:
 *	  trusted: [192.0.2.80/32]	# the owner's own egress
 *	  webmail: [192.0.2.10/32]	# hosts whose address is never a user's
 *	  proxies: [192.0.2.11/32]	# whose X-Forwarded-For is believed
 *	places: {city: city.mmdb, asn: asn.mmdb}	# event/location.h
 *	sessions: {idle_minutes: 30}
 *	postgresql: {log_line_prefix: "%m [%p] %q%u@%d "}
 *	accounts:			# aliases of one principal
 *	  - {name: a.durand, aliases: [durand, "7001234"]}
 *	directory: agents.csv		# people and their names: event/directory.h
 *	assets:
 *	  - {name: taj, kind: register, records: 19000000, unit: person}
 *	applications:			# record applications: event/mapping.h
 *	  - {name: portal, format: json, fields: {time: ts, user.name: user}}
 *	access_logs:			# layouts of web servers: event/web_log.h
 *	  - apache: '%h %l %u %t "%r" %>s %b'
 *	formats: formats		# a folder of mappings, likewise
 *	hours: {from: 7, to: 20, days: [mon, tue, wed, thu, fri]}
 *	words: {secrets: [coffre]}	# besides those of share/words.yml
 *	bystanders: [puppet-agent]	# likewise, share/bystanders.yml
 *	thresholds: {spray_accounts: 8}	# others than share/thresholds.yml says
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "event/bystanders.h"
#include "event/directory.h"
#include "event/indicators.h"
#include "event/location.h"
#include "event/mapping.h"
#include "event/network.h"
#include "event/web_log.h"
#include "event/words.h"

struct alias { struct str alias, account; };	/* both lower case */

struct asset {
	struct str name, kind, unit;	/* kind: register, mailboxes, ... */
	uint64_t   records;		/* or accounts, of mailboxes; 0: not
					 * told */
	bool	   personal;
	struct str *mailboxes;		/* accounts, or "@domain"; of several
					 * assets of mailboxes, this one's */
	size_t	    mailbox_count;
};

/* When people work; hours of the site's zone. */
struct work_hours {
	bool	told;
	uint8_t days;			/* bit 0: Monday */
	uint8_t from, to;		/* [from, to), 0..24 */
};

/* The numbers that findings turn on; counts, or milliseconds. */
enum threshold {
#define THRESHOLD(id, name, scale) TH_##id,
#include "event/thresholds.def"
#undef THRESHOLD
	TH_COUNT
};

enum { YEAR_LEAST = 1990, YEAR_MOST = 2200, SOURCES_MOST = 64 };

/* What is known of the clock of lines that match all that is not empty. */
struct clock_rule {
	struct str   host, format;	/* as in "dovecot@mail1" */
	struct str   file;		/* glob on the input's path, or its name */
	struct str   timezone;		/* empty: not told */
	struct zone *zone;		/* NULL: UTC, or not told */
	int	     year;		/* 0: not told */
	bool	     has_offset;
	int64_t	     offset_ms;		/* the clock is so much ahead */
};

struct site {
	struct arena	    arena;
	uint64_t	    thresholds[TH_COUNT];
	struct word_list    words[WORDS_TOPICS];
	struct bystander_list bystanders;
	struct work_hours   work;
	struct indicators   indicators;	/* of --assume and --known */
	struct str	    timezone, lang;
	struct str	    claims;	/* path, from where the program runs;
					 * empty: none */
	struct str	    formats;	/* a folder of mappings, likewise */
	struct zone	   *zone;	/* NULL: UTC */
	int		    year;	/* 0: not told */
	struct str	   *domains;
	size_t		    domain_count;
	struct network_list trusted, webmail, proxies;
	struct location_tables locations;
	struct clock_rule  *sources;
	size_t		    source_count;
	bool		    source_zones;	/* one of them has a zone */
	int64_t		    idle_ms;
	struct str	    log_line_prefix;	/* PostgreSQL's, as configured;
						 * empty: told by content */
	struct alias	   *aliases;
	size_t		    alias_count;
	struct str	    directory;	/* a file of people; empty: none */
	struct person	   *people;	/* by account */
	size_t		    person_count;
	size_t		    names_shared;	/* of two people: of nobody */
	size_t		    names_bad;	/* lines of it without sense */
	struct asset	   *assets;
	size_t		    asset_count;
	struct mapping_list mappings;	/* of the site and --formats */
	struct web_log_list access_logs;
	struct mapping_list shipped;	/* of the program; asked last */
};

/* The number of a count, and of a time. */
static inline uint64_t
site_count(const struct site *site, enum threshold threshold)
{
	return site->thresholds[threshold];
}

static inline int64_t
site_ms(const struct site *site, enum threshold threshold)
{
	return (int64_t)site->thresholds[threshold];
}

/* The empty site, with the thresholds of share/thresholds.yml. */
void site_init(struct site *site);
void site_fini(struct site *site);

/* Read a site file into an initialised site.  An unknown key, a wrong type
 * or an unreadable file is an error that names file, line and key. */
bool site_load(struct site *site, const char *path, struct err *err);

/* The mappings of a folder of files, behind those that are there. */
bool site_formats(struct site *site, const char *dir, struct err *err);

/* Who an account is, or NULL. */
const struct person *site_person(const struct site *site, struct str account);

/* What is assumed: "hostile:203.0.113.0/24", "owner:account=a.durand"; and a
 * file of indicators.  After site_load(), for accounts are folded by it. */
bool site_assume(struct site *site, struct str spec, struct err *err);
bool site_known(struct site *site, const char *path, struct err *err);

/* Is that outside of the working hours?  Never, where none are told. */
bool site_is_odd_hour(const struct site *site, struct event_time time);

/* The principal behind a name: lower case, own domain dropped, alias
 * followed.  In buf or in the site's memory; lives as long as both. */
struct str site_principal(const struct site *site, struct str user,
    char *buf, size_t size);

/* What the site says of the clock of a line: of its own source, else of all.
 * A line of two inputs may have two clocks, if a source names a file. */
struct site_clock {
	const struct zone *zone;	/* NULL: UTC */
	int		   year;	/* 0: not told */
	bool		   has_offset;
	int64_t		   offset_ms;
	uint64_t	   sources;	/* bit n: sources[n] matches */
};
struct site_clock site_clock(const struct site *site, struct str format,
    struct str host, struct str path);
struct site_clock site_clock_of(const struct site *site, struct str stream,
    struct str path);

/* --tz and --year win over the file's; NULL: not given. */
bool site_set_clock(struct site *site, const char *tz, const char *year,
    struct err *err);
void site_clocks_free(struct site *site);	/* for site_fini() */
