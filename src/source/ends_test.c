#include "source/ends.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/scan.h"
#include "test/test.h"

enum { TEXT = 6000 };

/* Lines of up to `longest` bytes, one byte in `odd` no printable ASCII. */
static void
text_make(char *text, unsigned longest, unsigned odd, unsigned seed)
{
	for (size_t i = 0; i < TEXT; i++) {
		unsigned draw = (seed = seed * 1103515245 + 12345) >> 8;

		text[i] = draw % longest == 0 ? '\n' :
		    draw / 512 % odd == 0 ? "\t\r\0\x1b\x7f\x80\xc3\xff"[draw % 8] :
		    (char)(' ' + draw / 64 % 95);
	}
}

/* Every newline of whole blocks is found, in its order, and what is told plain
 * is so. */
static void
check_ends(bool avx2, const char *text, size_t end)
{
	struct ends ends = { .count = 0 };
	size_t at = 3, begin = at, odd_found = 0, odd_there = 0;

	while (ends_find_by(avx2, &ends, text, begin, end) && ends.to > at) {
		for (unsigned i = 0; i < ends.count; i++) {
			size_t stop = ends.at[i] / 2;
			const char *hit = memchr(text + begin, '\n',
			    end - begin);
			bool plain = scan_plain(text + begin, stop - begin);

			CHECK(hit != NULL && hit == text + stop);
			CHECK(ends.at[i] % 2 == 1 || plain);
			odd_found += ends.at[i] % 2;
			odd_there += !plain;
			begin = stop + 1;
		}
		at = ends.to;
	}
	CHECK(memchr(text + begin, '\n', at - begin) == NULL);
	CHECK(at + ENDS_BLOCK > end);
	CHECK(odd_found > 0 || odd_there == 0);
}

TEST(all_newlines_are_found_by_any_way_and_odd_bytes_told)
{
	static const unsigned longest[] = { 1, 2, 30, 200, 1500 };
	static const unsigned odd[] = { 3, 200, 4000 };
	char *text = mem_new(TEXT);
	struct ends ends = { .count = 0 };
	bool avx2 = ends_find_by(true, &ends, text, 0, 0);

	for (size_t i = 0; i < sizeof longest / sizeof *longest; i++)
		for (size_t j = 0; j < sizeof odd / sizeof *odd; j++)
			for (unsigned seed = 1; seed < 20; seed++) {
				text_make(text, longest[i], odd[j], seed);
				check_ends(false, text, TEXT - seed * 7);
				if (avx2)
					check_ends(true, text,
					    TEXT - seed * 7);
			}
	free(text);
}
