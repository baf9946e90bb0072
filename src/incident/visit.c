#include "incident/visit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

enum {
	SLACK_MS = 5000,		/* a page is logged when it is done,
					 * after its IMAP session began */
	SAME_DAY_MS = 24 * 3600 * 1000,	/* no webmail session lasts longer */
};

/* Session numbers in the order that one question needs. */
struct order {
	uint32_t *at;
	size_t	  count;
};

static int
by_user_then_start(const void *a, const void *b, void *sessions)
{
	const struct session *x = (const struct session *)sessions +
	    *(const uint32_t *)a;
	const struct session *y = (const struct session *)sessions +
	    *(const uint32_t *)b;

	if (x->user != y->user)
		return x->user < y->user ? -1 : 1;
	if (x->start.ms != y->start.ms)
		return x->start.ms < y->start.ms ? -1 : 1;
	return x < y ? -1 : x > y;
}

static struct order
order_of(const struct session_list *list,
    bool (*wanted)(const struct session *),
    int (*compare)(const void *, const void *, void *))
{
	struct order order = { mem_new((list->count + 1) * sizeof *order.at), 0 };

	for (uint32_t i = 0; i < list->count; i++)
		if (wanted(&list->at[i]))
			order.at[order.count++] = i;
	qsort_r(order.at, order.count, sizeof *order.at, compare, list->at);
	return order;
}

static uint32_t
visit_of(const struct session_list *list, uint32_t number)
{
	while (list->at[number].visit != number)
		number = list->at[number].visit;
	return number;
}

static void
visit_join(struct session_list *list, uint32_t a, uint32_t b)
{
	a = visit_of(list, a);
	b = visit_of(list, b);
	if (a < b)
		list->at[b].visit = a;
	else
		list->at[a].visit = b;
}

static bool
is_webmail(const struct session *s)
{
	return s->service == SERVICE_WEBMAIL;
}

static bool
is_webmail_user(const struct session *s)
{
	return is_webmail(s) && s->user != 0;
}

static bool
is_from_user(const struct session *s)
{
	return s->user != 0 && s->src != 0 &&
	    !(s->flags & SESSION_WEBMAIL_HOST);
}

static int
by_src_then_start(const void *a, const void *b, void *sessions)
{
	const struct session *x = (const struct session *)sessions +
	    *(const uint32_t *)a;
	const struct session *y = (const struct session *)sessions +
	    *(const uint32_t *)b;

	if (x->src != y->src)
		return x->src < y->src ? -1 : 1;
	if (x->start.ms != y->start.ms)
		return x->start.ms < y->start.ms ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* First place in order whose session is from src and starts after ms. */
static size_t
order_from(const struct session_list *list, const struct order *order,
    uint32_t src, int64_t ms)
{
	size_t low = 0, high = order->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct session *s = &list->at[order->at[middle]];

		if (s->src < src || (s->src == src && s->start.ms <= ms))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of some sessions: which ends last, and the last of any other account. */
struct latest {
	int64_t	 ms, others_ms;
	uint32_t user;
};

static struct latest
latest_of(struct latest a, struct latest b)
{
	if (b.ms > a.ms || (b.ms == a.ms && b.user < a.user)) {
		struct latest swap = a;

		a = b;
		b = swap;
	}
	if (a.user == b.user)
		b.ms = b.others_ms;
	if (b.ms > a.others_ms)
		a.others_ms = b.ms;
	return a;
}

static const struct latest latest_none = { INT64_MIN, INT64_MIN, 0 };

/* The latest of any part of an order, as a tree: node n has those of 2n and
 * 2n+1, the leaves stand from order.count on.  Behind one address may be a
 * whole town. */
static struct latest *
latest_tree(const struct session_list *list, const struct order *order)
{
	size_t leaves = order->count;
	struct latest *tree = mem_new((2 * leaves + 1) * sizeof *tree);

	for (size_t i = 0; i < leaves; i++) {
		const struct session *s = &list->at[order->at[i]];

		tree[leaves + i] = (struct latest){ s->last.ms, INT64_MIN,
			s->user };
	}
	for (size_t n = leaves; n-- > 1;)
		tree[n] = latest_of(tree[2 * n], tree[2 * n + 1]);
	return tree;
}

static struct latest
latest_in(const struct latest *tree, size_t leaves, size_t from, size_t to)
{
	struct latest found = latest_none;

	for (from += leaves, to += leaves; from < to; from /= 2, to /= 2) {
		if (from % 2 == 1)
			found = latest_of(found, tree[from++]);
		if (to % 2 == 1)
			found = latest_of(found, tree[--to]);
	}
	return found;
}

/* The one account that used the webmail from the session's address in the
 * day around; 0: none, or several. */
static uint32_t
user_guess(const struct session_list *list, const struct order *known,
    const struct latest *tree, const struct session *s)
{
	size_t from = order_from(list, known, s->src, INT64_MIN);
	size_t to = order_from(list, known, s->src, s->last.ms);
	struct latest found = latest_in(tree, known->count, from, to);
	int64_t least = s->start.ms - SAME_DAY_MS;

	return found.ms >= least && found.others_ms < least ? found.user : 0;
}

/* Pages whose sign-in is not in the logs. */
static void
users_guess(struct session_list *list)
{
	struct order known = order_of(list, is_webmail_user,
	    by_src_then_start);
	struct latest *tree = latest_tree(list, &known);

	for (size_t i = 0; i < list->count; i++) {
		struct session *s = &list->at[i];
		uint32_t user;

		if (!is_webmail(s) || s->user != 0)
			continue;
		user = user_guess(list, &known, tree, s);
		if (user == 0)
			continue;
		s->user = user;
		s->flags |= SESSION_GUESSED_USER;
	}
	free(tree);
	free(known.at);
}

/* First place in order whose session is of user and starts after ms. */
static size_t
order_after(const struct session_list *list, const struct order *order,
    uint32_t user, int64_t ms)
{
	size_t low = 0, high = order->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct session *s = &list->at[order->at[middle]];

		if (s->user < user || (s->user == user && s->start.ms <= ms))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The latest end of any part of an order, as a tree: node n is the later of
 * 2n and 2n+1, the leaves stand from `leaves` on.  A mailbox that is read all
 * day has thousands of sessions, and each asks which were open. */
struct ends {
	int64_t *at;
	size_t	 leaves;		/* a power of two */
};

static struct ends
ends_of(const struct session_list *list, const struct order *order)
{
	struct ends ends = { .leaves = 1 };

	while (ends.leaves < order->count)
		ends.leaves *= 2;
	ends.at = mem_new(2 * ends.leaves * sizeof *ends.at);
	for (size_t i = 0; i < ends.leaves; i++)
		ends.at[ends.leaves + i] = i < order->count
		    ? list->at[order->at[i]].last.ms : INT64_MIN;
	for (size_t n = ends.leaves; n-- > 1;)
		ends.at[n] = ends.at[2 * n] > ends.at[2 * n + 1]
		    ? ends.at[2 * n] : ends.at[2 * n + 1];
	return ends;
}

/* The last place before `before` of a session that ends at ms or later;
 * SIZE_MAX: none. */
static size_t
ends_before(const struct ends *ends, size_t before, int64_t ms)
{
	size_t n = ends->leaves + before;

	/* Up, to the first subtree on the left that holds one, and down; the
	 * whole tree stands left of what is behind it. */
	while (n > 1 && (n % 2 == 0 || ends->at[n - 1] < ms))
		n /= 2;
	if (before == ends->leaves && ends->at[1] >= ms)
		n = 2;
	if (n <= 1)
		return SIZE_MAX;
	for (n--; n < ends->leaves;)
		n = 2 * n + (ends->at[2 * n + 1] >= ms ? 1 : 0);
	return n - ends->leaves;
}

static void
webmail_tie(struct session_list *list)
{
	struct order order = order_of(list, is_webmail_user,
	    by_user_then_start);
	struct ends ends = ends_of(list, &order);

	for (uint32_t n = 0; n < list->count; n++) {
		struct session *s = &list->at[n];
		size_t found = 0, at, from;
		uint32_t owner = 0;

		if (!(s->flags & SESSION_WEBMAIL_HOST) || s->user == 0)
			continue;
		from = order_after(list, &order, s->user,
		    s->start.ms - SAME_DAY_MS - 1);
		at = order_after(list, &order, s->user,
		    s->start.ms + SLACK_MS);
		while (found < 2 && at > from) {
			at = ends_before(&ends, at, s->start.ms - SLACK_MS);
			if (at == SIZE_MAX || at < from)
				break;
			found++;
			owner = order.at[at];
		}
		if (found == 1)
			visit_join(list, n, owner);
		else if (found > 1)
			s->flags |= SESSION_SHARED_TIE;
	}
	free(ends.at);
	free(order.at);
}

/* Sessions come by their start; what is put down of an account and address is
 * its session that lasted longest so far. */
static void
address_tie(struct session_list *list, int64_t idle_ms)
{
	struct table last;	/* (account, address) -> number */
	bool fresh;

	table_init(&last);
	for (uint32_t n = 0; n < list->count; n++) {
		const struct session *s = &list->at[n];
		uint64_t *before;

		if (!is_from_user(s))
			continue;
		before = table_add(&last, table_pair(s->user, s->src), &fresh);
		if (!fresh && s->start.ms - list->at[*before].last.ms <=
		    idle_ms)
			visit_join(list, (uint32_t)*before, n);
		if (fresh || s->last.ms > list->at[*before].last.ms)
			*before = n;
	}
	table_fini(&last);
}

void
visits_tie(struct session_list *list, int64_t idle_ms)
{
	users_guess(list);
	webmail_tie(list);
	address_tie(list, idle_ms);
	for (uint32_t n = 0; n < list->count; n++)
		list->at[n].visit = visit_of(list, n);
}
