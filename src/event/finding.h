/* finding: a rule or a baseline that fired on events. */
#pragma once

#include <stdint.h>

#include "base/intern.h"
#include "event/answer.h"
#include "event/brief.h"

/* What people decided about it (event/marks.h). */
enum finding_mark { MARK_NONE, MARK_TRUE, MARK_FALSE };

/* What a finding about a place rests on, where tables of places are. */
enum finding_basis {
	BASIS_NETWORKS,			/* prefixes alone */
	BASIS_COUNTRY,			/* a new one; its operator not known */
	BASIS_COUNTRY_AND_OPERATOR,	/* both are new */
	BASIS_COUNTRY_ALONE,		/* the operator was used before */
	BASIS_TRAVEL,			/* faster than anybody travels */
	BASIS_COUNT
};

struct finding {
	const char	 *name;		/* "password_spray"; also catalogue key */
	enum grade	  strength;	/* that it is hostile, by itself */
	struct event_time first, last;
	struct event_time fired;	/* of the line with which it began to be
					 * one: who watches sees it then */
	uint32_t	  user;		/* name; 0: several or none */
	uint32_t	  src;		/* name of an address; 0: a prefix */
	uint32_t	  place;	/* name of the prefix; 0: none */
	uint32_t	  stream;	/* name, of a log gap */
	uint32_t	  session;	/* number of the session + 1; 0: none */
	uint64_t	  kinds;	/* bit per enum kind: lines that prove it
				 * are those of these kinds, from first to
				 * last, that match what is not 0 above */
	uint8_t		  change;	/* enum change: of those kinds only
				 * such changes; 0: any */
	uint64_t	  count;	/* events it rests on */
	uint64_t	  own;		/* of a guessing: refused attempts on the
					 * account itself */
	uint64_t	  accounts;	/* distinct accounts */
	uint64_t	  places;	/* distinct prefixes */
	uint8_t		  basis;	/* enum finding_basis */
	uint32_t	  other;	/* name of the prefix it is held against;
					 * 0: none */
	uint32_t	  km, kmh;	/* between the two, at least; 0: not
					 * known */
	uint8_t		  mark;		/* enum finding_mark */
	uint8_t		  house;	/* from a network that the site file
					 * trusts: it starts no incident */
};

#define KIND_BIT(kind) ((uint64_t)1 << (kind))
_Static_assert(K_COUNT <= 64, "a bit of finding.kinds for every kind");

enum { FINDING_LINES = 100 };	/* named of each; its count goes on */

struct finding_list {
	struct finding *at;
	size_t		count, cap;
};

/* A new finding at the end, all 0 but its name; valid until the next one. */
struct finding *finding_add(struct finding_list *list, const char *name);

/* What a brief proves, as the answers name it. */
struct proof proof_of(const struct brief *brief, const struct intern *names);
