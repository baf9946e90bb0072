/* indicators: what somebody says is hostile, or the owner's.
 *
 * --assume asks again under an assumption: a session, an account, an address
 * or a client is theirs, or the owner's.  --known brings indicators of
 * others, which make a session probable and no more.  Both are
 * configuration: a site that has none judges by the lines alone.
 *
 * A file of indicators comes from strangers: it is read with bounds, and
 * what is not understood is counted. */
#pragma once

#include "base/err.h"
#include "base/intern.h"
#include "event/network.h"

enum indicator_kind {
	IND_NETWORK, IND_ACCOUNT, IND_AGENT, IND_MESSAGE, IND_LINE, IND_KINDS
};

/* Who says it, the stronger first: an owner's word ends the matter. */
enum says { SAYS_NOTHING, SAYS_OWNER, SAYS_HOSTILE, SAYS_KNOWN };

struct indicator {
	uint8_t	   kind, says;
	struct str text;	/* as it was given, for notes */
};

enum {
	INDICATORS_MAX = 200000,	/* a large feed; more is another tool's */
	INDICATOR_MAX_BYTES = 512,	/* of one value */
	INDICATOR_LINES_MAX = 1000,	/* of --assume ...:session= */
};

struct indicators {
	struct intern	  keys;		/* kind and folded value */
	struct indicator *at;		/* by number of its key - 1 */
	size_t		  count, cap;
	uint64_t	  lengths[3];	/* prefix lengths there are: a bit each */
	size_t		  of_kind[IND_KINDS];
	uint64_t	  known, unused;	/* of files */
};

void indicators_init(struct indicators *indicators);
void indicators_fini(struct indicators *indicators);

/* One more.  False when there are too many, or the value is none of its
 * kind. */
bool indicators_add(struct indicators *indicators, enum indicator_kind kind,
    enum says says, struct str value);

/* What is said of an address, of an account (as site_principal() folds it),
 * of a client, of a Message-ID, and of a line by its SHA-256. */
enum says indicators_of_address(const struct indicators *, struct str);
enum says indicators_of_text(const struct indicators *, enum indicator_kind,
    struct str);
enum says indicators_of_line(const struct indicators *,
    const uint8_t sha256[32]);

/* Read a file's text: STIX 2.1 JSON if it begins with '{', else CSV.  False
 * when it is neither; single values that are not understood are counted. */
bool indicators_read(struct indicators *indicators, struct str text,
    struct err *err);
