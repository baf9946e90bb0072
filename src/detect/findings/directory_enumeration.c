/* directory_enumeration: a tool that maps the directory signs in.
 *
 * What it then reads leaves no record; its own name is all there is.  Who
 * gives it another name is not seen. */
#include "detect/changes.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/dense.h"

static const struct str tools[] = {
	STR_INIT("azurehound"), STR_INIT("bloodhound"), STR_INIT("roadtools"),
	STR_INIT("roadrecon"), STR_INIT("aadinternals"),
	STR_INIT("graphrunner"), STR_INIT("powerzure"),
	STR_INIT("stormspotter"), STR_INIT("microburst"),
	STR_INIT("azuread-attack"), STR_INIT("pingcastle"),
};

struct directory_enumeration {
	struct changes *changes;
	struct dense	known;	/* device -> 1: no tool, 2: a tool */
};

static void *
directory_enumeration_open(void)
{
	struct directory_enumeration *d = mem_zero(sizeof *d);

	d->changes = changes_open(CHANGE_NONE);
	return d;
}

static bool
is_tool(struct str client)
{
	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
		for (size_t at = 0; client.len >= tools[i].len &&
		     at <= client.len - tools[i].len; at++)
			if (str_eq_nocase(str_of(client.at + at,
			    tools[i].len), tools[i]))
				return true;
	return false;
}

static void
directory_enumeration_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct directory_enumeration *d = state;
	const struct brief *b = seen->brief;
	uint64_t *known;

	if (b->device == 0)
		return;
	known = dense_at(&d->known, b->device);
	if (*known == 0)
		*known = is_tool(intern_str(context->names, b->device)) ? 2 : 1;
	if (*known == 2)
		changes_found(d->changes, seen, context,
		    "directory_enumeration");
}

static void
directory_enumeration_close(void *state, struct detect_context *context)
{
	struct directory_enumeration *d = state;

	(void)context;
	changes_close(d->changes);
	dense_fini(&d->known);
	free(d);
}

const struct finding_def finding_directory_enumeration = {
	.name = "directory_enumeration",
	.about = "a tool that maps the directory signs in under its own name",
	.attack = "T1087.004",
	.wanted = KIND_BIT(K_LOGIN),
	.open = directory_enumeration_open,
	.feed = directory_enumeration_feed,
	.close = directory_enumeration_close,
};
