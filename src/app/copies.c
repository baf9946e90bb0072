#include "app/copies.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* What is wrong with one of two keeps both: the other may say more. */
static bool
is_comparable(const struct input *input)
{
	return input->plain_hashed && input->lines > 0 &&
	    input->error.len == 0 && !input->cut;
}

static int
by_bytes_then_place(const void *left, const void *right)
{
	const struct input *a = *(struct input *const *)left;
	const struct input *b = *(struct input *const *)right;
	int order = memcmp(a->plain_sha256, b->plain_sha256,
	    sizeof a->plain_sha256);

	return order != 0 ? order : a < b ? -1 : a > b;
}

static void
totals_less(struct plan_totals *totals, const struct input *input)
{
	totals->lines -= input->lines;
	totals->events -= input->events;
	totals->damaged -= input->damaged;
	totals->foreign -= input->foreign;
	totals->undated -= input->undated;
	for (int i = 0; i < FLAW_COUNT; i++)
		totals->flaws[i] -= input->flaws[i];
}

bool
copies_find(struct plan *plan)
{
	struct input **sorted = mem_new((plan->input_count + 1) *
	    sizeof *sorted);
	const struct input *first = NULL;
	size_t count = 0;
	bool any = false;

	for (size_t i = 0; i < plan->input_count; i++)
		if (is_comparable(&plan->inputs[i]))
			sorted[count++] = &plan->inputs[i];
	if (count > 0)
		qsort(sorted, count, sizeof *sorted, by_bytes_then_place);
	for (size_t i = 0; i < count; i++) {
		if (first == NULL || memcmp(first->plain_sha256,
		    sorted[i]->plain_sha256, sizeof first->plain_sha256) != 0) {
			first = sorted[i];
			continue;
		}
		sorted[i]->copy_of = first->path;
		any = true;
		totals_less(&plan->totals, sorted[i]);
	}
	free(sorted);
	return any;
}

bool
copies_is_one(const struct plan *plan, uint32_t file, uint32_t member)
{
	return plan->inputs[plan->firsts[file] + member].copy_of.len > 0;
}

void
copies_drop(const struct plan *plan, struct hours *hours)
{
	size_t kept = 0;

	for (size_t i = 0; i < hours->count; i++)
		if (!copies_is_one(plan, hours->at[i].input,
		    hours->at[i].member))
			hours->at[kept++] = hours->at[i];
	hours->count = kept;
}
