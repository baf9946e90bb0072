/* directory: fuzz the reading of a directory's export, which holds what
 * people typed about themselves. */
#include "event/directory.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct directory d;
	struct arena arena;
	struct err err = { "" };

	arena_init(&arena);
	if (!directory_read(&d, str_of((const char *)data, size), &arena,
	    &err))
		must(err.text[0] != '\0');
	for (size_t i = 0; i < d.alias_count; i++)
		must(d.aliases[i].person < d.count &&
		    d.aliases[i].alias.len > 0);
	directory_fini(&d);
	arena_fini(&arena);
	return 0;
}
