#include "base/dense.h"

#include "test/test.h"

TEST(a_dense_array_is_zero_where_nothing_was_set)
{
	struct dense dense = { 0 };

	*dense_at(&dense, 5000) = 7;
	CHECK_U64(dense_get(&dense, 5000), 7);
	for (size_t key = 0; key < 5000; key++)
		CHECK_U64(dense_get(&dense, key), 0);
	CHECK_U64(dense_get(&dense, 1u << 30), 0);
	dense_fini(&dense);
}
