#include "incident/skews.h"

#include <stdlib.h>

#include "base/arena.h"

enum {
	STAMP_MS = 1000,	/* what most stamps count */
	NEAREST = 8,		/* halves before and after one that are held
				 * against it: a day of sign-ins */
	STREAMS_MOST = 4,	/* that see one side of a key's deeds; more
				 * are of hosts that somebody made up */
	BIN_MS = 10 * 1000,	/* two of them are one difference, to stamps
				 * and a slow server */
	BINS = 2 * SKEW_FARTHEST_MS / BIN_MS + 3,
	RIVAL_BINS = 6,		/* farther than these, another peak is one */
};

/* Two halves that may be of one deed. */
struct difference {
	uint32_t a, b;
	uint64_t account;
	int32_t	 ms;		/* b's less a's */
};

struct differences { struct difference *at; size_t count, cap; };

size_t
skew_halves(const struct brief *b, bool webmail, struct half halves[HALVES])
{
	size_t n = 0;

	if (brief_is_login_page(b)) {
		if (b->src != 0)
			halves[n++] = (struct half){ DEED_PAGE, 1, false, true };
	} else if (b->user == 0) {
		return 0;
	} else if (b->kind == K_SUBMIT) {
		if (b->src != 0)
			halves[n++] = (struct half){ DEED_SUBMIT, 0, true, true };
	} else if (b->service == SERVICE_WEBMAIL) {
		halves[n++] = (struct half){ DEED_SESSION, 0, true, false };
		if (b->src != 0)
			halves[n++] = (struct half){ DEED_PAGE, 0, false, true };
	} else if (b->service == SERVICE_IMAP && webmail) {
		halves[n++] = (struct half){ DEED_SESSION, 1, true, false };
	} else if (b->service == SERVICE_SMTP && b->src != 0 && !webmail) {
		halves[n++] = (struct half){ DEED_SUBMIT, 1, true, true };
	}
	return n;
}

/* ---- halves that stand alone ---- */

#define COMPARE(x, y) ((x) < (y) ? -1 : (x) > (y))

static int
by_key_then_time(const void *left, const void *right)
{
	const struct sighting *a = left, *b = right;

	if (a->key != b->key)
		return COMPARE(a->key, b->key);
	if (a->side != b->side)
		return COMPARE(a->side, b->side);
	if (a->stream != b->stream)
		return COMPARE(a->stream, b->stream);
	if (a->first.ms != b->first.ms)
		return COMPARE(a->first.ms, b->first.ms);
	return COMPARE(a->account, b->account);
}

static bool
is_one_row(const struct sighting *a, const struct sighting *b)
{
	return a->key == b->key && a->side == b->side &&
	    a->stream == b->stream;
}

/* Keep those with nothing of their row before them; how many. */
static size_t
alone(struct sighting *seen, size_t count)
{
	size_t kept = 0;
	int64_t last = 0;
	struct sighting row = { 0 };

	for (size_t i = 0; i < count; i++) {
		bool begins = i == 0 || !is_one_row(&row, &seen[i]);

		row = seen[i];
		if (begins || row.first.ms - last > SKEW_ALONE_MS)
			seen[kept++] = row;
		if (begins || row.last.ms > last)
			last = row.last.ms;
	}
	return kept;
}

/* ---- differences ---- */

static void
difference_add(struct differences *d, const struct sighting *a,
    const struct sighting *b)
{
	int64_t ms = b->first.ms - a->first.ms;

	if (ms < -SKEW_FARTHEST_MS || ms > SKEW_FARTHEST_MS)
		return;
	d->at = mem_room(d->at, d->count, &d->cap, sizeof *d->at);
	d->at[d->count++] = (struct difference){ a->stream, b->stream,
		a->account, (int32_t)ms };
}

/* One row of each side: of one key, by the clocks of two streams. */
static void
rows_compare(const struct sighting *a, size_t a_count,
    const struct sighting *b, size_t b_count, struct differences *d)
{
	size_t after = 0;

	for (size_t i = 0; i < a_count; i++) {
		while (after < b_count && b[after].first.ms < a[i].first.ms)
			after++;
		for (size_t n = 1; n <= NEAREST && n <= after; n++)
			difference_add(d, &a[i], &b[after - n]);
		for (size_t n = 0; n < NEAREST && after + n < b_count; n++)
			difference_add(d, &a[i], &b[after + n]);
	}
}

struct row { const struct sighting *at; size_t count; };

/* The rows of a side; STREAMS_MOST + 1 if there are more. */
static size_t
rows_of(const struct sighting *seen, size_t count, uint8_t side,
    struct row rows[STREAMS_MOST])
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		if (seen[i].side != side)
			continue;
		if (n > 0 && is_one_row(rows[n - 1].at, &seen[i])) {
			rows[n - 1].count++;
			continue;
		}
		if (n == STREAMS_MOST)
			return n + 1;
		rows[n++] = (struct row){ &seen[i], 1 };
	}
	return n;
}

static void
key_compare(const struct sighting *seen, size_t count, struct differences *d)
{
	struct row a[STREAMS_MOST], b[STREAMS_MOST];
	size_t a_count = rows_of(seen, count, 0, a);
	size_t b_count = rows_of(seen, count, 1, b);

	if (a_count > STREAMS_MOST || b_count > STREAMS_MOST)
		return;
	for (size_t i = 0; i < a_count; i++)
		for (size_t j = 0; j < b_count; j++)
			if (a[i].at->stream != b[j].at->stream)
				rows_compare(a[i].at, a[i].count, b[j].at,
				    b[j].count, d);
}

/* ---- what most accounts have in common ---- */

static int
by_pair_then_account(const void *left, const void *right)
{
	const struct difference *x = left, *y = right;

	if (x->a != y->a)
		return COMPARE(x->a, y->a);
	if (x->b != y->b)
		return COMPARE(x->b, y->b);
	if (x->account != y->account)
		return COMPARE(x->account, y->account);
	return COMPARE(x->ms, y->ms);
}

static int
by_ms(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return COMPARE(*a, *b);
}

/* Accounts by difference: bin n counts those of [n, n + 2) times BIN_MS, from
 * the farthest below on, so that no difference lies at an edge of all. */
struct peaks {
	uint32_t count[BINS];
	uint64_t last[BINS];	/* account that was counted last */
	bool	 some[BINS];
	uint32_t accounts;
};

static void
bin_count(struct peaks *p, size_t bin, uint64_t account)
{
	if (p->some[bin] && p->last[bin] == account)
		return;
	p->some[bin] = true;
	p->last[bin] = account;
	p->count[bin]++;
}

static int64_t
bin_start(size_t bin)
{
	return ((int64_t)bin - 1) * BIN_MS - SKEW_FARTHEST_MS;
}

static int64_t
bin_middle_distance(size_t bin)
{
	int64_t middle = bin_start(bin) + BIN_MS;

	return middle < 0 ? -middle : middle;
}

static void
peaks_fill(struct peaks *p, const struct difference *at, size_t count)
{
	*p = (struct peaks){ 0 };
	for (size_t i = 0; i < count; i++) {
		size_t bin = (size_t)((at[i].ms + SKEW_FARTHEST_MS) / BIN_MS);

		p->accounts += i == 0 || at[i].account != at[i - 1].account;
		bin_count(p, bin, at[i].account);
		bin_count(p, bin + 1, at[i].account);
	}
}

/* The highest; of several the nearest to 0, of two as near the lower. */
static size_t
peak_highest(const struct peaks *p, size_t but, bool has_but)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < BINS; i++) {
		if (has_but && i + RIVAL_BINS >= but && i <= but + RIVAL_BINS)
			continue;
		if (best == SIZE_MAX || p->count[i] > p->count[best] ||
		    (p->count[i] == p->count[best] &&
		    bin_middle_distance(i) < bin_middle_distance(best)))
			best = i;
	}
	return best;
}

/* The bin that surely is it: clocks that can be taken to agree do, and else
 * nothing may come near. */
static bool
peak_find(const struct peaks *p, size_t *bin)
{
	size_t zero = SKEW_FARTHEST_MS / BIN_MS + 1;	/* from 0 on */
	size_t best = peak_highest(p, 0, false);
	size_t rival = peak_highest(p, best, true);

	if (p->count[zero - 1] > p->count[zero])
		zero--;
	*bin = best;
	if (2 * p->count[zero] > p->count[best] &&
	    2 * p->count[rival] >= p->count[best])
		*bin = zero;
	else if (2 * p->count[rival] >= p->count[best])
		return false;
	return p->count[*bin] >= SKEW_ACCOUNTS_LEAST &&
	    4 * (uint64_t)p->count[*bin] >= p->accounts;
}

/* What each account tells, of its differences in the peak: the middle. */
static size_t
votes_of(const struct difference *at, size_t count, int64_t from,
    int64_t *votes)
{
	size_t n = 0;

	for (size_t i = 0; i < count;) {
		size_t first = 0, in = 0, j = i;

		for (; j < count && at[j].account == at[i].account; j++)
			if (at[j].ms >= from && at[j].ms < from + 2 * BIN_MS) {
				first = in == 0 ? j : first;
				in++;
			}
		if (in > 0)
			votes[n++] = at[first + (in - 1) / 2].ms;
		i = j;
	}
	qsort(votes, n, sizeof *votes, by_ms);
	return n;
}

static void
pair_estimate(struct peaks *p, const struct difference *at, size_t count,
    struct skew_list *list)
{
	int64_t *votes, middle, low, high;
	size_t bin, n;

	if (count < SKEW_ACCOUNTS_LEAST)
		return;
	peaks_fill(p, at, count);
	if (p->accounts < SKEW_ACCOUNTS_LEAST || !peak_find(p, &bin))
		return;
	votes = mem_new(p->accounts * sizeof *votes);
	n = votes_of(at, count, bin_start(bin), votes);
	middle = votes[n / 2];
	low = middle - votes[n / 4];
	high = votes[n * 3 / 4] - middle;
	free(votes);
	list->at = mem_room(list->at, list->count, &list->cap,
	    sizeof *list->at);
	list->at[list->count++] = (struct skew){
		.a = at->a, .b = at->b, .offset_ms = middle,
		.spread_ms = (low > high ? low : high) + STAMP_MS,
		.accounts = (uint32_t)n,
	};
}

static void
pairs_estimate(struct differences *d, struct skew_list *list)
{
	struct peaks *peaks = mem_new(sizeof *peaks);
	size_t from = 0;

	if (d->count > 0)
		qsort(d->at, d->count, sizeof *d->at, by_pair_then_account);
	for (size_t i = 1; i <= d->count; i++) {
		if (i < d->count && d->at[i].a == d->at[from].a &&
		    d->at[i].b == d->at[from].b)
			continue;
		pair_estimate(peaks, &d->at[from], i - from, list);
		from = i;
	}
	free(peaks);
}

void
skews_estimate(struct sighting *seen, size_t count, struct skew_list *list)
{
	struct differences d = { 0 };
	size_t from = 0;

	if (count == 0)
		return;
	qsort(seen, count, sizeof *seen, by_key_then_time);
	count = alone(seen, count);
	for (size_t i = 1; i <= count; i++) {
		if (i < count && seen[i].key == seen[from].key)
			continue;
		key_compare(&seen[from], i - from, &d);
		from = i;
	}
	pairs_estimate(&d, list);
	free(d.at);
}
