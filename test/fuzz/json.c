/* json: fuzz the reader, with and without an arena, skipping and walking. */
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

/* Walks into all that can be walked, to a depth; what the walkers give lies
 * within the text. */
static void
walk_all(struct str text, struct arena *arena, int depth)
{
	struct json_walk walk;
	struct str key = { 0 }, value = { 0 };
	bool object = json_walk(&walk, text, '{');
	enum json type = JSON_NULL;

	if (depth == 0 || (!object && !json_walk(&walk, text, '[')))
		return;
	while (type != JSON_BAD && type != JSON_END) {
		type = object ? json_walk_member(&walk, &key, &value)
			      : json_walk_element(&walk, &value);
		if (type == JSON_BAD || type == JSON_END)
			break;
		must(value.at >= text.at &&
		    value.at + value.len <= text.at + text.len);
		if (type == JSON_TEXT)
			must(json_plain_text(value, arena).len <= value.len);
		else
			walk_all(value, arena, depth - 1);
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
	walk_all(text, &arena, 8);
	arena_fini(&arena);
	free(copy);
	return 0;
}
