#include "base/table.h"

#include "test/test.h"

TEST(a_table_keeps_what_was_added_and_forgets_what_was_removed)
{
	struct table table;
	bool fresh;

	table_init(&table);
	for (uint64_t key = 0; key < 5000; key++) {
		*table_add(&table, key * 7, &fresh) = key;
		CHECK(fresh);
	}
	for (uint64_t key = 0; key < 5000; key += 3)
		table_remove(&table, key * 7);
	for (uint64_t key = 0; key < 5000; key++) {
		uint64_t *value = table_find(&table, key * 7);

		if (key % 3 == 0)
			CHECK(value == NULL);
		else if (CHECK(value != NULL))
			CHECK_U64(*value, key);
	}
	table_fini(&table);
}
