#include "app/dictionary.h"

#include <stdlib.h>

#include "app/sheaf.h"
#include "base/arena.h"
#include "event/wire.h"

void
dictionary_init(struct dictionary *d)
{
	*d = (struct dictionary){ 0 };
	dictionary_reset(d);
}

void
dictionary_fini(struct dictionary *d)
{
	free(d->of);
}

void
dictionary_reset(struct dictionary *d)
{
	d->of = mem_room(d->of, 0, &d->cap, sizeof *d->of);
	d->of[0] = 0;
	d->count = 1;
}

/* As many names as are looked up together: what memory gives for one arrives
 * while the others are asked for. */
enum { TOGETHER = 16 };

static void
names_add(struct dictionary *d, struct intern *names,
    const struct str together[TOGETHER], size_t n)
{
	uint64_t hashes[TOGETHER];

	for (size_t i = 0; i < n; i++)
		hashes[i] = intern_hash(names, together[i]);
	for (size_t i = 0; i < n; i++)
		intern_fetch(names, hashes[i]);
	for (size_t i = 0; i < n; i++)
		intern_fetch_name(names, hashes[i]);
	for (size_t i = 0; i < n; i++) {
		d->of = mem_room(d->of, d->count, &d->cap, sizeof *d->of);
		d->of[d->count++] = intern_add_hashed(names, together[i],
		    hashes[i]);
	}
}

bool
dictionary_take(struct dictionary *d, struct intern *names,
    struct str payload)
{
	struct str together[TOGETHER];
	size_t n = 0;

	while (wire_take_name(&payload, &together[n])) {
		if (d->count + n > SHEAF_NAMES + NAME_COUNT)
			return false;
		if (++n < TOGETHER)
			continue;
		names_add(d, names, together, n);
		n = 0;
	}
	names_add(d, names, together, n);
	return payload.len == 0;
}

void
dictionary_rename(const struct dictionary *d, struct brief *brief)
{
	brief->stream = d->of[brief->stream];
	brief->user = d->of[brief->user];
	brief->src = d->of[brief->src];
	brief->device = d->of[brief->device];
	brief->object = d->of[brief->object];
	brief->item = d->of[brief->item];
}
