/* mapping: how a line of a program that no code of ours knows becomes an
 * event.
 *
 * Read from the `applications` of a site file, from the files of --formats,
 * or from share/formats, which the program carries.  How lines are cut and
 * fields are made of it is parse/mapping.c; what may be said, with examples,
 * is beffroi-site(5).
 *
 *	- name: portal
 *	  format: json			# json | csv | kv | template
 *	  match: {app: portal}		# members that must equal
 *	  needs: [user]			# members that must be there
 *	  fields: {time: ts, user.name: [login, user], record.uid: "ids[].n"}
 *	  values: {action: {VIEW: show}, record.depth: {D: full}}
 *	  flags: {minor: is_minor}
 *	  set: {app.name: taj} */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/config.h"
#include "base/err.h"
#include "base/str.h"
#include "event/event.h"

enum mapping_format { MAPPING_JSON, MAPPING_CSV, MAPPING_KV, MAPPING_TEMPLATE };

/* What a value becomes besides a field of fields.def. */
enum mapping_target {
	TARGET_TIME = F_COUNT,		/* the event's time */
	TARGET_KIND,			/* a name of kinds.def */
	TARGET_OUTCOME,			/* success or failure */
	TARGET_REQUEST,			/* "GET /page HTTP/1.1" */
	TARGET_COUNT
};

/* A word of the application's and ours; theirs "*": any other. */
struct mapping_word { struct str theirs, ours; };

/* Text, or the value of a member. */
struct mapping_piece {
	struct str text;
	int	   member;		/* of members; -1: the text */
};

/* What a value is made of: pieces one after the other. */
struct mapping_source {
	struct mapping_piece *pieces;
	size_t		      count;
};

/* The first source whose members are all there gives the value. */
struct mapping_field {
	uint8_t		       target;	/* enum field or mapping_target */
	struct mapping_source *sources;
	size_t		       source_count;
	struct mapping_word   *words;
	size_t		       word_count;
};

/* A member that must have one of these values; no values: must be there. */
struct mapping_match {
	int	    member;
	struct str *values;
	size_t	    value_count;
};

struct mapping_flag { struct str name; int member; };
struct mapping_const { uint8_t target; struct str value; };

struct texts { struct str *at; size_t count; };

struct mapping {
	struct str	      name, about;
	enum mapping_format   format;
	struct texts	      programs;	/* of the syslog head; none: any */
	struct texts	      members;	/* all that are wanted of a line */
	struct mapping_match *matches;
	size_t		      match_count;
	struct mapping_field *fields;
	size_t		      field_count;
	struct mapping_flag  *flags;
	size_t		      flag_count;
	struct mapping_const *consts;
	size_t		      const_count;
	struct texts	      columns;	/* csv: names of the columns in order */
	struct str	      template;	/* template: text with {member} */
	struct str	      separator;/* between cells or pairs */
	struct str	      assign;	/* kv: between key and value */
	struct str	      split;	/* between the texts of a list */
	struct texts	      none;	/* values that say there is none */
	struct texts	      stamps;	/* "%d/%m/%Y %H:%M"; none: as clock.h */
	bool		      has_time;	/* some field is TARGET_TIME */
};

struct mapping_list { struct mapping *at; size_t count; };

/* A field that tells of records consulted: record.uid, person.uid, query.rows;
 * by any of its names. */
bool mapping_is_record(struct str field);

/* Are its lines those of a record application (no kind or page says that they
 * are not), and is none of those fields mapped?  Then it cannot tell how many
 * records were consulted. */
bool mapping_lacks_records(const struct mapping *mapping);

/* A list of mappings, for tables of settings; into a mapping_list. */
config_read mapping_list_read;

/* The mappings that the program carries; into an arena that outlives them.
 * They are ours: one that cannot be read is a bug. */
struct mapping_list mapping_shipped(struct arena *arena);

/* Append those of all files DIR/NAME.yml, in the order of their names. */
bool mapping_load_dir(struct mapping_list *list, struct arena *arena,
    const char *dir, struct err *err);
