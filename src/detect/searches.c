#include "detect/searches.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

void *
searches_open(void)
{
	struct table *told = mem_zero(sizeof *told);

	table_init(told);	/* session */
	return told;
}

void
searches_close(void *state, struct detect_context *context)
{
	(void)context;
	table_fini(state);
	free(state);
}

/* The words that the event searched; 0: none. */
static uint32_t
words_of(const struct brief *b)
{
	if (b->kind == K_PAGE && b->n[N_ACTION] == ACTION_SEARCH)
		return b->item;
	if (b->kind == K_MAIL_SEARCH)
		return b->item;
	return b->kind == K_RECORD ? b->device : 0;
}

void
searches_feed(void *state, const struct observation *seen,
    struct detect_context *context, const char *name, enum word_topic topic)
{
	uint32_t words = words_of(seen->brief);
	bool fresh;

	if (words == 0 || seen->session == NULL ||
	    !words_has(&context->site->words[topic],
		intern_str(context->names, words)))
		return;
	table_add(state, seen->number, &fresh);
	if (fresh)
		finding_about(context, name, GRADE_POSSIBLE, seen);
}
