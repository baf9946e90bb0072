/* heads: hashes of the first bytes of a plain stream, on its way.
 *
 * Two streams that begin alike have the same ones as far as the shorter goes,
 * so that nobody need look again at those that do not.  Lengths are powers of
 * four: a head of nothing but column names is soon left behind. */
#pragma once

#include <stdbool.h>

#include "base/sha256.h"
#include "event/wire.h"

struct heads {
	struct sha256	  hash;
	struct wire_plain told;		/* so far */
};

void heads_init(struct heads *heads);
void heads_add(struct heads *heads, struct str bytes);

/* Would more bytes add to `hash` alone, which is that of all of them? */
bool heads_are_known(const struct heads *heads);

/* How many bytes the nth hash is of; and which is the last of so many bytes,
 * -1: they are too few for any. */
uint64_t heads_length(int n);
int heads_last(uint64_t bytes);
