#include "app/clocks.h"

#include <stdlib.h>

#include "app/ingest.h"
#include "base/arena.h"
#include "incident/places.h"

/* All sightings of a row within a half hour. */
struct clock_sample {
	int64_t	 first, last;	/* not settled */
	uint64_t key, account;
	uint64_t offset;	/* of the first: brief_at() */
	uint32_t input, stream;
	uint8_t	 deed, side, flags;
};

void
clocks_open(struct clocks *clocks, const struct site *site,
    struct years *years, struct intern *names)
{
	*clocks = (struct clocks){ .site = site, .years = years,
		.names = names };
	clocks->known = mem_zero(CLOCK_KNOWN * sizeof *clocks->known);
	table_init(&clocks->of);
	table_init(&clocks->told);
	table_init(&clocks->ahead);
	for (size_t i = 0; i < site->source_count; i++)
		clocks->apart |= site->sources[i].has_offset;
}

void
clocks_fini(struct clocks *clocks)
{
	free(clocks->samples);
	free(clocks->known);
	free(clocks->list.at);
	table_fini(&clocks->of);
	table_fini(&clocks->told);
	table_fini(&clocks->ahead);
}

/* ---- gathering ---- */

/* Names by what they say and not by their numbers: the last of those that
 * share a place is remembered. */
static uint64_t
account_of(struct clocks *c, uint32_t user)
{
	size_t at = user % CLOCK_KNOWN;
	char text[256];

	if (c->known[at].user != user) {
		c->known[at].user = user;
		c->known[at].account = str_hash(site_principal(c->site,
		    intern_str(c->names, user), text, sizeof text)) | 1;
	}
	return c->known[at].account;
}

static uint64_t
address_of(struct clocks *c, uint32_t src, bool *webmail)
{
	size_t at = src % CLOCK_KNOWN;

	if (c->known[at].src != src) {
		struct str address = intern_str(c->names, src);

		c->known[at].src = src;
		c->known[at].address = str_hash(address);
		c->known[at].webmail = places_hide_users(c->site, address);
	}
	*webmail = c->known[at].webmail;
	return c->known[at].address;
}

static bool
is_drawn(const struct clocks *c, enum deed deed, uint64_t key)
{
	return (key & (((uint64_t)1 << c->deeds[deed].level) - 1)) == 0;
}

static uint64_t
place_of(const struct clock_sample *s)
{
	uint64_t row = table_mix(s->key, table_mix(s->account, s->stream));

	/* A stamp without a year has half hours of its own. */
	return table_mix(row, table_mix(s->flags & BRIEF_NO_YEAR,
	    (uint64_t)(s->first / SKEW_ALONE_MS) << 1 | s->side));
}

/* Fewer keys stand for all. */
static void
thin(struct clocks *c, enum deed deed)
{
	size_t kept = 0;
	bool fresh;

	c->deeds[deed].level++;
	c->deeds[deed].count = 0;
	table_fini(&c->of);
	table_init(&c->of);
	for (size_t i = 0; i < c->count; i++) {
		const struct clock_sample *s = &c->samples[i];

		if (s->deed == deed && !is_drawn(c, deed, s->key))
			continue;
		c->deeds[deed].count += s->deed == deed;
		*table_add(&c->of, place_of(s), &fresh) = kept;
		c->samples[kept++] = *s;
	}
	c->count = kept;
}

static bool
is_earlier(const struct clock_sample *a, const struct clock_sample *b)
{
	if (a->first != b->first)
		return a->first < b->first;
	return a->input != b->input ? a->input < b->input :
	    a->offset < b->offset;
}

static void
sample_add(struct clocks *c, const struct clock_sample *new)
{
	enum deed deed = (enum deed)new->deed;
	struct clock_sample *known;
	uint64_t *at;
	bool fresh;

	at = table_add(&c->of, place_of(new), &fresh);
	if (!fresh) {
		int64_t last;

		known = &c->samples[*at];
		last = known->last > new->last ? known->last : new->last;
		if (is_earlier(new, known))
			*known = *new;
		known->last = last;
		return;
	}
	*at = c->count;
	c->samples = mem_room(c->samples, c->count, &c->cap,
	    sizeof *c->samples);
	c->samples[c->count++] = *new;
	c->deeds[deed].count++;
	while (c->deeds[deed].count > CLOCK_SAMPLES &&
	    c->deeds[deed].level < 63)
		thin(c, deed);
}

void
clocks_note(struct clocks *c, const struct brief *b)
{
	struct half halves[HALVES];
	bool webmail = false;
	uint64_t account = b->user == 0 ? 0 : account_of(c, b->user);
	uint64_t address = b->src == 0 ? 0 : address_of(c, b->src, &webmail);
	size_t count = skew_halves(b,
	    webmail || (b->flags & BRIEF_SELF && b->src != 0), halves);

	for (size_t i = 0; i < count; i++) {
		const struct half *half = &halves[i];
		uint64_t key = table_mix((uint64_t)half->deed + 1,
		    table_mix(half->by_user ? account : 0,
		    half->by_src ? address : 0));

		if (!is_drawn(c, half->deed, key))
			continue;
		sample_add(c, &(struct clock_sample){
			.first = b->time.ms, .last = b->time.ms, .key = key,
			.account = account, .offset = b->offset,
			.input = b->input, .stream = b->stream,
			.deed = (uint8_t)half->deed, .side = half->side,
			.flags = b->flags & (BRIEF_NO_YEAR | BRIEF_LOCAL),
		});
	}
}

/* ---- settling ---- */

static int64_t
told_ahead(struct clocks *c, uint32_t stream, struct year_origin origin,
    bool *told)
{
	const struct year_clock *clock = years_clock(c->years, stream, origin);

	*told = clock->has_offset;
	return clock->offset_ms;
}

static struct sighting
sighting_of(struct clocks *c, const struct clock_sample *s)
{
	struct year_origin origin = { s->input, brief_at_member(s->offset) };
	struct sighting seen = { .key = s->key, .account = s->account,
		.stream = s->stream, .side = s->side };
	bool told, fresh;
	int64_t ahead = told_ahead(c, s->stream, origin, &told);

	if (told)
		*table_add(&c->told, s->stream, &fresh) = 1;
	seen.first = years_time(c->years, s->stream, origin,
	    ingest_stamp(s->first, s->flags));
	seen.first.ms -= ahead;
	seen.last.ms = seen.first.ms + s->last - s->first;
	return seen;
}

bool
clocks_is_told(const struct clocks *c, uint32_t stream)
{
	return table_find(&c->told, stream) != NULL;
}

static bool
is_told(void *self, uint32_t stream)
{
	return clocks_is_told(self, stream);
}

void
clocks_settle(struct clocks *c, clock_lost *lost, const void *self)
{
	struct sighting *seen = mem_new((c->count + 1) * sizeof *seen);
	struct skew_list skews = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++)
		if (!lost(self, c->samples[i].input, c->samples[i].offset))
			seen[count++] = sighting_of(c, &c->samples[i]);
	free(c->samples);
	c->samples = NULL;
	c->count = c->cap = 0;
	table_fini(&c->of);
	table_init(&c->of);
	skews_estimate(seen, count, &skews);
	free(seen);
	clocks_reckon(&skews, c->names, is_told, c, &c->list);
	free(skews.at);
	for (size_t i = 0; i < c->list.count; i++)
		c->apart |= c->list.at[i].off && !c->list.at[i].told;
}

/* ---- asking ---- */

static struct str
host_of(const struct clocks *c, uint32_t stream)
{
	struct str host = intern_str(c->names, stream), format;

	return str_take_until_char(&host, '@', &format) ? host :
	    (struct str){ 0 };
}

/* All streams of the host that were compared are off by the same. */
static bool
host_find(const struct clocks *c, struct str host, struct clock *clock)
{
	bool found = false;

	for (size_t i = 0; i < c->list.count; i++) {
		const struct clock *other = &c->list.at[i];

		if (other->told || !str_eq(host_of(c, other->stream), host))
			continue;
		if (!other->off || (found &&
		    llabs(other->ahead_ms - clock->ahead_ms) >=
		    RECKON_LEAST_MS))
			return false;
		if (!found)
			*clock = *other;
		found = true;
	}
	return found;
}

bool
clocks_find(const struct clocks *c, uint32_t stream, struct clock *clock)
{
	struct str host = host_of(c, stream);

	for (size_t i = 0; i < c->list.count; i++)
		if (c->list.at[i].stream == stream) {
			*clock = c->list.at[i];
			return true;
		}
	return host.len > 0 && !clocks_is_told(c, stream) &&
	    host_find(c, host, clock);
}

static int64_t
found_ahead(const struct clocks *c, uint32_t stream)
{
	struct clock clock;

	return clocks_find(c, stream, &clock) && clock.off && !clock.told ?
	    clock.ahead_ms : 0;
}

int64_t
clocks_ahead_in(const struct clocks *c, struct str stream, struct str path)
{
	struct site_clock told;

	if (!c->apart)
		return 0;
	told = site_clock_of(c->site, stream, path);
	return told.has_offset ? told.offset_ms :
	    found_ahead(c, intern_find(c->names, stream));
}

int64_t
clocks_ahead(struct clocks *c, uint32_t stream, struct year_origin origin)
{
	uint64_t *known;
	int64_t ms;
	bool told, fresh;

	if (!c->apart)
		return 0;
	ms = told_ahead(c, stream, origin, &told);
	if (told)
		return ms;
	known = table_add(&c->ahead, stream, &fresh);
	if (fresh)
		*known = (uint64_t)found_ahead(c, stream);
	return (int64_t)*known;
}
