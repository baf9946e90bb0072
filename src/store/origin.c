#include "store/origin.h"

#include <stdlib.h>

#include "base/must.h"
#include "event/ocsf.h"
#include "store/encode.h"

enum {
	SEVERITY_INFORMATIONAL = 1,
	RANK_NULL = UINT16_MAX,
};
_Static_assert((int)ORIGINS_MAX < (int)RANK_NULL, "ranks fit");

/* Both kinds of doubt about a stamp, for who reads the time column. */
static const struct str stamp_words[] = {
	[0] = STR_INIT("whole"),
	[STAMP_NO_YEAR] = STR_INIT("no year"),
	[STAMP_LOCAL] = STR_INIT("no zone"),
	[STAMP_NO_YEAR | STAMP_LOCAL] = STR_INIT("no year, no zone"),
};

void
origins_init(struct origins *origins)
{
	memset(origins, 0, sizeof *origins);
	origins->at = mem_new(ORIGINS_MAX * sizeof *origins->at);
	arena_init(&origins->texts);
}

void
origins_fini(struct origins *origins)
{
	free(origins->at);
	arena_fini(&origins->texts);
}

void
origins_reset(struct origins *origins)
{
	origins->count = 0;
	memset(origins->slots, 0, sizeof origins->slots);
	memset(origins->memo, 0, sizeof origins->memo);
	arena_reset(&origins->texts);
}

/* ---- adding ---- */

static void
origin_fill(struct origin *origin, const struct event *ev,
    const struct store_locus *locus)
{
	origin->activity = (uint16_t)ocsf_activity(ev);
	origin->kind = ev->kind;
	/* a line that is no event has no outcome, and is damaged or foreign */
	origin->outcome = locus->state == LINE_EVENT ? ev->outcome :
	    (uint8_t)(OUTCOME_FAILURE + locus->state);
	origin->stamp = ev->time.flags;
	origin->text[ORIGIN_SOURCE] = locus->source;
	origin->text[ORIGIN_FORMAT] = locus->format;
	origin->text[ORIGIN_STREAM] = locus->stream;
	origin->text[ORIGIN_HOST] = event_get(ev, F_HOST);
	origin->text[ORIGIN_PROGRAM] = event_get(ev, F_PROGRAM);
	origin->text[ORIGIN_SERVICE] = event_get(ev, F_SERVICE);
}

static inline bool
same_text(struct str a, struct str b)
{
	return (a.at == NULL) == (b.at == NULL) && str_same(a, b);
}

static inline bool
same_origin(const struct origin *a, const struct origin *b)
{
	if (a->kind != b->kind || a->activity != b->activity ||
	    a->outcome != b->outcome || a->stamp != b->stamp)
		return false;
	for (int i = 0; i < ORIGIN_TEXTS; i++)
		if (!same_text(a->text[i], b->text[i]))
			return false;
	return true;
}

static uint64_t
origin_hash(const struct origin *origin)
{
	uint64_t h = (uint64_t)origin->kind | (uint64_t)origin->outcome << 8 |
	    (uint64_t)origin->stamp << 16 | (uint64_t)origin->activity << 24;

	for (int i = 0; i < ORIGIN_TEXTS; i++)
		h = (h ^ str_hash(origin->text[i])) * 0x9e3779b97f4a7c15u +
		    (origin->text[i].at != NULL);
	return h ^ h >> 32;
}

/* Where a combination seen before probably is: no more than what differs from
 * one line to the next. */
static inline unsigned
memo_of(const struct origin *origin)
{
	struct str program = origin->text[ORIGIN_PROGRAM];
	unsigned h = (unsigned)origin->kind * 7 + origin->outcome +
	    (unsigned)origin->text[ORIGIN_STREAM].len * 3 +
	    (unsigned)origin->text[ORIGIN_SERVICE].len * 5 +
	    (unsigned)program.len * 11;

	if (program.len > 0)
		h += (unsigned char)program.at[program.len - 1] +
		    (unsigned char)program.at[program.len / 2] * 2u;
	return h % ORIGIN_MEMOS;
}

static uint16_t
origin_new(struct origins *origins, struct origin *origin, uint32_t *held)
{
	must(origins->count < ORIGINS_MAX);
	for (int i = 0; i < ORIGIN_TEXTS; i++)
		if (origin->text[i].at != NULL) {
			*held += (uint32_t)origin->text[i].len;
			origin->text[i] = arena_str(&origins->texts,
			    origin->text[i]);
		}
	origins->at[origins->count++] = *origin;
	return (uint16_t)origins->count;
}

/* Its number + 1. */
static uint16_t
origin_find(struct origins *origins, struct origin *origin, uint32_t *held)
{
	uint32_t i;
	uint16_t number;

	origin->hash = origin_hash(origin);
	for (i = origin->hash % ORIGIN_SLOTS;
	     (number = origins->slots[i]) != 0; i = (i + 1) % ORIGIN_SLOTS)
		if (origins->at[number - 1].hash == origin->hash &&
		    same_origin(&origins->at[number - 1], origin))
			return number;
	return origins->slots[i] = origin_new(origins, origin, held);
}

bool
origin_add(struct origins *origins, uint32_t row, const struct event *ev,
    const struct store_locus *locus, uint32_t *held)
{
	struct origin origin;
	uint16_t *memo;

	origin_fill(&origin, ev, locus);
	memo = &origins->memo[memo_of(&origin)];
	if (*memo == 0 || !same_origin(&origins->at[*memo - 1], &origin))
		*memo = origin_find(origins, &origin, held);
	origins->of_row[row] = (uint16_t)(*memo - 1);
	return origins->count == ORIGINS_MAX;
}

/* ---- columns ---- */

bool
origin_has(int column)
{
	switch (column) {
	case C_CLASS_UID: case C_ACTIVITY_ID: case C_TYPE_UID: case C_KIND:
	case C_STATUS: case C_SEVERITY_ID: case C_SOURCE: case C_FORMAT:
	case C_STREAM: case C_STAMP: case C_FIELDS + F_HOST:
	case C_FIELDS + F_PROGRAM: case C_FIELDS + F_SERVICE:
		return true;
	default:
		return false;
	}
}

static int64_t
number_of(const struct origin *origin, int column)
{
	int64_t class_uid = kind_infos[origin->kind].class_uid;

	switch (column) {
	case C_CLASS_UID: return class_uid;
	case C_ACTIVITY_ID: return origin->activity;
	case C_TYPE_UID: return class_uid * 100 + origin->activity;
	default: return SEVERITY_INFORMATIONAL;
	}
}

static struct str
text_of(const struct origin *origin, int column)
{
	switch (column) {
	case C_KIND: return str_from(kind_infos[origin->kind].name);
	case C_SOURCE: return origin->text[ORIGIN_SOURCE];
	case C_FORMAT: return origin->text[ORIGIN_FORMAT];
	case C_STREAM: return origin->text[ORIGIN_STREAM];
	case C_FIELDS + F_HOST: return origin->text[ORIGIN_HOST];
	case C_FIELDS + F_PROGRAM: return origin->text[ORIGIN_PROGRAM];
	case C_FIELDS + F_SERVICE: return origin->text[ORIGIN_SERVICE];
	case C_STAMP:
		if ((origin->stamp & STAMP_SET) != 0)
			return stamp_words[origin->stamp &
			    (STAMP_NO_YEAR | STAMP_LOCAL)];
		break;
	case C_STATUS:
		if (origin->outcome == OUTCOME_SUCCESS)
			return STR("Success");
		if (origin->outcome == OUTCOME_FAILURE)
			return STR("Failure");
		if (origin->outcome == OUTCOME_FAILURE + LINE_DAMAGED)
			return STR("damaged");
		if (origin->outcome == OUTCOME_FAILURE + LINE_FOREIGN)
			return STR("foreign");
		break;
	default:
		break;
	}
	return (struct str){ 0 };
}

/* An entry of the dictionary page: the text as UTF-8 behind its length. */
static void
entry_put(struct buffer *raw, struct str text)
{
	uint8_t *at = buffer_room(raw, sizeof(uint32_t) + 3 * text.len);
	uint32_t len = (uint32_t)utf8_repair(at + sizeof len, text);

	memcpy(at, &len, sizeof len);
	raw->used += sizeof len + len;
}

/* Equal values get one entry; fills the entry of each origin, RANK_NULL where
 * it has none.  How many there are. */
static uint32_t
dictionary_put(const struct origins *origins, int column,
    uint16_t ranks[ORIGINS_MAX], struct buffer *raw)
{
	uint16_t slots[ORIGIN_SLOTS] = { 0 };	/* an origin + 1 */
	bool is_text = column_infos[column].type == COLUMN_TEXT;
	uint32_t used = 0;

	for (uint32_t o = 0; o < origins->count; o++) {
		struct str text = is_text ? text_of(&origins->at[o], column) :
		    (struct str){ 0 };
		int64_t number = is_text ? 0 :
		    number_of(&origins->at[o], column);
		uint64_t i = is_text ? str_hash(text) : (uint64_t)number;

		ranks[o] = RANK_NULL;
		if (is_text && text.at == NULL)
			continue;
		for (i %= ORIGIN_SLOTS; slots[i] != 0;
		     i = (i + 1) % ORIGIN_SLOTS) {
			const struct origin *other =
			    &origins->at[slots[i] - 1];

			if (is_text ? str_eq(text_of(other, column), text)
				    : number_of(other, column) == number)
				break;
		}
		if (slots[i] == 0) {
			slots[i] = (uint16_t)(o + 1);
			ranks[o] = (uint16_t)used++;
			if (is_text)
				entry_put(raw, text);
			else
				buffer_add(raw, &number, sizeof number);
		} else {
			ranks[o] = ranks[slots[i] - 1];
		}
	}
	return used;
}

/* The ranks of the rows that have a value, one behind the other, and a bit
 * for each of those rows.  How many. */
static uint32_t
ranks_spread(struct origins *origins, const uint16_t ranks[ORIGINS_MAX],
    uint32_t rows, uint16_t *of_value)
{
	uint32_t count = 0;

	memset(origins->present, 0, (rows + 63) / 64 * sizeof(uint64_t));
	for (uint32_t row = 0; row < rows; row++) {
		uint16_t rank = ranks[origins->of_row[row]];

		of_value[count] = rank;
		count += rank != RANK_NULL;
		origins->present[row / 64] |=
		    (uint64_t)(rank != RANK_NULL) << row % 64;
	}
	return count;
}

static bool
ranks_have_null(const struct origins *origins,
    const uint16_t ranks[ORIGINS_MAX])
{
	for (uint32_t o = 0; o < origins->count; o++)
		if (ranks[o] == RANK_NULL)
			return true;
	return false;
}

/* The same where every row has a value, mostly the same one. */
static void
ranks_copy(const struct origins *origins, const uint16_t ranks[ORIGINS_MAX],
    uint32_t rows, uint32_t entries, uint16_t *of_value)
{
	if (entries == 1)
		memset(of_value, 0, rows * sizeof *of_value);
	else
		for (uint32_t row = 0; row < rows; row++)
			of_value[row] = ranks[origins->of_row[row]];
}

void
origin_encode(struct origins *origins, int column, uint32_t rows,
    struct pager *pager, struct buffer *out, struct chunk_column *made)
{
	uint16_t ranks[ORIGINS_MAX];
	uint32_t entries = dictionary_put(origins, column, ranks,
	    &pager->raw);
	const uint64_t *present = NULL;
	uint32_t count = rows;

	if (ranks_have_null(origins, ranks)) {
		count = ranks_spread(origins, ranks, rows, pager->ranks);
		present = origins->present;
	} else {
		ranks_copy(origins, ranks, rows, entries, pager->ranks);
	}
	column_encode_ranks(pager->ranks, count, present, rows, entries,
	    pager, out, made);
}
