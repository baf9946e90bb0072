#include "incident/assume.h"

#include "base/arena.h"
#include "base/dense.h"

struct assume {
	const struct site   *site;
	const struct intern *names;
	struct dense	     known[IND_KINDS];	/* name -> says + 1 */
};

static enum says
says_of(struct assume *a, enum indicator_kind kind, uint32_t name)
{
	const struct indicators *in = &a->site->indicators;
	struct str text = intern_str(a->names, name);
	uint64_t *known;

	if (name == 0 || in->of_kind[kind] == 0)
		return SAYS_NOTHING;
	known = dense_at(&a->known[kind], name);
	if (*known == 0)
		*known = 1 + (uint64_t)(kind == IND_NETWORK
		    ? indicators_of_address(in, text)
		    : indicators_of_text(in, kind, text));
	return (enum says)(*known - 1);
}

/* A word about the session itself comes first, then the owner's, then what
 * is said of where it comes from, then of the account. */
static uint8_t
session_says(struct assume *a, const struct session *s, const uint64_t *line)
{
	bool hosted = (s->flags & SESSION_WEBMAIL_HOST) != 0;
	enum says of[] = {
		hosted ? SAYS_NOTHING : says_of(a, IND_NETWORK, s->src),
		hosted ? SAYS_NOTHING : says_of(a, IND_AGENT, s->device),
		says_of(a, IND_ACCOUNT, s->user),
	};
	enum says best = SAYS_NOTHING;
	bool spreads = false;

	if (line != NULL)
		return (uint8_t)(*line | ASSUMED_SPREADS);
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		if (of[i] != SAYS_NOTHING &&
		    (best == SAYS_NOTHING || of[i] < best)) {
			best = of[i];
			spreads = i < 2;
		}
	return (uint8_t)(best | (spreads ? ASSUMED_SPREADS : 0));
}

uint8_t *
assume_sessions(const struct site *site, const struct intern *names,
    const struct session_list *sessions, const struct table *lines)
{
	struct assume a = { .site = site, .names = names };
	uint8_t *assumed;

	if (site->indicators.count == 0)
		return NULL;
	assumed = mem_zero(sessions->count + 1);
	for (uint32_t n = 0; n < sessions->count; n++)
		assumed[n] = session_says(&a, &sessions->at[n],
		    table_find(lines, n));
	for (int kind = 0; kind < IND_KINDS; kind++)
		dense_fini(&a.known[kind]);
	return assumed;
}
