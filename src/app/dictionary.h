/* dictionary: the core's number of each name of an intake.
 *
 * An intake numbers names as they come, from 1, and begins anew when they
 * have become many; name 0 is the empty one, for everybody. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/intern.h"
#include "event/brief.h"

struct dictionary {
	uint32_t *of;		/* by the intake's number */
	size_t	  count, cap;
};

void dictionary_init(struct dictionary *dictionary);
void dictionary_fini(struct dictionary *dictionary);

/* Forget all but name 0. */
void dictionary_reset(struct dictionary *dictionary);

/* Take the names of a W_NAMES frame; names gets them.  False when they cannot
 * be of an intake. */
bool dictionary_take(struct dictionary *dictionary, struct intern *names,
    struct str payload);

/* Turn a brief's numbers, each below count, into the core's. */
void dictionary_rename(const struct dictionary *dictionary,
    struct brief *brief);
