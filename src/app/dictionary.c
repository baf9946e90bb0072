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

bool
dictionary_take(struct dictionary *d, struct intern *names,
    struct str payload)
{
	struct str name;

	while (wire_take_name(&payload, &name)) {
		if (d->count > SHEAF_NAMES + NAME_COUNT)
			return false;
		d->of = mem_room(d->of, d->count, &d->cap, sizeof *d->of);
		d->of[d->count++] = intern_add(names, name);
	}
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
