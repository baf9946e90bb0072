/* cell: one cell of a line of CSV. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

/* Consume the cell at the front and the mark behind it: bare, or in quotes
 * that are doubled inside; then it is a copy in the arena.  A line that is
 * empty gives an empty cell.  False when quotes are not closed, or something
 * stands behind them. */
bool cell_take(struct str *line, char mark, struct str *cell,
    struct arena *arena);
