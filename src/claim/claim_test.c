/* Verdicts on claims, from hand-made figures. */
#include "claim/claim.h"

#include "test/test.h"

struct desk {
	struct asset   assets[3];
	struct site    site;
	struct claim   claim;
	struct claims  claims;
	struct answers answers;
};

/* A register of 50,000 persons and 8 mailboxes. */
static void
desk_open(struct desk *d)
{
	*d = (struct desk){ .assets = {
		{ .name = STR("taj"), .kind = STR("register"),
		    .unit = STR("person"), .records = 50000 },
		{ .name = STR("mail"), .kind = STR("mailboxes"),
		    .records = 8 } } };
	d->site.assets = d->assets;
	d->site.asset_count = 2;
	d->claims.at = &d->claim;
	d->claims.count = 1;
	answers_init(&d->answers);
}

static void
desk_figure(struct desk *d, enum question q, const char *key,
    const char *subject, uint64_t least, uint64_t most)
{
	struct figure *f = figure_add(&d->answers, q, key, "unit",
	    str_from(subject));

	f->at_least = least;
	f->at_most = most;
}

/* The key of the verdict and the number it tells, -1: none. */
static const char *
verdict(struct desk *d, const char *asset, const char *unit,
    uint64_t quantity, int64_t *number)
{
	const struct statement *st;

	d->claim = (struct claim){ .text = STR("so many"),
		.asset = str_from(asset), .unit = str_from(unit),
		.quantity = quantity };
	d->answers.answer[Q7].statement_count = 0;
	claims_answer(&d->claims, &d->site, &d->answers);
	*number = -1;
	st = &d->answers.answer[Q7].statements[0];
	for (size_t i = 0; i < st->value_count; i++)
		if (st->values[i].type != VALUE_TEXT)
			*number = st->values[i].number;
	return st->key;
}

#define VERDICT(asset, unit, quantity, key, n)				\
	do {								\
		int64_t number;						\
		const char *is = verdict(&d, asset, unit, quantity,	\
		    &number);						\
		CHECK_STR(str_from(is), STR(key));			\
		CHECK(number == (n));					\
	} while (0)

TEST(a_figure_without_an_upper_end_overstates_no_claim)
{
	struct desk d;

	desk_open(&d);
	desk_figure(&d, Q5, "figure.rows_exported", "taj", 412,
	    AT_MOST_UNKNOWN);
	VERDICT("taj", "persons", 400, "q7.supported", 412);
	VERDICT("taj", "", 413, "q7.undeterminable", 1);
	VERDICT("taj", "", 50001, "q7.over_register", 50000);
	desk_figure(&d, Q4, "figure.records_full", "taj", 3, 20);
	VERDICT("taj", "", 413, "q7.undeterminable", 1);
	answers_fini(&d.answers);
}

TEST(a_claim_beyond_what_the_hours_covered_hold_is_overstated)
{
	struct desk d;

	desk_open(&d);
	desk_figure(&d, Q4, "figure.records_full", "taj", 3, 20);
	desk_figure(&d, Q4, "figure.records_full", "other", 90, 90);
	VERDICT("taj", "records", 21, "q7.overstated", 20);
	VERDICT("taj", "records", 20, "q7.undeterminable", 1);
	answers_fini(&d.answers);
}

TEST(a_claim_is_held_against_its_own_unit)
{
	struct desk d;

	desk_open(&d);
	desk_figure(&d, Q3, "figure.accounts", "", 2, 3);
	desk_figure(&d, Q4, "figure.messages", "", 1, 287);
	desk_figure(&d, Q4, "figure.messages", "alice", 1, 287);
	desk_figure(&d, Q5, "figure.bytes", "", 1000, 22070000);
	VERDICT("mail", "", 280, "q7.undeterminable", 1);
	VERDICT("mail", "mails", 300, "q7.overstated", 287);
	VERDICT("mail", "accounts", 9, "q7.over_accounts", 8);
	VERDICT("mail", "Mailboxes", 2, "q7.supported", 2);
	VERDICT("mail", "MB", 22, "q7.undeterminable", 1);
	VERDICT("taj", "persons", 280, "q7.uncounted", -1);
	VERDICT("mail", "files", 280, "q7.uncounted", -1);
	VERDICT("mail", "secrets", 1, "q7.uncounted", -1);
	d.site.asset_count = 1;	/* bytes of other assets are not its own */
	d.assets[0] = d.assets[1];
	VERDICT("mail", "bytes", 1000, "q7.supported", 1000);
	VERDICT("mail", "MB", 60, "q7.overstated", 22070000);
	answers_fini(&d.answers);
}

TEST(of_several_assets_of_mailboxes_each_has_its_own_accounts)
{
	struct desk d;
	struct str listed[] = { STR("Alice@interieur.example"),
		STR("@cloud.example") };
	struct str domain = STR("interieur.example");
	struct verdict verdicts[] = {
		{ .account = STR("alice"), .grade = GRADE_CONFIRMED },
		{ .account = STR("alice"), .grade = GRADE_CONFIRMED },
		{ .account = STR("eve@cloud.example"), .grade = GRADE_CONFIRMED },
		{ .account = STR("bob"), .grade = GRADE_PROBABLE },
		{ .account = STR("bob"), .grade = GRADE_CONFIRMED,
		    .backend = true },
	};

	desk_open(&d);
	d.site.domains = &domain;
	d.site.domain_count = 1;
	d.assets[0] = (struct asset){ .name = STR("bob"),
		.kind = STR("mailbox") };
	d.assets[1].mailboxes = listed;
	d.assets[1].mailbox_count = 2;
	desk_figure(&d, Q3, "figure.accounts", "", 2, 3);
	desk_figure(&d, Q4, "figure.messages", "", 46, 287);
	desk_figure(&d, Q4, "figure.messages", "alice", 30, 100);
	desk_figure(&d, Q4, "figure.messages", "bob", 5, 150);
	desk_figure(&d, Q4, "figure.messages", "eve@cloud.example", 11, 37);
	desk_figure(&d, Q5, "figure.bytes", "", 1000, 22070000);
	desk_figure(&d, Q5, "figure.bytes", "bob", 900, 22070000);
	d.answers.verdicts = verdicts;
	d.answers.verdict_count = sizeof verdicts / sizeof *verdicts;
	VERDICT("mail", "", 41, "q7.supported", 41);
	VERDICT("mail", "", 42, "q7.undeterminable", 1);
	VERDICT("bob", "mails", 5, "q7.supported", 5);
	VERDICT("bob", "mails", 288, "q7.overstated", 287);
	VERDICT("mail", "accounts", 2, "q7.supported", 2);
	VERDICT("bob", "accounts", 1, "q7.undeterminable", 1);
	VERDICT("bob", "bytes", 900, "q7.supported", 900);
	d.assets[2] = (struct asset){ .name = STR("taj"),
		.kind = STR("register") };
	d.site.asset_count = 3;		/* its bytes may be among them */
	VERDICT("bob", "bytes", 900, "q7.undeterminable", 1);
	d.answers.verdicts = NULL;
	d.answers.verdict_count = 0;
	answers_fini(&d.answers);
}

TEST(all_hours_proven_contradict_what_they_do_not_hold)
{
	struct desk d;
	uint8_t cell = COVER_PROVEN;
	struct coverage cover = { .cells = &cell, .hours = 1 };

	desk_open(&d);
	desk_figure(&d, Q4, "figure.messages", "", 1, 287);
	d.answers.coverage = &cover;
	d.answers.coverage_count = 1;
	VERDICT("mail", "messages", 288, "q7.contradicted", 287);
	VERDICT("mail", "messages", 287, "q7.unproven", -1);
	VERDICT("mail", "files", 1, "q7.uncounted", -1);
	d.answers.coverage = NULL;
	d.answers.coverage_count = 0;
	answers_fini(&d.answers);
}
