/* stolen_token: one session of a cloud service, used from two networks.
 *
 * A session's id is given at sign-in and travels with its tokens; who copies
 * them needs no password and no second factor.  A telephone changes networks
 * too, and shows both an IPv4 and an IPv6 address, so only networks of one
 * family are compared, and alone they are possible; with another client
 * besides, probable: a telephone does not become a desk. */
#include "detect/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

struct held {
	uint32_t places[2];	/* of IPv4, of IPv6; 0: none yet */
	uint32_t device;
	bool	 other_place, other_device;
	uint64_t finding;	/* + 1; 0: none */
};

struct stolen_token {
	struct table index;	/* session, account -> held + 1 */
	struct held *at;
	size_t	     count, cap;
};

static void *
stolen_token_open(void)
{
	struct stolen_token *s = mem_zero(sizeof *s);

	table_init(&s->index);
	return s;
}

static struct held *
held_of(struct stolen_token *s, const struct brief *b)
{
	bool fresh;
	uint64_t *number = table_add(&s->index,
	    table_mix(b->session, b->user), &fresh);

	if (fresh) {
		s->at = mem_room(s->at, s->count, &s->cap, sizeof *s->at);
		s->at[s->count++] = (struct held){ 0 };
		*number = s->count;
	}
	return &s->at[*number - 1];
}

/* True if it differs from what was known; what is told first is kept. */
static bool
differs(uint32_t *known, uint32_t now)
{
	if (*known == 0)
		*known = now;
	return now != 0 && *known != now;
}

static void
stolen_token_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	struct stolen_token *s = state;
	const struct brief *b = seen->brief;
	struct finding *f;
	struct held *held;
	bool six, now;

	if (b->service != SERVICE_M365 || b->session == 0 || b->user == 0 ||
	    seen->place == 0 || seen->trusted || (b->flags & BRIEF_NOBODY) ||
	    b->outcome == OUTCOME_FAILURE)
		return;
	held = held_of(s, b);
	six = str_has(intern_str(context->names, seen->place), STR(":"));
	now = differs(&held->places[six], seen->place);
	held->other_place |= now;
	held->other_device |= differs(&held->device, b->device);
	if (held->finding == 0 && now) {
		held->finding = context->findings->count + 1;
		finding_about(context, "stolen_token", GRADE_POSSIBLE, seen);
	}
	if (held->finding == 0)
		return;
	f = &context->findings->at[held->finding - 1];
	if (held->other_device)
		f->strength = GRADE_PROBABLE;
	if (now && f->last.ms != b->time.ms)
		f->count++;
	f->places = 2;
	f->last = now ? b->time : f->last;
	f->kinds |= now ? KIND_BIT(b->kind) : 0;
}

static void
stolen_token_close(void *state, struct detect_context *context)
{
	struct stolen_token *s = state;

	(void)context;
	table_fini(&s->index);
	free(s->at);
	free(s);
}

const struct finding_def finding_stolen_token = {
	.name = "stolen_token",
	.about = "one session of a cloud service is used from two networks",
	.attack = "T1550.001",
	.wanted = KIND_BIT(K_LOGIN) | KIND_BIT(K_MAIL_OPEN) |
	    KIND_BIT(K_MAIL_SYNC) | KIND_BIT(K_MAIL_CHANGE) |
	    KIND_BIT(K_SUBMIT) | KIND_BIT(K_SEARCH) | KIND_BIT(K_FILE) |
	    KIND_BIT(K_CHANGE) | KIND_BIT(K_RULE_CHANGE),
	.open = stolen_token_open,
	.feed = stolen_token_feed,
	.close = stolen_token_close,
};
