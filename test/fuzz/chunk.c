/* chunk: fuzz what the core reads of a row group that a worker sent.
 *
 * The input is a list of changes to a sound chunk, three bytes each: where
 * (two) and what to add; then the bytes are read as they are, too. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/must.h"
#include "store/chunk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is accepted must hold together. */
static void
chunk_try(struct str bytes)
{
	static struct chunk chunk;
	struct chunk_time time = { 0 };
	char *copy = mem_new(bytes.len);	/* one byte too many is seen */
	uint64_t pages = 0;
	struct err err;

	if (bytes.len > 0)
		memcpy(copy, bytes.at, bytes.len);
	if (chunk_read(&chunk, str_of(copy, bytes.len), &err)) {
		for (int c = C_TIME + 1; c < COLUMN_COUNT; c++)
			pages += chunk.columns[c].bytes;
		must(pages == chunk.pages.len);
		for (uint32_t row = 0; row < chunk.head.rows; row++)
			must(chunk_take_time(&chunk.times, &time));
		must(chunk.times.len == 0);
	}
	free(copy);
}

/* Three rows from two inputs. */
static struct str
chunk_sound(void)
{
	static struct store_rows *rows;		/* for ever: sound is in it */
	static struct str sound;
	struct store_locus locus = { .source = STR("mail.log"), .length = 9 };
	struct event ev;

	if (sound.len > 0)
		return sound;
	rows = store_rows_new();
	for (uint32_t i = 0; i < 3; i++) {
		event_reset(&ev);
		ev.time = (struct stamp){ { 1765486800000 + i }, STAMP_SET };
		event_set(&ev, F_USER, STR("a.durand"));
		locus.input = i / 2;
		store_rows_add(rows, &ev, &locus);
	}
	sound = store_rows_finish(rows);
	return sound;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str sound = chunk_sound();
	char *changed = mem_new(sound.len);

	memcpy(changed, sound.at, sound.len);
	for (size_t i = 0; i + 3 <= size; i += 3) {
		size_t where = (size_t)data[i] << 8 | data[i + 1];

		changed[where % sound.len] += (char)data[i + 2];
	}
	chunk_try(str_of(changed, sound.len));
	chunk_try(str_of((const char *)data, size));
	free(changed);
	return 0;
}
