#include "base/cell.h"

static bool
quoted_take(struct str *line, char mark, struct str *cell,
    struct arena *arena)
{
	char *copy = arena_take(arena, line->len + 1);
	struct str head;
	size_t n = 0;

	while (str_take_until_char(line, '"', &head)) {
		if (head.len > 0)
			memcpy(copy + n, head.at, head.len);
		n += head.len;
		if (!str_take_char(line, '"')) {
			*cell = str_of(copy, n);
			return line->len == 0 || str_take_char(line, mark);
		}
		copy[n++] = '"';
	}
	return false;
}

bool
cell_take(struct str *line, char mark, struct str *cell, struct arena *arena)
{
	if (str_take_char(line, '"'))
		return quoted_take(line, mark, cell, arena);
	if (!str_take_until_char(line, mark, cell)) {
		*cell = *line;
		str_drop(line, line->len);
	}
	*cell = str_trim(*cell);
	return true;
}
