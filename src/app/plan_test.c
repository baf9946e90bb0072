#include "app/plan.h"

#include "base/buf.h"
#include "source/unpack.h"
#include "test/test.h"

static struct plan plan;
static struct err err;

static void
plan_begin(void)
{
	struct plan_options cut = { .range_bytes = 1 << 20 };
	char *paths[] = { (char *)(uintptr_t)test_file("one.tar", STR("x\n")) };

	plan_make(&plan, paths, 1, &cut);
	CHECK_U64(plan.unit_count, 1);
}

static bool
member_sent(uint32_t number, size_t path_len, int64_t mtime_ms)
{
	struct wire_member about = { mtime_ms, number, 1 };
	struct buf payload = { 0 };
	bool fine;

	buf_add(&payload, str_of((const char *)&about, sizeof about));
	buf_fill(&payload, 'p', path_len);
	fine = plan_member(&plan, &plan.units[0], buf_str(&payload), &err);
	buf_fini(&payload);
	return fine;
}

static struct str
done_of(uint64_t lines)
{
	static struct wire_done done;

	done = (struct wire_done){
		.lines = lines, .foreign = lines, .plain_bytes = lines * 2,
	};
	return str_of((const char *)&done, sizeof done);
}

TEST(members_become_inputs_behind_their_archive)
{
	plan_begin();
	CHECK(member_sent(1, 3, 1000));
	CHECK(plan_part(&plan, &plan.units[0], done_of(5), &err));
	CHECK(member_sent(2, 4, 2000));
	CHECK(plan_part(&plan, &plan.units[0], done_of(7), &err));
	CHECK(plan_has_member(&plan, &plan.units[0], 2));
	CHECK(!plan_has_member(&plan, &plan.units[0], 3));
	CHECK_U64(plan.totals.lines, 0);	/* whole or not at all */
	CHECK(plan_done(&plan, &plan.units[0], done_of(0), &err));
	CHECK_U64(plan.totals.lines, 12);
	plan_settle(&plan);
	CHECK_U64(plan.input_count, 3);
	CHECK(str_ends(plan.inputs[1].path, STR("one.tar!ppp")));
	CHECK(!plan.inputs[0].is_member && plan.inputs[2].is_member);
	CHECK_U64(plan.inputs[2].lines, 7);
	plan_fini(&plan);
}

TEST(members_that_cannot_be_are_refused)
{
	const struct wire_unit *unit;

	plan_begin();
	unit = &plan.units[0];
	CHECK(!member_sent(0, 1, 0));
	CHECK(!member_sent(2, 1, 0));
	CHECK(!member_sent(1, UNPACK_PATH + 1, 0));
	CHECK(!member_sent(1, 1, -1));
	CHECK(!member_sent(1, 1, INT64_MAX));
	CHECK(!plan_member(&plan, unit, STR("short"), &err));
	CHECK(!plan_part(&plan, unit, done_of(1), &err));
	CHECK(member_sent(1, 1, 0));
	CHECK(!member_sent(2, 1, 0));	/* the first is not over */
	CHECK(!plan_done(&plan, unit, done_of(1), &err));
	CHECK(plan_part(&plan, unit, done_of(1), &err));
	CHECK(!plan_part(&plan, unit, done_of(1), &err));
	plan_lost(&plan, unit, "was killed");
	CHECK(!plan_has_member(&plan, unit, 1));
	plan_settle(&plan);
	CHECK_U64(plan.input_count, 1);
	CHECK_U64(plan.totals.lines, 0);
	CHECK(str_ends(plan.inputs[0].error, STR("was killed")));
	plan_fini(&plan);
}
