/* changes: findings that are one sort of change each.
 *
 * Who made a change is its account, the administrator's or the owner's own.
 * By itself a change is possible: administrators work.  It is probable when
 * it came from a network that the account took up within the last day, after
 * a past without it.  Changes of one account from one network within a day of
 * each other are one finding. */
#pragma once

#include "base/table.h"
#include "detect/detect.h"

struct changes {
	enum change  change;
	struct table last;	/* (account, network) -> finding + 1 */
	struct table first;	/* address forwarded to -> mailbox it was
				 * first set for + 1 */
};

struct changes *changes_open(enum change change);
void changes_feed(struct changes *changes, const struct observation *seen,
    struct detect_context *context, const char *name);
void changes_close(struct changes *changes);

/* One change of a finding: a new one, or one more of the last. */
void changes_found(struct changes *changes, const struct observation *seen,
    struct detect_context *context, const char *name);

/* A finding that is a sort of change and nothing else. */
#define CHANGE_FINDING(id, sort, technique, meaning)                           \
	static void *                                                          \
	id##_open(void)                                                        \
	{                                                                      \
		return changes_open(CHANGE_##sort);                            \
	}                                                                      \
                                                                               \
	static void                                                            \
	id##_feed(void *state, const struct observation *seen,                 \
	    struct detect_context *context)                                    \
	{                                                                      \
		changes_feed(state, seen, context, #id);                       \
	}                                                                      \
                                                                               \
	static void                                                            \
	id##_close(void *state, struct detect_context *context)                \
	{                                                                      \
		(void)context;                                                 \
		changes_close(state);                                          \
	}                                                                      \
                                                                               \
	const struct finding_def finding_##id = {                              \
		.name = #id,                                                   \
		.about = meaning,                                              \
		.attack = technique,                                           \
		.wanted = KIND_BIT(K_CHANGE) | KIND_BIT(K_RULE_CHANGE),        \
		.open = id##_open,                                             \
		.feed = id##_feed,                                             \
		.close = id##_close,                                           \
	}
