#include "scope/tally.h"

#include <stdlib.h>

static const struct tally_info {
	enum question question;
	const char   *key, *unit;
	bool	      adds_up;	/* subjects do not overlap: a total is true */
} infos[T_COUNT] = {
	[T_MESSAGES] = { Q4, "figure.messages", "message", true },
	[T_HEADERS] = { Q4, "figure.headers", "header", true },
	[T_FOLDERS] = { Q4, "figure.folders", "folder", true },
	[T_SEARCHES] = { Q4, "figure.searches", "search", true },
	[T_RECORDS_FULL] = { Q4, "figure.records_full", "record", false },
	[T_RECORDS_SUMMARY] = { Q4, "figure.records_summary", "record", false },
	[T_RECORDS_SEEN] = { Q4, "figure.records_seen", "record", false },
	[T_RECORDS_HIT] = { Q4, "figure.records_hit", "record", false },
	[T_BYTES] = { Q5, "figure.bytes", "byte", true },
	[T_COPIED] = { Q5, "figure.messages_copied", "message", true },
	[T_ROWS] = { Q5, "figure.rows_exported", "row", false },
	[T_WEB_BYTES] = { Q5, "figure.web_bytes", "byte", true },
	[T_DB_ROWS] = { Q5, "figure.database_rows", "row", false },
	[T_SQL_ROWS] = { Q5, "figure.sql_rows", "row", false },
	[T_SENT] = { Q6, "figure.mails_sent", "mail", true },
	[T_RULES] = { Q6, "figure.rules_changed", "rule", true },
	[T_DELETED] = { Q6, "figure.deleted", "message", true },
	[T_FILES] = { Q4, "figure.files", "file", true },
	[T_CHANGES] = { Q6, "figure.changes", "change", true },
};

enum { ITEM_ALL = 1, ITEM_SURE = 2 };

void
tallies_init(struct tallies *tallies)
{
	*tallies = (struct tallies){ 0 };
	table_init(&tallies->index);
	table_init(&tallies->items);
}

void
tallies_fini(struct tallies *tallies)
{
	for (size_t i = 0; i < tallies->count; i++) {
		free(tallies->at[i].proofs.at);
		free(tallies->at[i].holes.at);
	}
	free(tallies->at);
	table_fini(&tallies->index);
	table_fini(&tallies->items);
	*tallies = (struct tallies){ 0 };
}

struct tally *
tally_of(struct tallies *tallies, enum tally_kind kind, uint32_t subject)
{
	bool fresh;
	uint64_t *number = table_add(&tallies->index,
	    table_pair(kind, subject), &fresh);

	if (!fresh)
		return &tallies->at[*number];
	tallies->at = mem_room(tallies->at, tallies->count, &tallies->cap,
	    sizeof *tallies->at);
	*number = tallies->count;
	tallies->at[tallies->count] = (struct tally){ .kind = kind,
		.subject = subject };
	return &tallies->at[tallies->count++];
}

/* Sums of numbers from hostile lines stay at the top instead of wrapping. */
static uint64_t
add(uint64_t a, uint64_t b)
{
	const uint64_t top = AT_MOST_UNKNOWN - 1;

	return b >= top || a >= top - b ? top : a + b;
}

void
tally_sum(struct tally *tally, uint64_t n, bool sure)
{
	tally->all = add(tally->all, n);
	if (sure)
		tally->sure = add(tally->sure, n);
}

void
tally_other(struct tally *tally, uint64_t n, bool sure)
{
	tally->all = add(tally->all, n);
	if (sure)
		tally->other_sure = add(tally->other_sure, n);
}

void
tally_sure(struct tally *tally, uint64_t n)
{
	tally->sure = add(tally->sure, n);
}

void
tally_item(struct tallies *tallies, struct tally *tally, uint64_t item,
    bool sure)
{
	bool fresh;
	uint64_t number = (uint64_t)(tally - tallies->at);
	uint64_t *seen = table_add(&tallies->items, table_mix(number, item),
	    &fresh);

	tally->all_items += !(*seen & ITEM_ALL);
	*seen |= ITEM_ALL;
	if (sure) {
		tally->sure_items += !(*seen & ITEM_SURE);
		*seen |= ITEM_SURE;
	}
}

void
tally_may(struct tally *tally, const struct tally *seen)
{
	tally->all = add(tally->all, add(seen->all, seen->all_items));
	tally->unknown |= seen->unknown;
	for (size_t i = 0; i < seen->proofs.count; i++)
		proof_set_add(&tally->proofs, seen->proofs.at[i]);
	for (size_t i = 0; i < seen->holes.count; i++) {
		tally->holes.at = mem_room(tally->holes.at, tally->holes.count,
		    &tally->holes.cap, sizeof *tally->holes.at);
		tally->holes.at[tally->holes.count++] = seen->holes.at[i];
	}
}

struct tally *
tallies_find(struct tallies *tallies, enum tally_kind kind, uint32_t subject)
{
	const uint64_t *number = table_find(&tallies->index,
	    table_pair(kind, subject));

	return number == NULL ? NULL : &tallies->at[*number];
}

bool
tallies_have(const struct tallies *tallies, enum tally_kind kind)
{
	for (size_t i = 0; i < tallies->count; i++)
		if (tallies->at[i].kind == kind)
			return true;
	return false;
}

enum question
tally_question(enum tally_kind kind)
{
	return infos[kind].question;
}

void
hole_ref_add(struct hole_ref *holes, uint32_t hole)
{
	/* They come in the order of their numbers. */
	if (holes->count > 0 && holes->at[holes->count - 1] >= hole)
		return;
	holes->at = mem_room(holes->at, holes->count, &holes->cap,
	    sizeof *holes->at);
	holes->at[holes->count++] = hole;
}

void
tally_unknown(struct tally *tally, uint32_t hole)
{
	tally->unknown = true;
	hole_ref_add(&tally->holes, hole);
}

static uint64_t
larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Each of its sources is right; the one that tells most is taken. */
static uint64_t
tally_least(const struct tally *t)
{
	return larger(larger(t->sure, t->other_sure),
	    larger(t->sure_items, t->floor));
}

/* seen: that may be theirs, if any was. */
static enum grade
figure_grade(const struct figure *f, uint64_t seen)
{
	return f->at_least > 0 ? GRADE_CONFIRMED
	    : seen > 0 ? GRADE_POSSIBLE : GRADE_UNKNOWABLE;
}

static int
by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Numbers in order, each once, in the answers' memory. */
static uint32_t *
numbers_keep(struct answers *answers, uint32_t *at, size_t count,
    size_t *kept)
{
	uint32_t *list;

	*kept = 0;
	if (count == 0)
		return NULL;
	qsort(at, count, sizeof *at, by_number);
	list = arena_take(&answers->arena, count * sizeof *list);
	for (size_t i = 0; i < count; i++)
		if (*kept == 0 || list[*kept - 1] != at[i])
			list[(*kept)++] = at[i];
	return list;
}

/* That nothing was seen is no figure: the lines do not prove it. */
static bool
is_nothing(const struct tally *t)
{
	return !t->unknown && t->all == 0 && t->all_items == 0 &&
	    t->sure == 0 && t->other_sure == 0 && t->floor == 0;
}

static void
tally_answer(struct tally *tally, struct str subject, struct answers *answers)
{
	const struct tally_info *info = &infos[tally->kind];
	struct figure *f;

	if (is_nothing(tally) || (info->adds_up && tally->subject == 0))
		return;		/* nobody's is in the sum alone */
	f = figure_add(answers, info->question, info->key, info->unit,
	    subject);
	f->at_least = tally_least(tally);
	f->at_most = larger(larger(tally->all, tally->all_items), f->at_least);
	f->grade = figure_grade(f, f->at_most);
	if (tally->unknown)
		f->at_most = AT_MOST_UNKNOWN;
	f->proofs.at = numbers_keep(answers, tally->proofs.at,
	    tally->proofs.count, &f->proofs.count);
	f->holes = numbers_keep(answers, tally->holes.at, tally->holes.count,
	    &f->hole_count);
}

/* The lines and holes of all subjects, for their sum. */
static void
sum_prove(struct figure *f, const struct tally *from, size_t count,
    struct answers *answers)
{
	struct proof_set lines = { 0 }, holes = { 0 };

	for (size_t i = 0; i < count; i++) {
		for (size_t n = 0; n < from[i].proofs.count; n++)
			proof_set_add(&lines, from[i].proofs.at[n]);
		for (size_t n = 0; n < from[i].holes.count; n++)
			proof_set_add(&holes, from[i].holes.at[n]);
	}
	f->proofs.at = numbers_keep(answers, lines.at, lines.count,
	    &f->proofs.count);
	f->holes = numbers_keep(answers, holes.at, holes.count,
	    &f->hole_count);
	free(lines.at);
	free(holes.at);
}

/* The sum over the subjects of one kind; their own figures follow. */
static void
kind_answer(const struct tally *from, size_t count, struct answers *answers)
{
	const struct tally_info *info = &infos[from->kind];
	struct figure *f;
	uint64_t seen = 0;
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any = any || !is_nothing(&from[i]);
	if (!info->adds_up || !any)
		return;
	f = figure_add(answers, info->question, info->key, info->unit,
	    STR(""));
	for (size_t i = 0; i < count; i++) {
		const struct tally *t = &from[i];
		uint64_t least = tally_least(t);
		uint64_t most = larger(least, larger(t->all, t->all_items));

		f->at_least = add(f->at_least, least);
		seen = add(seen, most);
		if (t->unknown)
			f->at_most = AT_MOST_UNKNOWN;
		else if (f->at_most != AT_MOST_UNKNOWN)
			f->at_most = add(f->at_most, most);
	}
	f->grade = figure_grade(f, seen);
	sum_prove(f, from, count, answers);
}

static int
by_kind_then_subject(const void *a, const void *b, void *names)
{
	const struct tally *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return str_cmp(intern_str(names, x->subject),
	    intern_str(names, y->subject));
}

void
tallies_answer(struct tallies *tallies, const struct intern *names,
    struct answers *answers)
{
	if (tallies->count > 0)
		qsort_r(tallies->at, tallies->count, sizeof *tallies->at,
		    by_kind_then_subject, (void *)names);
	for (size_t from = 0, to = 0; from < tallies->count; from = to) {
		while (to < tallies->count &&
		    tallies->at[to].kind == tallies->at[from].kind)
			to++;
		kind_answer(&tallies->at[from], to - from, answers);
		for (size_t i = from; i < to; i++)
			tally_answer(&tallies->at[i], intern_str(names,
			    tallies->at[i].subject), answers);
	}
}
