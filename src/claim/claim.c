#include "claim/claim.h"

#include "base/config.h"
#include "base/table.h"

enum verdict_of_claim { SUPPORTED, CONTRADICTED, OVERSTATED, UNDETERMINABLE,
	UNPROVEN, OVER_REGISTER, UNCOUNTED };

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
	[OVER_REGISTER] = { "q7.over_register", GRADE_EXCLUDED, "most" },
	[UNCOUNTED] = { "q7.uncounted", GRADE_UNKNOWABLE, NULL },
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

static const struct asset *
asset_find(const struct site *site, struct str name)
{
	for (size_t i = 0; i < site->asset_count; i++)
		if (str_eq_nocase(site->assets[i].name, name))
			return &site->assets[i];
	return NULL;
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
		if (asset_find(site, claims->at[i].asset) != NULL)
			continue;
		err_set(err, "asset '" STR_FMT "' is not among the assets of "
		    "the site file", STR_ARG(claims->at[i].asset));
		return err_in(err, "%s", path);
	}
	return true;
}

/* What figures and sizes of assets count in. */
enum counted { COUNTED_NOTHING, COUNTED_RECORDS, COUNTED_MESSAGES,
	COUNTED_ACCOUNTS, COUNTED_FILES, COUNTED_BYTES };

/* The words for them, in the singular: one record is one person. */
static const struct { struct str word; enum counted counted; uint64_t times; }
units[] = {
	{ STR_INIT("record"), COUNTED_RECORDS, 1 },
	{ STR_INIT("person"), COUNTED_RECORDS, 1 },
	{ STR_INIT("row"), COUNTED_RECORDS, 1 },
	{ STR_INIT("fiche"), COUNTED_RECORDS, 1 },
	{ STR_INIT("personne"), COUNTED_RECORDS, 1 },
	{ STR_INIT("ligne"), COUNTED_RECORDS, 1 },
	{ STR_INIT("message"), COUNTED_MESSAGES, 1 },
	{ STR_INIT("mail"), COUNTED_MESSAGES, 1 },
	{ STR_INIT("email"), COUNTED_MESSAGES, 1 },
	{ STR_INIT("e-mail"), COUNTED_MESSAGES, 1 },
	{ STR_INIT("courriel"), COUNTED_MESSAGES, 1 },
	{ STR_INIT("account"), COUNTED_ACCOUNTS, 1 },
	{ STR_INIT("mailbox"), COUNTED_ACCOUNTS, 1 },
	{ STR_INIT("mailboxe"), COUNTED_ACCOUNTS, 1 },	/* less an s */
	{ STR_INIT("compte"), COUNTED_ACCOUNTS, 1 },
	{ STR_INIT("file"), COUNTED_FILES, 1 },
	{ STR_INIT("fichier"), COUNTED_FILES, 1 },
	{ STR_INIT("byte"), COUNTED_BYTES, 1 },
	{ STR_INIT("octet"), COUNTED_BYTES, 1 },
	{ STR_INIT("kB"), COUNTED_BYTES, 1000 },
	{ STR_INIT("MB"), COUNTED_BYTES, 1000000 },
	{ STR_INIT("GB"), COUNTED_BYTES, 1000000000 },
	{ STR_INIT("TB"), COUNTED_BYTES, 1000000000000 },
	{ STR_INIT("ko"), COUNTED_BYTES, 1000 },
	{ STR_INIT("Mo"), COUNTED_BYTES, 1000000 },
	{ STR_INIT("Go"), COUNTED_BYTES, 1000000000 },
	{ STR_INIT("To"), COUNTED_BYTES, 1000000000000 },
};

static const struct { const char *key; enum counted counted; } counters[] = {
	{ "figure.records_full", COUNTED_RECORDS },
	{ "figure.records_summary", COUNTED_RECORDS },
	{ "figure.records_seen", COUNTED_RECORDS },
	{ "figure.records_hit", COUNTED_RECORDS },
	{ "figure.rows_exported", COUNTED_RECORDS },
	/* those copied in bulk are among them */
	{ "figure.messages", COUNTED_MESSAGES },
	{ "figure.accounts", COUNTED_ACCOUNTS },
	{ "figure.files", COUNTED_FILES },
	{ "figure.bytes", COUNTED_BYTES },
};

/* What is claimed, in what can be counted, and what bounds it. */
struct bounds {
	enum counted counted;
	uint64_t     quantity;
	uint64_t     least, most;	/* most: of the hours covered */
	uint64_t     held;		/* by the asset; 0: not told */
	bool	     any;		/* a figure counts it */
	bool	     open;		/* no figure caps it */
	bool	     proven;		/* every hour */
};

static struct str
singular(struct str word)
{
	if (word.len > 0 && (word.at[word.len - 1] | 32) == 's')
		word.len--;
	return word;
}

static bool
is_mailboxes(const struct asset *asset)
{
	return str_eq_nocase(singular(asset->kind), STR("mailboxe")) ||
	    str_eq_nocase(asset->kind, STR("mailbox"));
}

static enum counted
unit_counted(struct str unit, uint64_t *times)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (str_eq_nocase(singular(unit), units[i].word)) {
			*times = units[i].times;
			return units[i].counted;
		}
	*times = 1;
	return COUNTED_NOTHING;
}

/* The unit of an asset; a register has records, whatever it calls them. */
static enum counted
asset_counted(const struct asset *asset)
{
	uint64_t times;
	enum counted counted = unit_counted(asset->unit, &times);

	if (counted != COUNTED_NOTHING)
		return counted;
	return is_mailboxes(asset) ? COUNTED_MESSAGES : COUNTED_RECORDS;
}

static enum counted
claim_counted(const struct claim *claim, const struct asset *asset,
    uint64_t *times)
{
	enum counted counted = unit_counted(claim->unit, times);

	if (claim->unit.len == 0 || (counted == COUNTED_NOTHING &&
	    str_eq_nocase(singular(claim->unit), singular(asset->unit))))
		return asset_counted(asset);
	return counted;
}

/* How many of them the asset holds in all; 0: not told.  A mailbox may hold
 * any number of messages. */
static uint64_t
asset_holds(const struct asset *asset, enum counted counted)
{
	if (is_mailboxes(asset))
		return counted == COUNTED_ACCOUNTS ? asset->records : 0;
	return counted == asset_counted(asset) ? asset->records : 0;
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

static uint64_t
multiply(uint64_t a, uint64_t b)
{
	return b != 0 && a > (AT_MOST_UNKNOWN - 1) / b ? AT_MOST_UNKNOWN - 1
	    : a * b;
}

static bool
is_counter(const struct figure *f, enum counted counted)
{
	for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
		if (str_eq(str_from(f->key), str_from(counters[i].key)))
			return counters[i].counted == counted;
	return false;
}

/* Figures of records name their register; the others are taken as a whole,
 * which is the asset's own if there is no other. */
static bool
is_about(const struct figure *f, enum counted counted,
    const struct asset *asset)
{
	return is_counter(f, counted) && (f->subject.len == 0 ||
	    (counted == COUNTED_RECORDS &&
	    str_eq_nocase(f->subject, asset->name)));
}

static bool
has_others(const struct asset *asset, enum counted counted,
    const struct site *site)
{
	bool mail = is_mailboxes(asset);

	if (counted == COUNTED_RECORDS)
		return false;
	for (size_t i = 0; i < site->asset_count; i++)
		if (&site->assets[i] != asset && (counted == COUNTED_BYTES ||
		    is_mailboxes(&site->assets[i]) == mail))
			return true;
	return false;
}

/* Is the account's mailbox of the asset: by its own name, or as listed? */
static bool
is_own(const struct asset *asset, struct str account, const struct site *site)
{
	char buf[512];		/* longer names stay unfolded */

	if (asset->mailbox_count == 0)
		return str_eq(site_principal(site, asset->name, buf,
		    sizeof buf), account);
	for (size_t i = 0; i < asset->mailbox_count; i++) {
		struct str own = asset->mailboxes[i];

		if (own.len > 1 && own.at[0] == '@' ?
		    account.len > own.len && str_eq_nocase(str_of(account.at +
		    account.len - own.len, own.len), own) :
		    str_eq(site_principal(site, own, buf, sizeof buf),
		    account))
			return true;
	}
	return false;
}

/* Accounts of the asset that were surely entered. */
static uint64_t
accounts_entered(const struct asset *asset, const struct site *site,
    const struct answers *answers)
{
	struct table counted;
	uint64_t count = 0;

	table_init(&counted);
	for (size_t i = 0; i < answers->verdict_count; i++) {
		const struct verdict *v = &answers->verdicts[i];
		bool fresh;

		if (v->grade != GRADE_CONFIRMED || v->backend ||
		    !is_own(asset, v->account, site))
			continue;
		table_add(&counted, str_hash(v->account), &fresh);
		count += fresh;
	}
	table_fini(&counted);
	return count;
}

/* What surely is the asset's own where others of its kind are: of mailboxes,
 * the figures of their accounts.  Bytes may be of a register as well. */
static uint64_t
own_least(enum counted counted, const struct asset *asset,
    const struct site *site, const struct answers *answers)
{
	uint64_t least = 0;

	if (!is_mailboxes(asset))
		return 0;
	for (size_t i = 0; counted == COUNTED_BYTES && i < site->asset_count;
	     i++)
		if (!is_mailboxes(&site->assets[i]))
			return 0;
	if (counted == COUNTED_ACCOUNTS)
		return accounts_entered(asset, site, answers);
	for (int q = Q3; q <= Q5; q++)
		for (size_t i = 0; i < answers->answer[q].figure_count; i++) {
			const struct figure *f = &answers->answer[q].figures[i];

			if (is_counter(f, counted) && f->subject.len > 0 &&
			    is_own(asset, f->subject, site))
				least = add(least, f->at_least);
		}
	return least;
}

/* Records seen in full, as a summary and as a hit may be the same ones: the
 * largest is sure, the sum is the most. */
static struct bounds
bounds_of(const struct claim *claim, const struct asset *asset,
    const struct site *site, const struct answers *answers)
{
	struct bounds b = { .proven = is_proven(answers) };
	uint64_t times;
	bool others;

	b.counted = claim_counted(claim, asset, &times);
	b.quantity = multiply(claim->quantity, times);
	b.held = asset_holds(asset, b.counted);
	others = has_others(asset, b.counted, site);
	if (others)
		b.least = own_least(b.counted, asset, site, answers);
	for (int q = Q3; q <= Q5; q++)
		for (size_t i = 0; i < answers->answer[q].figure_count; i++) {
			const struct figure *f = &answers->answer[q].figures[i];

			if (!is_about(f, b.counted, asset))
				continue;
			b.any = true;
			if (!others && f->at_least > b.least)
				b.least = f->at_least;
			if (f->at_most == AT_MOST_UNKNOWN)
				b.open = true;
			else
				b.most = add(b.most, f->at_most);
		}
	if (b.held > 0 && b.most > b.held)
		b.most = b.held;
	return b;
}

static enum verdict_of_claim
judge(const struct bounds *b)
{
	if (b->held > 0 && b->quantity > b->held)
		return OVER_REGISTER;
	if (!b->any)
		return UNCOUNTED;
	if (b->proven && !b->open && b->most < b->quantity)
		return CONTRADICTED;
	if (b->least >= b->quantity)
		return SUPPORTED;
	if (b->least > 0 && !b->open && b->quantity > b->most)
		return OVERSTATED;
	return b->open || !b->proven ? UNDETERMINABLE : UNPROVEN;
}

static void
claim_number(struct statement *st, enum verdict_of_claim verdict,
    const struct bounds *b, const struct answers *answers)
{
	const char *name = verdicts[verdict].number;

	if (verdict == UNDETERMINABLE)	/* hours not proven are one */
		statement_count(st, name, answers->hole_count +
		    (!b->proven || answers->hole_count == 0));
	else if (name != NULL && b->counted == COUNTED_BYTES)
		statement_bytes(st, name, verdict == SUPPORTED ? b->least
		    : verdict == OVER_REGISTER ? b->held : b->most);
	else if (name != NULL)
		statement_count(st, name, verdict == SUPPORTED ? b->least
		    : verdict == OVER_REGISTER ? b->held : b->most);
}

static void
claim_answer(const struct claim *claim, const struct asset *asset,
    const struct site *site, struct answers *answers)
{
	struct bounds b = bounds_of(claim, asset, site, answers);
	enum verdict_of_claim verdict = judge(&b);
	bool accounts = verdict == OVER_REGISTER &&
	    b.counted == COUNTED_ACCOUNTS;
	struct statement *st = statement_add(answers, Q7, accounts
	    ? "q7.over_accounts" : verdicts[verdict].key,
	    verdicts[verdict].grade);

	statement_text(answers, st, "claim", claim->text);
	claim_number(st, verdict, &b, answers);
	if (verdict == OVER_REGISTER)
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
		claim_answer(&claims->at[i], asset_find(site,
		    claims->at[i].asset), site, answers);
	for (size_t i = 0; i < a->statement_count; i++)
		if (a->statements[i].grade < a->grade)
			a->grade = a->statements[i].grade;
}
