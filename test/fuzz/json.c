/* json: fuzz the reader, with and without an arena, and skipping. */
#include "base/json.h"

#include <stdlib.h>

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads to the end; gives the number of tokens, which is bounded by bytes. */
static size_t
read_all(struct str text, struct arena *arena, bool skip)
{
	struct json_in in;
	struct str value, raw;
	size_t tokens = 0;

	json_open(&in, text, arena);
	for (;;) {
		enum json token = json_next(&in, &value);

		if (token == JSON_BAD || token == JSON_END)
			return tokens;
		must(tokens++ <= text.len);
		if (token == JSON_KEY || token == JSON_TEXT)
			must(str_hash(value) == str_hash(value));
		if (skip && (token == JSON_OBJECT || token == JSON_ARRAY) &&
		    json_skip(&in, &raw))
			must(raw.len >= 2);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	char *copy = mem_new(size);
	struct str text = str_of(copy, size);

	if (size > 0)
		memcpy(copy, data, size);
	arena_init(&arena);
	/* without an arena escapes are not decoded, so not judged either */
	must(read_all(text, NULL, false) >= read_all(text, &arena, false));
	read_all(text, &arena, true);
	arena_fini(&arena);
	free(copy);
	return 0;
}
