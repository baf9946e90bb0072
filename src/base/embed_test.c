#include "base/embed.h"

#include "test/test.h"

TEST(every_embedded_file_is_found_by_its_name_and_ends_in_nul)
{
	for (size_t i = 0; i < embedded_count; i++) {
		struct str file = embedded_find(str_from(embedded[i].name));

		CHECK(file.at == embedded[i].at);
		CHECK_U64(file.at[file.len], 0);
	}
}

TEST(a_file_that_is_not_there_is_said_to_be_absent)
{
	CHECK(embedded_find(STR("share/no-such-file")).at == NULL);
	CHECK(embedded_find(STR("")).at == NULL);
}
