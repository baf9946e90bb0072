#include "app/coverage.h"

#include <stdlib.h>

#include "app/serials.h"

enum { HOURS_MAX = COVERAGE_YEARS * 366 * 24 };

/* The run of hours, no longer than it may be, that holds most lines; the
 * first of several. */
static void
densest(const struct stream_hours *s, size_t *from, size_t *to)
{
	int64_t longest = (int64_t)s->count * COVERAGE_DAYS * 24;
	uint64_t lines = 0, best = 0;
	size_t tail = 0;

	if (longest > HOURS_MAX)
		longest = HOURS_MAX;
	*from = *to = 0;
	for (size_t head = 0; head < s->count; head++) {
		lines += s->hours[head].lines;
		while (s->hours[head].hour - s->hours[tail].hour >= longest)
			lines -= s->hours[tail++].lines;
		if (lines <= best)
			continue;
		best = lines;
		*from = tail;
		*to = head + 1;
	}
}

static uint32_t
clip(uint64_t lines)
{
	return lines > UINT32_MAX ? UINT32_MAX : (uint32_t)lines;
}

/* A log that counts its lines proves which it lacks, and an hour in which it
 * wrote none; one of text proves nothing, whatever stands in it. */
static uint8_t
cover_of(const struct ingest *ingest, uint32_t stream,
    const struct hour_count *h, int64_t ms)
{
	bool proven = (h == NULL || (h->numbered == h->lines &&
	    h->damaged == 0)) && serials_prove(ingest, stream, ms);

	return proven ? COVER_PROVEN : h != NULL && h->lines > 0 ?
	    COVER_PARTIAL : COVER_NONE;
}

static struct coverage
coverage_of(const struct ingest *ingest, const struct stream_hours *s,
    struct arena *arena)
{
	struct coverage c = {
		.stream = arena_str(arena,
		    intern_str(&ingest->names, s->stream)),
	};
	size_t from, to, next = 0;

	c.undated = s->undated;
	densest(s, &from, &to);
	if (from == to)
		return c;
	c.first_hour.ms = s->hours[from].hour * HOUR_MS;
	c.hours = (size_t)(s->hours[to - 1].hour - s->hours[from].hour) + 1;
	c.cells = arena_zero(arena, c.hours * sizeof *c.cells);
	c.lines = arena_zero(arena, c.hours * sizeof *c.lines);
	for (size_t i = from; i < to; i++) {
		const struct hour_count *h = &s->hours[i];
		size_t at = (size_t)(h->hour - s->hours[from].hour);

		for (; next < at; next++)
			c.cells[next] = cover_of(ingest, s->stream, NULL,
			    c.first_hour.ms + (int64_t)next * HOUR_MS);
		next = at + 1;
		c.cells[at] = cover_of(ingest, s->stream, h,
		    h->hour * HOUR_MS);
		c.lines[at] = clip(h->lines);
	}
	for (size_t i = 0; i < s->count; i++) {
		c.events += s->hours[i].events;
		c.damaged += s->hours[i].damaged;
	}
	return c;
}

void
coverage_fill(const struct ingest *ingest, struct answers *answers)
{
	for (size_t i = 0; i < ingest->stream_count; i++) {
		answers->coverage = mem_room(answers->coverage,
		    answers->coverage_count, &answers->coverage_cap,
		    sizeof *answers->coverage);
		answers->coverage[answers->coverage_count++] = coverage_of(
		    ingest, &ingest->streams[i], &answers->arena);
	}
}
