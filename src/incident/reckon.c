#include "incident/reckon.h"

#include <stdlib.h>

#include "base/arena.h"

enum { CLOCKS_MOST = 2 * RECKON_PAIRS };

/* A clock and where it stands among those it was compared with. */
struct node {
	struct clock clock;
	struct str   name, host;
	size_t	     group;
	int64_t	     ms;	/* ahead of the group's first */
	uint64_t     weight;	/* accounts of all its pairs */
	bool	     reached;
};

struct reckoning {
	const struct intern *names;
	struct node nodes[CLOCKS_MOST];
	size_t	    count;
	struct skew links[CLOCKS_MOST];	/* pairs that join groups; a and b are
					 * numbers of nodes */
	size_t	    link_count;
};

static int
by_accounts(const void *left, const void *right, void *names)
{
	const struct skew *x = left, *y = right;
	int order;

	if (x->accounts != y->accounts)
		return x->accounts > y->accounts ? -1 : 1;
	if (x->spread_ms != y->spread_ms)
		return x->spread_ms < y->spread_ms ? -1 : 1;
	order = str_cmp(intern_str(names, x->a), intern_str(names, y->a));
	return order != 0 ? order :
	    str_cmp(intern_str(names, x->b), intern_str(names, y->b));
}

/* "dovecot@mail": mail; the name itself if it has none. */
static struct str
host_of(struct str name)
{
	struct str host = name, format;

	return str_take_until_char(&host, '@', &format) && host.len > 0 ?
	    host : name;
}

static size_t
node_of(struct reckoning *r, uint32_t stream, clock_is_told *is_told,
    void *self)
{
	struct node *node;

	for (size_t i = 0; i < r->count; i++)
		if (r->nodes[i].clock.stream == stream)
			return i;
	node = &r->nodes[r->count];
	*node = (struct node){ .group = r->count,
		.name = intern_str(r->names, stream) };
	node->host = host_of(node->name);
	node->clock = (struct clock){ .stream = stream, .by = stream,
		.told = is_told(self, stream) };
	return r->count++;
}

/* Two groups become one, unless they are. */
static void
link_add(struct reckoning *r, size_t a, size_t b, const struct skew *skew)
{
	struct node *nodes = r->nodes;
	size_t gone = nodes[b].group;
	int64_t more = nodes[a].ms + skew->offset_ms - nodes[b].ms;

	nodes[a].weight += skew->accounts;
	nodes[b].weight += skew->accounts;
	if (nodes[a].group == gone)
		return;
	for (size_t i = 0; i < r->count; i++)
		if (nodes[i].group == gone) {
			nodes[i].group = nodes[a].group;
			nodes[i].ms += more;
		}
	r->links[r->link_count] = *skew;
	r->links[r->link_count].a = (uint32_t)a;
	r->links[r->link_count++].b = (uint32_t)b;
}

/* ---- which one is right ---- */

static bool
is_near(const struct node *a, const struct node *b)
{
	int64_t apart = a->ms - b->ms;

	return a->group == b->group && apart < RECKON_LEAST_MS &&
	    apart > -RECKON_LEAST_MS;
}

/* Hosts that agree with the node. */
static size_t
hosts_near(const struct reckoning *r, const struct node *node)
{
	size_t hosts = 0;

	for (size_t i = 0; i < r->count; i++) {
		size_t j = 0;

		if (!is_near(&r->nodes[i], node))
			continue;
		while (j < i && (!is_near(&r->nodes[j], node) ||
		    !str_eq(r->nodes[j].host, r->nodes[i].host)))
			j++;
		hosts += j == i;
	}
	return hosts;
}

static bool
is_righter(const struct reckoning *r, const struct node *a,
    const struct node *b)
{
	size_t a_hosts, b_hosts;

	if (a->clock.told != b->clock.told)
		return a->clock.told;
	a_hosts = hosts_near(r, a);
	b_hosts = hosts_near(r, b);
	if (a_hosts != b_hosts)
		return a_hosts > b_hosts;
	if (a->weight != b->weight)
		return a->weight > b->weight;
	return str_cmp(a->name, b->name) < 0;
}

static size_t
right_of(const struct reckoning *r, size_t group)
{
	size_t right = SIZE_MAX;

	for (size_t i = 0; i < r->count; i++)
		if (r->nodes[i].group == group && (right == SIZE_MAX ||
		    is_righter(r, &r->nodes[i], &r->nodes[right])))
			right = i;
	return right;
}

/* ---- and what the others are ahead ---- */

static int64_t
whole_seconds(int64_t ms)
{
	return (ms < 0 ? ms - 500 : ms + 500) / 1000 * 1000;
}

static void
node_reach(struct node *node, const struct node *from,
    const struct node *right, const struct skew *link)
{
	struct clock *clock = &node->clock;
	int64_t far;

	node->reached = true;
	clock->by = right->clock.stream;
	clock->spread_ms = from->clock.spread_ms + link->spread_ms;
	clock->accounts = from == right ||
	    link->accounts < from->clock.accounts ? link->accounts :
	    from->clock.accounts;
	clock->ahead_ms = whole_seconds(node->ms - right->ms);
	far = clock->ahead_ms < 0 ? -clock->ahead_ms : clock->ahead_ms;
	clock->off = far >= RECKON_LEAST_MS && far > clock->spread_ms;
}

/* From the right one along the links; a group's links are a tree. */
static void
group_reckon(struct reckoning *r, size_t right)
{
	bool more = true;

	r->nodes[right].reached = true;
	while (more) {
		more = false;
		for (size_t i = 0; i < r->link_count; i++) {
			const struct skew *link = &r->links[i];
			struct node *a = &r->nodes[link->a];
			struct node *b = &r->nodes[link->b];

			if (a->group != r->nodes[right].group ||
			    a->reached == b->reached)
				continue;
			node_reach(a->reached ? b : a, a->reached ? a : b,
			    &r->nodes[right], link);
			more = true;
		}
	}
}

static int
by_name(const void *left, const void *right, void *names)
{
	const struct clock *x = left, *y = right;

	return str_cmp(intern_str(names, x->stream),
	    intern_str(names, y->stream));
}

void
clocks_reckon(struct skew_list *skews, const struct intern *names,
    clock_is_told *is_told, void *self, struct clock_list *list)
{
	struct reckoning *r;

	*list = (struct clock_list){ 0 };
	if (skews->count == 0)
		return;
	r = mem_zero(sizeof *r);
	r->names = names;
	qsort_r(skews->at, skews->count, sizeof *skews->at, by_accounts,
	    (void *)names);
	for (size_t i = 0; i < skews->count && i < RECKON_PAIRS; i++) {
		size_t a = node_of(r, skews->at[i].a, is_told, self);
		size_t b = node_of(r, skews->at[i].b, is_told, self);

		link_add(r, a, b, &skews->at[i]);
	}
	list->at = mem_new(r->count * sizeof *list->at);
	for (size_t i = 0; i < r->count; i++)
		if (!r->nodes[i].reached)
			group_reckon(r, right_of(r, r->nodes[i].group));
	for (size_t i = 0; i < r->count; i++)
		list->at[list->count++] = r->nodes[i].clock;
	qsort_r(list->at, list->count, sizeof *list->at, by_name,
	    (void *)names);
	free(r);
}
