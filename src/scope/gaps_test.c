/* What sources that were not understood, or say too little, leave open. */
#include "scope/scene_test.h"

#include <string.h>

#include "test/test.h"

/* Alice's one session, while lines of that stream were not understood. */
static void
missed_open(struct scene *b, enum grade grade, const char *stream,
    int64_t from, int64_t to)
{
	struct cut cut = { .stream = str_from(stream), .from = { from },
		.to = { to }, .missed = true, .lines = 7 };
	struct scope_input input;

	scene_make(b, SERVICE_IMAP, SESSION_COUNTED, grade);
	input = (struct scope_input){ .site = &b->site, .names = &b->names,
		.sessions = &b->sessions, .findings = &b->findings,
		.incident = &b->incident, .cuts = &cut, .cut_count = 1,
		.marks = &b->marks };
	b->answers.to.ms = 9000;
	b->scope = scope_open(&input, &b->answers);
	scope_close(b->scope);
}

static bool
is_open(const struct scene *b, const char *id)
{
	const struct figure *f = figure(b, id);

	return f != NULL && f->at_most == AT_MOST_UNKNOWN &&
	    f->hole_count > 0;
}

static bool
has_hole(const struct scene *b, const char *why, const char *stream)
{
	for (size_t i = 0; i < b->answers.hole_count; i++)
		if (strcmp(b->answers.holes[i].why, why) == 0 &&
		    str_eq(b->answers.holes[i].stream, str_from(stream)))
			return true;
	return false;
}

TEST(what_nobody_understood_may_tell_of_anything)
{
	static const char *const streams[] = { "", "portal@mail" };

	for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
		struct scene b;

		missed_open(&b, GRADE_CONFIRMED, streams[i], 5000, 9000);
		CHECK(is_open(&b, "q3.accounts"));
		CHECK(is_open(&b, "q3.sessions"));
		CHECK(is_open(&b, "q4.messages:alice"));
		CHECK(is_open(&b, "q4.records_full"));
		CHECK(is_open(&b, "q5.rows_exported"));
		CHECK(is_open(&b, "q6.mails_sent:alice"));
		CHECK(has_hole(&b, i == 0 ? "hole.missed_any" :
		    "hole.missed", streams[i]));
		scene_free(&b);
	}
}

TEST(a_format_s_own_lines_hide_what_it_tells_and_no_more)
{
	struct scene b;

	missed_open(&b, GRADE_CONFIRMED, "dovecot@mail", 5000, 9000);
	CHECK(is_open(&b, "q3.accounts"));
	CHECK(is_open(&b, "q4.messages:alice"));
	CHECK(figure(&b, "q4.records_full") == NULL);
	CHECK(figure(&b, "q6.mails_sent:alice") == NULL);
	scene_free(&b);
}

TEST(they_may_have_come_in_hours_that_nobody_understood)
{
	struct scene b;

	missed_open(&b, GRADE_CONFIRMED, "dovecot@mail", 1, 2);
	CHECK(is_open(&b, "q3.accounts"));
	CHECK(is_open(&b, "q4.messages:alice"));
	scene_free(&b);
}

TEST(without_an_incident_there_may_be_one_where_nobody_understood)
{
	struct scene b;

	missed_open(&b, GRADE_EXCLUDED, "", 5000, 9000);
	CHECK(is_open(&b, "q3.accounts"));
	CHECK(is_open(&b, "q3.sessions"));
	CHECK(is_open(&b, "q3.addresses"));
	CHECK(figure(&b, "q4.messages:alice") == NULL);
	CHECK(is_open(&b, "q4.messages"));
	CHECK(is_open(&b, "q4.records_full"));
	CHECK(is_open(&b, "q5.web_bytes"));
	CHECK(is_open(&b, "q6.mails_sent"));
	CHECK(statement(&b, Q8, "q8.none") == NULL);
	CHECK(statement(&b, Q8, "q8.unread") != NULL);
	scene_free(&b);
}

/* Was alice in an application with such a mapping: are its records open? */
static void
mapping_check(struct mapping mapping, enum grade grade, bool open)
{
	struct scene b;

	scene_make(&b, SERVICE_APP, 0, grade);
	mapping.name = STR("portal");
	b.site.mappings = (struct mapping_list){ &mapping, 1 };
	b.session[0].stream = intern_add(&b.names, STR("portal@mail"));
	scene_begin(&b);
	scope_close(b.scope);
	CHECK(is_open(&b, "q4.records_full") == open);
	CHECK(is_open(&b, "q5.rows_exported") == open);
	CHECK(has_hole(&b, "hole.no_records", "portal@mail") == open);
	scene_free(&b);
}

TEST(an_application_mapped_without_records_caps_none)
{
	struct mapping_field user = { .target = F_USER }, more[] = {
		{ .target = F_USER }, { .target = F_RECORD } };
	struct mapping_const kind = { .target = TARGET_KIND };

	mapping_check((struct mapping){ .fields = &user, .field_count = 1 },
	    GRADE_CONFIRMED, true);
	mapping_check((struct mapping){ .fields = &user, .field_count = 1 },
	    GRADE_EXCLUDED, false);
	mapping_check((struct mapping){ .fields = more, .field_count = 2 },
	    GRADE_CONFIRMED, false);
	mapping_check((struct mapping){ .fields = &user, .field_count = 1,
		.consts = &kind, .const_count = 1 }, GRADE_CONFIRMED, false);
}
