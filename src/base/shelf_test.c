#include "base/shelf.h"

#include "test/test.h"

struct thing { uint64_t n; char rest[5]; };

TEST(a_thing_is_zeroed_at_first_and_kept_afterwards)
{
	struct shelf shelf = { 0 };

	for (size_t key = 5000; key-- > 0;) {
		struct thing *thing = shelf_at(&shelf, key, sizeof *thing);

		CHECK_U64(thing->n, 0);
		thing->n = key + 1;
	}
	for (size_t key = 0; key < 5000; key++) {
		struct thing *thing = shelf_at(&shelf, key, sizeof *thing);

		CHECK_U64(thing->n, key + 1);
	}
	CHECK_U64(shelf.count, 5000);
	shelf_fini(&shelf);
}

TEST(what_nobody_asked_for_is_not_there)
{
	struct shelf shelf = { 0 };

	CHECK(shelf_get(&shelf, 0) == NULL);
	shelf_at(&shelf, 7, sizeof(struct thing));
	CHECK(shelf_get(&shelf, 6) == NULL);
	CHECK(shelf_get(&shelf, 7) != NULL);
	CHECK(shelf_get(&shelf, 100000) == NULL);
	shelf_fini(&shelf);
}
