#include "claim/claim.h"

#include "base/config.h"

enum verdict_of_claim { SUPPORTED, CONTRADICTED, OVERSTATED, UNDETERMINABLE,
	UNPROVEN };

static const struct {
	const char *key;
	enum grade  grade;
	const char *number;	/* the place in the template, or NULL */
} verdicts[] = {
	[SUPPORTED] = { "q7.supported", GRADE_CONFIRMED, "least" },
	[CONTRADICTED] = { "q7.contradicted", GRADE_EXCLUDED, "most" },
	[OVERSTATED] = { "q7.overstated", GRADE_POSSIBLE, "most" },
	[UNDETERMINABLE] = { "q7.undeterminable", GRADE_UNKNOWABLE, "count" },
	[UNPROVEN] = { "q7.unproven", GRADE_POSSIBLE, NULL },
};

void
claims_init(struct claims *claims)
{
	*claims = (struct claims){ 0 };
	arena_init(&claims->arena);
}

void
claims_fini(struct claims *claims)
{
	arena_fini(&claims->arena);
}

static bool
read_claim(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "id", config_text, offsetof(struct claim, id) },
		{ "by", config_text, offsetof(struct claim, by) },
		{ "at", config_text, offsetof(struct claim, at) },
		{ "asset", config_text, offsetof(struct claim, asset) },
		{ "unit", config_text, offsetof(struct claim, unit) },
		{ "quantity", config_count, offsetof(struct claim, quantity) },
		{ "text", config_text, offsetof(struct claim, text) },
		{ 0 }
	};
	const struct claim *claim = into;

	if (!config_map(config, node, settings, into))
		return false;
	if (claim->text.len == 0 || claim->asset.len == 0)
		return config_refuse(config, node,
		    "a claim needs a text and an asset");
	return true;
}

static bool
read_claims(struct config *config, const yaml_node_t *node, void *into)
{
	struct claims *claims = into;
	struct config_list list;

	if (!config_sequence(config, node, sizeof *claims->at, read_claim,
		&list))
		return false;
	claims->at = list.at;
	claims->count = list.count;
	return true;
}

static bool
is_asset(const struct site *site, struct str name)
{
	for (size_t i = 0; i < site->asset_count; i++)
		if (str_eq_nocase(site->assets[i].name, name))
			return true;
	return false;
}

bool
claims_load(struct claims *claims, const char *path, const struct site *site,
    struct err *err)
{
	static const struct setting settings[] = {
		{ "claims", read_claims, 0 },
		{ 0 }
	};

	if (!config_load(path, &claims->arena, settings, claims, NULL, err))
		return false;
	for (size_t i = 0; i < claims->count; i++) {
		if (is_asset(site, claims->at[i].asset))
			continue;
		err_set(err, "asset '" STR_FMT "' is not among the assets of "
		    "the site file", STR_ARG(claims->at[i].asset));
		return err_in(err, "%s", path);
	}
	return true;
}

/* What the logs bound of an asset. */
struct bounds {
	uint64_t least, most;	/* most: of the hours covered */
	uint64_t held;		/* of the register; 0: not told */
	uint64_t open;		/* holes */
};

static bool
is_record_figure(const struct figure *f)
{
	struct str key = str_from(f->key);

	return str_starts(key, STR("figure.records_")) ||
	    str_eq(key, STR("figure.rows_exported"));
}

static bool
is_proven(const struct answers *answers)
{
	for (size_t c = 0; c < answers->coverage_count; c++)
		for (size_t h = 0; h < answers->coverage[c].hours; h++)
			if (answers->coverage[c].cells[h] != COVER_PROVEN)
				return false;
	return answers->coverage_count > 0;
}

/* Hostile counters stop short of the end instead of wrapping. */
static uint64_t
add(uint64_t a, uint64_t b)
{
	return a >= AT_MOST_UNKNOWN - 1 - b ? AT_MOST_UNKNOWN - 1 : a + b;
}

/* Records seen in full, as a summary and as a hit may be the same ones: the
 * largest is sure, the sum is the most. */
static struct bounds
bounds_of(const struct claim *claim, const struct site *site,
    const struct answers *answers)
{
	struct bounds b = { .open = is_proven(answers) ? 0 : 1 };

	for (size_t i = 0; i < site->asset_count; i++)
		if (str_eq_nocase(site->assets[i].name, claim->asset))
			b.held = site->assets[i].records;
	for (int q = Q4; q <= Q5; q++)
		for (size_t i = 0; i < answers->answer[q].figure_count; i++) {
			const struct figure *f = &answers->answer[q].figures[i];

			if (!is_record_figure(f) || (f->subject.len > 0 &&
			    !str_eq_nocase(f->subject, claim->asset)))
				continue;	/* of all: any of them */
			if (f->at_least > b.least)
				b.least = f->at_least;
			if (f->at_most == AT_MOST_UNKNOWN)
				b.open += f->hole_count;
			else
				b.most = add(b.most, f->at_most);
		}
	if (b.held > 0 && b.most > b.held)
		b.most = b.held;
	return b;
}

static enum verdict_of_claim
judge(const struct claim *claim, const struct bounds *b)
{
	if (b->held > 0 && claim->quantity > b->held)
		return CONTRADICTED;
	if (b->open == 0 && b->most < claim->quantity)
		return CONTRADICTED;
	if (b->least >= claim->quantity)
		return SUPPORTED;
	if (b->least > 0 && claim->quantity > b->most)
		return OVERSTATED;
	return b->open > 0 ? UNDETERMINABLE : UNPROVEN;
}

static void
claim_answer(const struct claim *claim, const struct site *site,
    struct answers *answers)
{
	struct bounds b = bounds_of(claim, site, answers);
	enum verdict_of_claim verdict = judge(claim, &b);
	bool over = b.held > 0 && claim->quantity > b.held;
	uint64_t number = verdict == SUPPORTED ? b.least
	    : verdict == UNDETERMINABLE ? b.open + answers->hole_count
	    : over ? b.held : b.most;
	struct statement *st = statement_add(answers, Q7, over
	    ? "q7.over_register" : verdicts[verdict].key,
	    verdicts[verdict].grade);

	statement_text(answers, st, "claim", claim->text);
	if (verdicts[verdict].number != NULL)
		statement_count(st, verdicts[verdict].number, number);
	if (over)
		statement_text(answers, st, "register", claim->asset);
}

void
claims_answer(const struct claims *claims, const struct site *site,
    struct answers *answers)
{
	struct answer *a = &answers->answer[Q7];

	a->grade = GRADE_UNKNOWABLE;
	if (claims->count == 0)
		statement_add(answers, Q7, "q7.none", GRADE_UNKNOWABLE);
	for (size_t i = 0; i < claims->count; i++)
		claim_answer(&claims->at[i], site, answers);
	for (size_t i = 0; i < a->statement_count; i++)
		if (a->statements[i].grade < a->grade)
			a->grade = a->statements[i].grade;
}
