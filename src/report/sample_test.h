/* sample: made-up answers with something of everything, and hostile ones. */
#pragma once

#include "event/answer.h"

struct sample {
	struct answers answers;
	struct input   inputs[4];
	size_t	       count;
};

/* An intrusion as in the manual: spraying, a mailbox read, a register
 * consulted, and a night that nobody logged. */
void sample_make(struct sample *sample);

/* The same with every text replaced by one that attacks whoever shows it. */
void sample_make_hostile(struct sample *sample, struct str text);

void sample_free(struct sample *sample);
