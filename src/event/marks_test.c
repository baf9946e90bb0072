/* What people decided about findings. */
#include "event/marks.h"

#include "test/test.h"

TEST(marks_are_read_as_they_were_written)
{
	struct marks marks, again;
	struct mark one = { .finding = STR("0123456789ab"), .truth = false,
		.reason = STR("ours: \"scan\"\n\001"), .author = STR("") };
	struct mark other = { .finding = STR("ba9876543210"), .truth = true };
	struct buf text = { 0 };
	struct err err;
	const struct mark *found;

	marks_init(&marks);
	marks_init(&again);
	CHECK(marks_load(&marks, "/nowhere/marks.yml", &err));
	marks_put(&marks, &one);
	marks_put(&marks, &other);
	one.truth = true;
	marks_put(&marks, &one);
	CHECK_U64(marks.count, 2);
	marks_text(&marks, &text);
	CHECK(marks_load(&again, test_file("marks.yml", buf_str(&text)), &err));
	CHECK_U64(again.count, 2);
	found = marks_find(&again, one.finding);
	MUST_CHECK(found != NULL);
	CHECK(found->truth);
	CHECK_STR(found->reason, one.reason);
	CHECK(marks_find(&again, STR("000000000000")) == NULL);
	buf_fini(&text);
	marks_fini(&marks);
	marks_fini(&again);
}

TEST(a_finding_keeps_its_name_and_another_has_another)
{
	struct intern names;
	char one[MARK_DIGITS + 1], two[MARK_DIGITS + 1];
	struct finding f = { .name = "guessing", .first = { 1000 } };

	intern_init(&names);
	f.user = intern_add(&names, STR("durand"));
	CHECK_STR(finding_name(&f, &names, one), finding_name(&f, &names, two));
	f.count = 7;
	CHECK_STR(finding_name(&f, &names, two), str_of(one, MARK_DIGITS));
	f.first.ms++;
	CHECK(!str_eq(finding_name(&f, &names, two),
	    str_of(one, MARK_DIGITS)));
	intern_fini(&names);
}
