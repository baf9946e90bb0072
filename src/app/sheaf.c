#include "app/sheaf.h"

#include <unistd.h>

#include "base/sha256.h"

enum {
	BRIEFS_SENT = 4096,		/* in one frame: half a MiB */
	HOURS_SENT = 16384,		/* the same */
	NAMES_SENT_BYTES = 256 * 1024,

	FLAG_BITS = 2,	/* a key of hour_index is slot, flags and stream */
};

void
sheaf_init(struct sheaf *sheaf, int fd)
{
	*sheaf = (struct sheaf){ .fd = fd, .names_sent = 1 };
	intern_init(&sheaf->names);
	table_init(&sheaf->hour_index);
	serials_init(&sheaf->serials);
	sheaf->briefs = mem_new(BRIEFS_SENT * sizeof *sheaf->briefs);
}

void
sheaf_send(struct sheaf *sheaf, enum wire_type type, struct str payload)
{
	struct err err;

	if (!wire_send(sheaf->fd, type, payload, -1, &err))
		_exit(0);
}

/* Numbers must be known to the core before they are used. */
static void
names_flush(struct sheaf *sheaf)
{
	static char frame[NAMES_SENT_BYTES];
	size_t used = 0;

	while (sheaf->names_sent < sheaf->names.used) {
		struct str name = sheaf->names.names[sheaf->names_sent++];
		uint16_t len = (uint16_t)name.len;

		if (sizeof frame - used < sizeof len + name.len) {
			sheaf_send(sheaf, W_NAMES, str_of(frame, used));
			used = 0;
		}
		memcpy(frame + used, &len, sizeof len);
		memcpy(frame + used + sizeof len, name.at, name.len);
		used += sizeof len + name.len;
	}
	if (used > 0)
		sheaf_send(sheaf, W_NAMES, str_of(frame, used));
}

static void
briefs_flush(struct sheaf *sheaf)
{
	names_flush(sheaf);
	if (sheaf->brief_count > 0)
		sheaf_send(sheaf, W_BRIEFS,
		    str_of((const char *)sheaf->briefs,
		    sheaf->brief_count * sizeof *sheaf->briefs));
	sheaf->brief_count = 0;
}

static void
hours_flush(struct sheaf *sheaf)
{
	names_flush(sheaf);
	for (size_t i = 0; i < sheaf->hour_count; i += HOURS_SENT) {
		size_t n = sheaf->hour_count - i;

		if (n > HOURS_SENT)
			n = HOURS_SENT;
		sheaf_send(sheaf, W_HOURS,
		    str_of((const char *)&sheaf->hours[i],
		    n * sizeof *sheaf->hours));
	}
	if (sheaf->hour_count > 0) {
		table_fini(&sheaf->hour_index);
		table_init(&sheaf->hour_index);
	}
	sheaf->hour_count = 0;
	sheaf->last_key = 0;
}

static void
serials_flush(struct sheaf *sheaf)
{
	const struct serials *serials = &sheaf->serials;

	for (size_t i = 0; i < serials->count; i += HOURS_SENT) {
		size_t n = serials->count - i;

		if (n > HOURS_SENT)
			n = HOURS_SENT;
		sheaf_send(sheaf, W_SERIALS,
		    str_of((const char *)&serials->at[i],
		    n * sizeof *serials->at));
	}
	serials_reset(&sheaf->serials);
}

void
sheaf_flush(struct sheaf *sheaf)
{
	briefs_flush(sheaf);
	hours_flush(sheaf);
	serials_flush(sheaf);
	if (sheaf->names.used < SHEAF_NAMES)
		return;
	intern_fini(&sheaf->names);
	intern_init(&sheaf->names);
	sheaf->names_sent = 1;
	memset(sheaf->streams, 0, sizeof sheaf->streams);
	sheaf_send(sheaf, W_FORGET, (struct str){ 0 });
}

static struct stream_slot *
stream_slot_of(struct sheaf *sheaf, struct str format, struct str host)
{
	uint64_t hash = (uintptr_t)format.at >> 3;

	for (size_t i = 0; i < host.len; i++)
		hash = hash * 31 + (unsigned char)host.at[i];
	return &sheaf->streams[hash % STREAM_CACHE];
}

uint32_t
sheaf_stream(struct sheaf *sheaf, const struct event *ev, struct str format,
    struct arena *scratch)
{
	struct str host = event_get(ev, F_HOST);
	struct stream_slot *slot;
	uint32_t number;

	if (sheaf->names.used >= SHEAF_NAMES)
		sheaf_flush(sheaf);
	if (host.len > STREAM_HOST)
		return intern_add(&sheaf->names,
		    brief_stream(ev, format, scratch));
	slot = stream_slot_of(sheaf, format, host);
	if (slot->format == format.at && slot->number != 0 &&
	    str_eq(host, str_of(slot->host, slot->host_len)))
		return slot->number;
	number = intern_add(&sheaf->names, brief_stream(ev, format, scratch));
	slot->format = format.at;
	slot->number = number;
	slot->host_len = (uint32_t)host.len;
	if (host.len > 0)
		memcpy(slot->host, host.at, host.len);
	return number;
}

static uint32_t
stamp_flags(struct stamp stamp)
{
	return (stamp.flags & STAMP_NO_YEAR ? BRIEF_NO_YEAR : 0) |
	    (stamp.flags & STAMP_LOCAL ? BRIEF_LOCAL : 0);
}

/* Where to count; made if it is the first line there. */
static size_t
hour_of(struct sheaf *sheaf, uint32_t stream, int64_t slot, uint32_t flags)
{
	uint64_t key = (uint64_t)stream << (SLOT_BITS + FLAG_BITS) |
	    (uint64_t)flags << SLOT_BITS | (uint64_t)slot;
	uint64_t *place;
	bool fresh;

	if (key == sheaf->last_key)
		return sheaf->last_hour;
	place = table_add(&sheaf->hour_index, key, &fresh);
	if (fresh) {
		*place = sheaf->hour_count;
		sheaf->hours = mem_room(sheaf->hours, sheaf->hour_count,
		    &sheaf->hour_cap, sizeof *sheaf->hours);
		sheaf->hours[sheaf->hour_count++] = (struct wire_hour){
			.slot = slot, .stream = stream, .flags = flags,
		};
	}
	sheaf->last_key = key;
	sheaf->last_hour = (size_t)*place;
	return sheaf->last_hour;
}

/* Is it a stamp that a log can have? */
static bool
is_dated(struct stamp stamp)
{
	return (stamp.flags & STAMP_SET) && stamp.at.ms >= 0 &&
	    (stamp.at.ms / SLOT_MS) >> SLOT_BITS == 0;
}

bool
sheaf_count(struct sheaf *sheaf, uint32_t stream, struct stamp stamp,
    bool damaged)
{
	int64_t slot = stamp.at.ms / SLOT_MS;
	struct wire_hour *hour;
	size_t at;

	if (!is_dated(stamp))
		return false;
	at = hour_of(sheaf, stream, slot, stamp_flags(stamp));
	hour = &sheaf->hours[at];
	if (damaged)
		hour->damaged++;
	else
		hour->events++;
	return true;
}

void
sheaf_number(struct sheaf *sheaf, const struct event *ev, uint32_t stream,
    bool counted)
{
	struct str log = event_get(ev, F_SERIAL_OF);
	uint64_t number;

	/* auditd counts what it says of itself apart, from any number on */
	if (!(ev->time.flags & STAMP_SET) || ev->time.at.ms < 0 ||
	    ev->time.at.ms / SLOT_MS >> SLOT_BITS != 0 ||
	    (ev->time.flags & (STAMP_NO_YEAR | STAMP_LOCAL)) != 0 ||
	    (log.len == 0 && stream == 0) ||
	    str_starts(event_get(ev, F_AUDIT_TYPE), STR("DAEMON_")) ||
	    !str_u64(event_get(ev, F_SERIAL), &number) || number == 0 ||
	    number == UINT64_MAX)
		return;
	if (counted)
		sheaf->hours[sheaf->last_hour].numbered++;
	if (stream == 0 && sheaf->names.used >= SHEAF_NAMES)
		sheaf_flush(sheaf);
	serials_see(&sheaf->serials, log.len == 0 ? stream :
	    intern_add(&sheaf->names, log), stream, number,
	    ev->time.at.ms);
}

void
sheaf_count_undated(struct sheaf *sheaf, uint32_t stream)
{
	size_t at = hour_of(sheaf, stream, 0, BRIEF_NO_YEAR);

	sheaf->hours[at].events++;
}

void
sheaf_miss(struct sheaf *sheaf, uint32_t stream, struct stamp stamp)
{
	int64_t slot = stamp.at.ms / SLOT_MS;
	bool dated = is_dated(stamp) && slot > 0;
	size_t at = hour_of(sheaf, stream, dated ? slot : 0,
	    dated ? stamp_flags(stamp) : BRIEF_NO_YEAR);

	sheaf->hours[at].missed++;
}

/* Not by sheaf_stream(), which knows a format by where its name lies: the name
 * of a program lies in its line. */
uint32_t
sheaf_program(struct sheaf *sheaf, const struct event *ev,
    struct arena *scratch)
{
	if (sheaf->names.used >= SHEAF_NAMES)
		sheaf_flush(sheaf);
	return intern_add(&sheaf->names, brief_stream(ev,
	    event_get(ev, F_PROGRAM), scratch));
}

void
sheaf_brief(struct sheaf *sheaf, const struct event *ev, uint32_t stream,
    struct str line, const struct brief_place *place, struct arena *scratch)
{
	struct str names[NAME_COUNT];
	uint64_t hashes[NAME_COUNT];
	uint32_t numbers[NAME_COUNT];
	struct brief *brief;

	if (sheaf->brief_count == BRIEFS_SENT)
		briefs_flush(sheaf);
	brief = &sheaf->briefs[sheaf->brief_count++];
	brief_names(ev, scratch, names);
	for (int i = 0; i < NAME_COUNT; i++)
		hashes[i] = intern_hash(&sheaf->names, names[i]);
	brief_from_event(brief, ev);
	for (int i = 0; i < NAME_COUNT; i++)
		intern_fetch(&sheaf->names, hashes[i]);
	sha256_of(line, brief->sha256);
	for (int i = 0; i < NAME_COUNT; i++)
		intern_fetch_name(&sheaf->names, hashes[i]);
	brief->flags |= place->known ? BRIEF_KNOWN : 0;
	brief->offset = place->offset;
	brief->input = place->input;
	brief->length = (uint32_t)line.len;
	brief->stream = stream;
	for (int i = 0; i < NAME_COUNT; i++)
		numbers[i] = intern_add_hashed(&sheaf->names, names[i],
		    hashes[i]);
	brief->user = numbers[NAME_USER];
	brief->src = numbers[NAME_SRC];
	brief->device = numbers[NAME_DEVICE];
	brief->object = numbers[NAME_OBJECT];
	brief->item = numbers[NAME_ITEM];
}
