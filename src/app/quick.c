#include "app/quick.h"

#include <stdlib.h>

struct item {
	struct str source, path;
	uint64_t   bytes, cost;
	int64_t	   mtime_ms;
	uint32_t   input;
	bool	   whole;	/* packed, or a stream */
};

/* Items of one source lie in a row, the newest first. */
struct source {
	uint64_t bytes;
	size_t	 first, count;
};

/* "a/mail.log.2.gz" is of "a/mail.log". */
static struct str
source_of(struct arena *arena, struct str path)
{
	static const struct str ends[] = {
		STR_INIT(".gz"), STR_INIT(".zst"), STR_INIT(".xz"),
		STR_INIT(".bz2"), STR_INIT(".lz4"),
	};
	struct str folder = path, name = path;
	char *at = arena_take(arena, path.len + 1);
	size_t n;

	if (!str_take_last_char(&folder, '/', &name))
		folder.len = 0;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		str_take_end(&name, ends[i]);
	n = (size_t)(name.at - path.at);
	memcpy(at, path.at, n);
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] < '0' || name.at[i] > '9')
			at[n++] = name.at[i];
	while (n > 0 && (at[n - 1] == '.' || at[n - 1] == '-' ||
	    at[n - 1] == '_'))
		n--;
	return str_of(at, n);
}

static int
by_source(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	int order = str_cmp(a->source, b->source);

	if (order != 0)
		return order;
	if (a->mtime_ms != b->mtime_ms)
		return a->mtime_ms > b->mtime_ms ? -1 : 1;
	return str_cmp(a->path, b->path);
}

/* Those of equal size keep their order by `first`, which is by name. */
static int
by_loudness(const void *left, const void *right)
{
	const struct source *a = left, *b = right;

	if (a->bytes != b->bytes)
		return a->bytes > b->bytes ? -1 : 1;
	return a->first < b->first ? -1 : a->first > b->first;
}

static struct item *
items_make(const struct plan *plan, const bool *packed, struct arena *arena)
{
	struct item *items = arena_zero(arena,
	    (plan->input_count + 1) * sizeof *items);

	for (uint32_t i = 0; i < plan->input_count; i++) {
		const struct found *found = &plan->found.at[i];

		items[i] = (struct item){
			.source = source_of(arena, found->path),
			.path = found->path,
			.bytes = found->bytes,
			.cost = packed[i] ? found->bytes * QUICK_PACKED :
			    found->bytes,
			.mtime_ms = found->mtime_ms,
			.input = i,
			.whole = packed[i] || found->is_stdin,
		};
	}
	if (plan->input_count > 0)
		qsort(items, plan->input_count, sizeof *items, by_source);
	return items;
}

static size_t
sources_make(const struct item *items, size_t count, struct source *sources)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || !str_eq(items[i].source, items[i - 1].source))
			sources[used++] = (struct source){ 0, i, 0 };
		sources[used - 1].bytes += items[i].cost;
		sources[used - 1].count++;
	}
	if (used > 0)
		qsort(sources, used, sizeof *sources, by_loudness);
	return used;
}

/* Take what fits of an item; what is left of the bytes. */
static uint64_t
item_take(const struct item *item, uint64_t share, uint64_t left,
    uint64_t *start)
{
	uint64_t room = share < left ? share : left;

	if (item->cost <= room) {
		*start = 0;
		return left - item->cost;
	}
	if (item->whole && item->cost <= left) {
		*start = 0;
		return left - item->cost;
	}
	if (item->whole || room < QUICK_LEAST)
		return left;
	*start = item->bytes - room;
	return left - room;
}

void
quick_choose(const struct plan *plan, const bool *packed, uint64_t bytes,
    uint64_t *starts)
{
	struct arena arena;
	struct item *items;
	struct source *sources;
	size_t used, most = 0;
	uint64_t share, left = bytes;

	arena_init(&arena);
	items = items_make(plan, packed, &arena);
	sources = arena_zero(&arena,
	    (plan->input_count + 1) * sizeof *sources);
	used = sources_make(items, plan->input_count, sources);
	share = used == 0 ? bytes : bytes / used;
	if (share < QUICK_LEAST)
		share = QUICK_LEAST;
	for (size_t i = 0; i < used; i++)
		if (sources[i].count > most)
			most = sources[i].count;
	for (size_t i = 0; i < plan->input_count; i++)
		starts[i] = UINT64_MAX;
	for (size_t round = 0; round < most; round++)
		for (size_t i = 0; i < used; i++)
			if (round < sources[i].count)
				left = item_take(
				    &items[sources[i].first + round], share,
				    left, &starts[items[sources[i].first +
				    round].input]);
	arena_fini(&arena);
}
