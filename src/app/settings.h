/* settings: what the configuration files of servers say.
 *
 * Files are gathered by the core (settings_gather), which opens what it is
 * told and the includes below it, and reads no further than the words
 * `include`.  They are understood (settings_read) in a sandbox: a
 * configuration may come from a machine that is not ours any more.
 *
 * A setting is named by its sections and its key, "protocol imap/
 * mail_plugins", with one blank between words; values are as written, without
 * quotes.  In the order of the files and their includes, so the last of a
 * name holds. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum server {
	SERVER_DOVECOT, SERVER_POSTFIX, SERVER_ROUNDCUBE, SERVER_NGINX,
	SERVER_APACHE, SERVER_POSTGRESQL, SERVER_COUNT
};

extern const char *const server_names[SERVER_COUNT];

enum {
	SETTINGS_FILES = 4096,
	SETTINGS_FILE_BYTES = 1 << 20,	/* a server's own are a hundredth */
	SETTINGS_COUNT = 1 << 18,
	SETTINGS_LEFT = 256,		/* counted; more are said as so many */
	SETTINGS_INCLUDES = 16384,	/* followed; they may go in circles */
	SETTINGS_BYTES = 64 << 20,	/* of all files */
	SETTINGS_DEPTH = 16,		/* of includes, and of sections */
	SETTINGS_NAME = 512,		/* bytes of a name with its sections */
};

struct settings_file {
	struct str path, base;		/* base: the folder of its server */
	struct str text;
};

/* One server: the files that begin its configuration, all of one folder. */
struct instance {
	enum server server;
	struct str  base;
};

struct setting_said {
	struct str name, value;
};

struct settings {
	struct arena	      arena;
	struct settings_file *files;	/* by path, once gathered */
	size_t		      file_count, file_cap;
	size_t		      file_bytes;
	struct instance	     *instances;
	size_t		      instance_count, instance_cap;
	struct str	     *notes;	/* what was not read, and why */
	size_t		      note_count, note_cap;
	struct str	     *left;	/* included, and not below the folder
					 * of its server */
	size_t		      left_count, left_cap;

	/* of the instance that was read last */
	enum server	      server;
	struct setting_said  *said;
	size_t		      said_count, said_cap;
	bool		      new_grammar;	/* Dovecot 2.4 and later */
	size_t		      includes;		/* followed */
	size_t		      missing;		/* that name no file */
	size_t		      unmatched;	/* of those that need not: a
						 * pattern, include_try */
};

void settings_init(struct settings *settings);
void settings_fini(struct settings *settings);

/* Open files, folders and the includes below them. */
void settings_gather(struct settings *settings, char *const *paths,
    size_t count);

/* Understand one instance; what another said is forgotten. */
void settings_read(struct settings *settings, const struct instance *instance);

/* The last value of that name; at is NULL when nothing says it. */
struct str settings_last(const struct settings *settings, const char *name);

/* on, yes, true, 1; `otherwise` when nothing says it. */
bool settings_on(const struct settings *settings, const char *name,
    bool otherwise);

/* The key of a name, without its sections. */
struct str setting_key(const struct setting_said *said);

/* Does every access log name one of these parts of a format ("$bytes_sent",
 * "%b")?  The list ends with NULL.  False when there is none, or one is off. */
bool nginx_logs_hold(const struct settings *settings,
    const char *const *parts);
bool apache_logs_hold(const struct settings *settings,
    const char *const *parts);

/* Is that word in a value, between blanks, commas and quotes? */
bool value_has_word(struct str value, struct str word);

/* ---- for the readers of one server's files ---- */

struct settings_reader {
	struct settings *settings;
	const struct settings_file *file;	/* being read */
	unsigned	 depth;		/* of includes */
	struct str	 sections[SETTINGS_DEPTH];
	size_t		 section_count;
};

/* One file's text, by the server's grammar: settings/NAME.c. */
typedef void settings_grammar(struct settings_reader *reader, struct str text);
settings_grammar dovecot_settings, postfix_settings, roundcube_settings,
    nginx_settings, apache_settings, postgresql_settings;

/* key is said in the sections the reader is in; both are copied. */
void settings_say(struct settings_reader *reader, struct str key,
    struct str value);

/* A section begins and ends.  Those too deep are counted and not named. */
void section_open(struct settings_reader *reader, struct str name);
void section_close(struct settings_reader *reader);

/* Read the files a pattern names as if they stood here.  One that names no
 * file is missing, or, if it may be or is for several, unmatched. */
void settings_include(struct settings_reader *reader, struct str pattern,
    bool may_miss);

/* The next line, trimmed; false at the end. */
bool line_next(struct str *text, struct str *line);

/* Keep a line that ends in a backslash, and say true: it goes on.  Else what
 * was kept stands in front of it now; it lives until the next call. */
bool line_goes_on(struct buf *kept, struct str *line);

/* Without one pair of quotes around it. */
struct str unquoted(struct str text);
