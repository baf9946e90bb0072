#include "app/hours.h"

#include <stdlib.h>

#include "app/cuts.h"
#include "app/missed.h"

void
hours_add(struct hours *hours, const struct wire_hour *hour)
{
	hours->at = mem_room(hours->at, hours->count, &hours->cap,
	    sizeof *hours->at);
	hours->at[hours->count++] = *hour;
}

static bool
hour_is_wanted(const struct ingest *ingest, int64_t hour)
{
	return (!ingest->has_since ||
	    (hour + 1) * HOUR_MS > ingest->since.ms) &&
	    (!ingest->has_until || hour * HOUR_MS < ingest->until.ms);
}

/* When the slot begins, on the clock that counts as right. */
static int64_t
slot_start(struct ingest *ingest, const struct wire_hour *slot, int64_t *ahead)
{
	struct year_origin origin = { slot->input, slot->member };

	*ahead = clocks_ahead(&ingest->clocks, slot->stream, origin);
	return years_time(&ingest->years, slot->stream, origin,
	    ingest_stamp(slot->slot * SLOT_MS, slot->flags)).ms - *ahead;
}

/* Of an hour that the clock had twice, half of the lines may be of each, for
 * all that a slot says: neither was silent. */
static void
slot_halve(struct hours *hours, struct wire_hour *slot,
    const struct ingest *ingest, int64_t ms)
{
	int64_t span = doubled_span(&ingest->doubled, slot, ms);
	struct wire_hour later = *slot;

	if (span == 0)
		return;
	later.slot = (ms + span) / HOUR_MS;
	later.flags = 0;
	later.events /= 2;
	later.damaged /= 2;
	later.numbered = 0;
	slot->events -= later.events;
	slot->damaged -= later.damaged;
	if (slot->numbered > slot->events)
		slot->numbered = slot->events;
	if (hour_is_wanted(ingest, later.slot))
		hours_add(hours, &later);
}

/* Slots become hours of UTC; those that nobody wants are dropped. */
static void
slots_settle(struct hours *hours, struct ingest *ingest)
{
	struct missed missed;
	struct cuts cuts;
	size_t kept = 0, count = hours->count;

	cuts_open(&cuts, ingest->plan);
	missed_open(&missed);
	for (size_t i = 0; i < count; i++) {
		struct wire_hour hour = hours->at[i];
		int64_t ms, ahead;

		if (wire_is_undated(&hour)) {
			missed_see(&missed, ingest, &hour, 0, true);
			if (wire_is_missed(&hour))
				continue;
			cuts_see(&cuts, &hour, 0);
			hours->at[kept++] = hour;
			continue;
		}
		ms = slot_start(ingest, &hour, &ahead);
		missed_see(&missed, ingest, &hour, ms,
		    hour_is_wanted(ingest, ms / HOUR_MS));
		if (wire_is_missed(&hour))
			continue;
		cuts_see(&cuts, &hour, ms);
		slot_halve(hours, &hour, ingest, ms);
		/* Its lines are somewhere in it; where the clock is off, in
		 * its middle for all that is known. */
		hour.slot = (ahead == 0 ? ms : ms + SLOT_MS / 2) / HOUR_MS;
		hour.flags = 0;
		if (hour_is_wanted(ingest, hour.slot))
			hours->at[kept++] = hour;
	}
	while (count < hours->count)
		hours->at[kept++] = hours->at[count++];
	hours->count = kept;
	cuts_close(&cuts, ingest);
	missed_close(&missed, ingest);
}

static int
by_stream_and_hour(const void *left, const void *right)
{
	const struct wire_hour *a = left, *b = right;

	if (a->stream != b->stream)
		return a->stream < b->stream ? -1 : 1;
	return a->slot < b->slot ? -1 : a->slot > b->slot;
}

static int
by_name(const void *left, const void *right, void *self)
{
	const struct stream_hours *a = left, *b = right;
	const struct intern *names = self;

	return str_cmp(intern_str(names, a->stream),
	    intern_str(names, b->stream));
}

/* Add the sorted slots of one stream up, from `at` on.  Gives the first
 * behind them. */
static size_t
stream_add(const struct hours *hours, size_t at, struct ingest *ingest)
{
	struct stream_hours *stream = &ingest->streams[ingest->stream_count++];
	uint32_t name = hours->at[at].stream;
	size_t end = at;

	while (end < hours->count && hours->at[end].stream == name)
		end++;
	stream->stream = name;
	stream->hours = arena_take(&ingest->arena,
	    (end - at) * sizeof *stream->hours);
	for (; at < end; at++) {
		const struct wire_hour *slot = &hours->at[at];
		struct hour_count *hour;

		if (wire_is_undated(slot)) {
			stream->undated += slot->events;
			continue;
		}
		if (stream->count == 0 ||
		    stream->hours[stream->count - 1].hour != slot->slot)
			stream->hours[stream->count++] = (struct hour_count){
				.hour = slot->slot };
		hour = &stream->hours[stream->count - 1];
		hour->events += slot->events;
		hour->damaged += slot->damaged;
		hour->numbered += slot->numbered;
		hour->lines += slot->events + slot->damaged;
	}
	return end;
}

void
hours_settle(struct hours *hours, struct ingest *ingest)
{
	size_t streams = 0;

	slots_settle(hours, ingest);
	if (hours->count == 0)
		return;
	qsort(hours->at, hours->count, sizeof *hours->at, by_stream_and_hour);
	for (size_t i = 0; i < hours->count; i++)
		streams += i == 0 ||
		    hours->at[i].stream != hours->at[i - 1].stream;
	ingest->streams = arena_zero(&ingest->arena,
	    streams * sizeof *ingest->streams);
	for (size_t i = 0; i < hours->count;)
		i = stream_add(hours, i, ingest);
	qsort_r(ingest->streams, ingest->stream_count,
	    sizeof *ingest->streams, by_name, &ingest->names);
}
