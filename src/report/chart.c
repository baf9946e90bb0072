/* chart: the two drawings of the page, as inline SVG.
 *
 *	a.durand  |      [==]  [====]       [--]
 *	c.leroy   |                   [==]
 *	holes     |            ////
 *
 * Grades and states differ by pattern, not by colour alone; tables beside
 * the drawings say the same.  Sizes are bounded whatever the answers hold. */
#include "base/intern.h"
#include "report/names.h"
#include "report/sheet.h"
#include "report/stamp.h"

enum {
	WIDTH = 1000, LEFT = 150, PLOT = WIDTH - LEFT - 10,
	LANE = 30, AXIS = 24, AXIS_LABEL = 68,
	MAX_LANES = 24,		/* the table has the others */
	MAX_STREAMS = 40,
	MAX_COLUMNS = 168,	/* cells that are still seen: hours of a week */
	ROW = 22, CELL = 14,
	TICKS = 8,
	LABEL_MAX = 20,		/* characters beside a lane */
};

/* Where an instant stands between two others, in the plot. */
struct scale {
	int64_t from, to;
	int	width;
};

static int
scale_x(const struct scale *scale, int64_t ms)
{
	if (ms <= scale->from)
		return LEFT;
	if (ms >= scale->to)
		return LEFT + scale->width;
	return LEFT + (int)((__int128)(ms - scale->from) * scale->width /
	    (scale->to - scale->from));
}

/* A label beside a lane. */
static void
label_put(struct sheet *sheet, struct str text, int y)
{
	buf_printf(sheet->out, "<text class=\"label\" x=\"%d\" y=\"%d\">",
	    LEFT - 10, y);
	sheet_label(sheet, text, LABEL_MAX);
	buf_text(sheet->out, "</text>\n");
}

static int64_t
tick_step(const struct scale *scale)
{
	static const int64_t hours[] = { 1, 2, 3, 6, 12, 24, 48, 96, 168, 336,
		720, 1440, 2160, 4320, 8760 };
	enum { STEPS = sizeof hours / sizeof *hours };
	int64_t span = scale->to - scale->from;

	for (size_t i = 0; i < STEPS; i++)
		if (span / (hours[i] * HOUR_MS) < TICKS)
			return hours[i] * HOUR_MS;
	return span / TICKS + 1;	/* centuries, from a broken clock */
}

/* Lines and labels at round local times. */
static void
ticks_put(const struct sheet *sheet, const struct scale *scale, int height)
{
	const struct zone *zone = sheet->options->zone;
	int64_t step = tick_step(scale), local = scale->from +
	    (zone == NULL ? 0 : zone_offset(zone, scale->from));
	char text[STAMP_TEXT];

	for (local -= local % step; ; local += step) {
		struct event_time time = { zone == NULL ? local :
			zone_utc(zone, local) };
		struct str stamp;
		int x;

		if (time.ms >= scale->to)
			break;
		if (time.ms < scale->from)
			continue;
		stamp = stamp_local(time, zone, false, text);
		if (stamp.len >= 16)	/* the date, or the hour and minute */
			stamp = str_eq(str_of(stamp.at + 11, 5), STR("00:00"))
			    ? str_of(stamp.at, 10) : str_of(stamp.at + 11, 5);
		x = scale_x(scale, time.ms);
		buf_printf(sheet->out, "<path class=\"tick\" "
		    "d=\"M%d 0v%d\"/>", x, height + 6);
		if (x + AXIS_LABEL < WIDTH)
			buf_printf(sheet->out, "<text x=\"%d\" y=\"%d\">"
			    STR_FMT "</text>\n", x + 3, height + 16,
			    STR_ARG(stamp));
	}
}

static void
svg_open(struct buf *out, int height, const char *caption)
{
	buf_printf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" "
	    "aria-labelledby=\"%s\">\n", WIDTH, height, caption);
}

/* The patterns both drawings use. */
static void
patterns_put(struct buf *out)
{
	static const struct { const char *id, *path; int size; } patterns[] = {
		{ "p-probable", "M0 6L6 0M-1 1L1 -1M5 7L7 5", 6 },
		{ "p-possible", "M0 10L10 0", 10 },
		{ "p-unknowable", "M1.5 3h1M4.5 6h1", 6 },
		{ "p-partial", "M0 4L4 0", 4 },
		{ "p-none", "M0 8L8 0", 8 },
		{ "p-hole", "M0 0L6 6", 6 },
	};

	buf_text(out, "<defs>\n");
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		buf_printf(out, "<pattern id=\"%s\" width=\"%d\" height=\"%d\" "
		    "patternUnits=\"userSpaceOnUse\"><rect width=\"%d\" "
		    "height=\"%d\"/><path d=\"%s\"/></pattern>\n",
		    patterns[i].id, patterns[i].size, patterns[i].size,
		    patterns[i].size, patterns[i].size, patterns[i].path);
	buf_text(out, "</defs>\n");
}

/* The lanes: accounts in order of appearance, those with a session that may
 * be theirs before those without. */
struct lanes {
	struct intern names;
	size_t	      drawn;		/* lanes 1..drawn are */
};

static void
lanes_make(struct lanes *lanes, const struct answers *answers)
{
	intern_init(&lanes->names);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < answers->verdict_count; i++)
			if ((answers->verdicts[i].grade == GRADE_EXCLUDED) ==
			    (pass == 1))
				intern_add(&lanes->names,
				    answers->verdicts[i].account);
	lanes->drawn = lanes->names.used - 1;
	if (lanes->drawn > MAX_LANES)
		lanes->drawn = MAX_LANES;
}

/* From the first to the last session that may be theirs, or of all if there
 * is none, and a little more on both sides. */
static struct scale
sessions_scale(const struct answers *answers)
{
	struct scale scale = { INT64_MAX, INT64_MIN, PLOT };
	int64_t margin;

	for (int pass = 0; pass < 2 && scale.from > scale.to; pass++) {
		for (size_t i = 0; i < answers->verdict_count; i++) {
			const struct verdict *verdict = &answers->verdicts[i];

			if (pass == 0 && verdict->grade == GRADE_EXCLUDED)
				continue;
			if (verdict->start.ms < scale.from)
				scale.from = verdict->start.ms;
			if (verdict->end.ms > scale.to)
				scale.to = verdict->end.ms;
		}
	}
	margin = (scale.to - scale.from) / 20 + HOUR_MS / 4;
	scale.from -= margin;
	scale.to += margin;
	return scale;
}

/* Theirs are tall, the owner's are thin and lie below. */
static void
session_bar(struct sheet *sheet, const struct scale *scale,
    const struct verdict *verdict, uint32_t lane)
{
	bool owner = verdict->grade == GRADE_EXCLUDED;
	int x = scale_x(scale, verdict->start.ms);
	int width = scale_x(scale, verdict->end.ms) - x;
	int y = (int)(lane - 1) * LANE + (owner ? 21 : 5);

	buf_printf(sheet->out, "<rect class=\"bar %s\" x=\"%d\" y=\"%d\" "
	    "width=\"%d\" height=\"%d\" rx=\"1.5\"/>\n",
	    grade_names[verdict->grade], x, y, width < 4 ? 4 : width,
	    owner ? 5 : 14);
}

/* The bars of one grade.  Those that would cover one another to the pixel
 * are drawn once, so the drawing is bounded by its own size. */
static void
grade_bars(struct sheet *sheet, const struct scale *scale,
    const struct lanes *lanes, enum grade grade)
{
	const struct verdict *last[MAX_LANES + 1] = { NULL };

	for (size_t i = 0; i < sheet->answers->verdict_count; i++) {
		const struct verdict *verdict = &sheet->answers->verdicts[i];
		uint32_t lane = intern_find(&lanes->names, verdict->account);
		const struct verdict **before;

		if (verdict->grade != grade || lane == 0 ||
		    lane > lanes->drawn ||
		    verdict->end.ms < scale->from ||
		    verdict->start.ms > scale->to)
			continue;
		before = &last[lane];
		if (*before != NULL &&
		    scale_x(scale, (*before)->start.ms) ==
		    scale_x(scale, verdict->start.ms) &&
		    scale_x(scale, (*before)->end.ms) ==
		    scale_x(scale, verdict->end.ms))
			continue;
		session_bar(sheet, scale, verdict, lane);
		*before = verdict;
	}
}

/* The surest last, so that they lie on top. */
static void
session_bars(struct sheet *sheet, const struct scale *scale,
    const struct lanes *lanes)
{
	static const enum grade order[] = { GRADE_EXCLUDED, GRADE_UNKNOWABLE,
		GRADE_POSSIBLE, GRADE_PROBABLE, GRADE_CONFIRMED };

	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		grade_bars(sheet, scale, lanes, order[i]);
}

static void
holes_bars(struct sheet *sheet, const struct scale *scale, int y)
{
	int drawn = 0;

	for (size_t i = 0; i < sheet->answers->hole_count; i++) {
		const struct hole *hole = &sheet->answers->holes[i];
		int x = scale_x(scale, hole->from.ms);
		int end = scale_x(scale, hole->to.ms);

		if (hole->to.ms <= scale->from || hole->from.ms >= scale->to ||
		    drawn++ >= PLOT)
			continue;
		buf_printf(sheet->out, "<rect class=\"hole\" x=\"%d\" "
		    "y=\"%d\" width=\"%d\" height=\"10\"/>\n", x, y + 6,
		    end - x < 3 ? 3 : end - x);
	}
}

static void
key_put(struct sheet *sheet, const char *swatch, const char *word)
{
	buf_printf(sheet->out, "<span class=\"key\"><svg viewBox=\"0 0 26 14\" "
	    "aria-hidden=\"true\"><rect class=\"%s\" x=\"1\" y=\"%d\" "
	    "width=\"24\" height=\"%d\" rx=\"1.5\"/></svg> ", swatch,
	    str_ends(str_from(swatch), STR("excluded")) ? 5 : 1,
	    str_ends(str_from(swatch), STR("excluded")) ? 5 : 12);
	sheet_put(sheet, word);
	buf_text(sheet->out, "</span>\n");
}

static void
sessions_keys(struct sheet *sheet)
{
	buf_text(sheet->out, "<p class=\"keys\">\n");
	for (int grade = 0; grade < GRADE_COUNT; grade++) {
		char swatch[64], word[64];

		snprintf(swatch, sizeof swatch, "bar %s", grade_names[grade]);
		snprintf(word, sizeof word, "@{grade.%s}", grade_names[grade]);
		key_put(sheet, swatch, word);
	}
	key_put(sheet, "hole", "@{ui.timeline.holes}");
	buf_text(sheet->out, "</p>\n");
}

void
sheet_timeline(struct sheet *sheet)
{
	const struct answers *answers = sheet->answers;
	struct lanes lanes;
	struct scale scale;
	struct value n;
	int height;

	if (answers->verdict_count == 0)
		return;
	lanes_make(&lanes, answers);
	scale = sessions_scale(answers);
	height = (int)lanes.drawn * LANE;
	sheet_put(sheet, "<section id=\"timeline\" "
	    "aria-labelledby=\"timeline-title\">\n"
	    "<h2 id=\"timeline-title\">@{ui.timeline}</h2>\n<figure>\n");
	svg_open(sheet->out, height + LANE + AXIS, "timeline-about");
	patterns_put(sheet->out);
	ticks_put(sheet, &scale, height + LANE - 6);
	for (uint32_t lane = 1; lane <= lanes.drawn; lane++) {
		buf_printf(sheet->out, "<path class=\"lane\" d=\"M%d %dh%d\"/>",
		    LEFT, (int)lane * LANE, PLOT);
		label_put(sheet, intern_str(&lanes.names, lane),
		    (int)(lane - 1) * LANE + 18);
	}
	session_bars(sheet, &scale, &lanes);
	holes_bars(sheet, &scale, height);
	buf_text(sheet->out, "</svg>\n");
	sessions_keys(sheet);
	sheet_put(sheet, "<figcaption id=\"timeline-about\">"
	    "@{ui.timeline.about}");
	if (lanes.names.used - 1 > lanes.drawn) {
		n = value_count("n", lanes.names.used - 1 - lanes.drawn);
		buf_char(sheet->out, ' ');
		sheet_say(sheet, "ui.timeline.rest", &n, 1);
	}
	buf_text(sheet->out, "</figcaption>\n</figure>\n</section>\n");
	intern_fini(&lanes.names);
}

/* ---- coverage ---- */

enum level { LEVEL_NONE, LEVEL_PARTIAL, LEVEL_1, LEVEL_2, LEVEL_3, LEVEL_4,
	LEVEL_COUNT };

static const char *const level_names[LEVEL_COUNT] = {
	"c-none", "c-partial", "c-1", "c-2", "c-3", "c-4",
};

/* All cells of the drawing stand for the same number of hours. */
struct grid {
	struct event_time first;
	int64_t		  hours, columns;
	int64_t		  bucket;	/* hours of a column */
	int		  cell;		/* its width */
};

static struct grid
grid_make(const struct answers *answers)
{
	static const int64_t buckets[] = { 1, 2, 3, 4, 6, 8, 12, 24, 48, 72,
		168, 336, 720, 2160, 8760 };
	struct grid grid = { { INT64_MAX }, 0, 0, 1, 1 };
	int64_t to = INT64_MIN;
	size_t i = 0;

	for (size_t s = 0; s < answers->coverage_count; s++) {
		const struct coverage *coverage = &answers->coverage[s];
		int64_t end = coverage->first_hour.ms +
		    (int64_t)coverage->hours * HOUR_MS;

		if (coverage->hours == 0)
			continue;
		if (coverage->first_hour.ms < grid.first.ms)
			grid.first = coverage->first_hour;
		if (end > to)
			to = end;
	}
	if (to == INT64_MIN)
		return grid;
	grid.hours = (to - grid.first.ms) / HOUR_MS;
	while (i < sizeof buckets / sizeof *buckets - 1 &&
	    grid.hours > buckets[i] * MAX_COLUMNS)
		i++;
	grid.bucket = buckets[i];
	grid.columns = (grid.hours + grid.bucket - 1) / grid.bucket;
	if (grid.columns > MAX_COLUMNS)		/* centuries: the last ones */
		grid.columns = MAX_COLUMNS;
	grid.cell = PLOT / (int)grid.columns;
	if (grid.cell > 24)
		grid.cell = 24;
	return grid;
}

/* What a column of several hours shows: never more than its weakest hour,
 * but "partial" as soon as one hour has lines. */
static enum level
column_level(const struct coverage *coverage, const struct grid *grid,
    int64_t column, uint64_t most, uint64_t *sum)
{
	int64_t start = (coverage->first_hour.ms - grid->first.ms) / HOUR_MS;
	bool any = false, all = true;

	*sum = 0;
	for (int64_t i = 0; i < grid->bucket; i++) {
		int64_t hour = column * grid->bucket + i - start;
		bool inside = hour >= 0 && hour < (int64_t)coverage->hours;
		uint8_t cell = inside ? coverage->cells[hour] : COVER_NONE;

		if (column * grid->bucket + i >= grid->hours)
			break;
		any |= cell != COVER_NONE;
		all &= cell == COVER_PROVEN;
		if (inside && coverage->lines != NULL)
			*sum += coverage->lines[hour];
	}
	if (!any)
		return LEVEL_NONE;
	if (!all)
		return LEVEL_PARTIAL;
	return LEVEL_1 + (enum level)(most == 0 ? 0 : *sum * 3 / most);
}

/* One path per level holds all cells of the row. */
static void
coverage_cells(struct buf *out, const struct coverage *coverage,
    const struct grid *grid, int y)
{
	struct buf paths[LEVEL_COUNT] = { 0 };
	uint64_t most = 0, sum;

	for (int64_t i = 0; i < grid->columns; i++) {
		column_level(coverage, grid, i, 0, &sum);
		if (sum > most)
			most = sum;
	}
	for (int64_t i = 0; i < grid->columns; i++)
		buf_printf(&paths[column_level(coverage, grid, i, most, &sum)],
		    "M%d %dh%dv%dh-%dz", LEFT + (int)i * grid->cell, y,
		    grid->cell - (grid->cell > 3), CELL,
		    grid->cell - (grid->cell > 3));
	for (int level = 0; level < LEVEL_COUNT; level++) {
		if (paths[level].len > 0)
			buf_printf(out, "<path class=\"%s\" d=\"" STR_FMT
			    "\"/>\n", level_names[level],
			    STR_ARG(buf_str(&paths[level])));
		buf_fini(&paths[level]);
	}
}

static void
coverage_keys(struct sheet *sheet)
{
	buf_text(sheet->out, "<p class=\"keys\">\n");
	key_put(sheet, "c-3", "@{ui.cover.proven}");
	key_put(sheet, "c-partial", "@{ui.cover.partial}");
	key_put(sheet, "c-none", "@{ui.cover.none}");
	buf_text(sheet->out, "</p>\n");
}

void
sheet_coverage(struct sheet *sheet)
{
	const struct answers *answers = sheet->answers;
	size_t drawn = answers->coverage_count < MAX_STREAMS ?
	    answers->coverage_count : MAX_STREAMS;
	struct grid grid = grid_make(answers);
	struct scale scale;
	struct value hours, n;

	if (grid.columns == 0)
		return;
	hours = value_count("hours", (uint64_t)grid.bucket);
	scale = (struct scale){ grid.first.ms,
		grid.first.ms + grid.columns * grid.bucket * HOUR_MS,
		grid.cell * (int)grid.columns };
	buf_text(sheet->out, "<figure>\n");
	svg_open(sheet->out, (int)drawn * ROW + AXIS, "coverage-about");
	if (sheet->answers->verdict_count == 0)	/* else sheet_timeline() did */
		patterns_put(sheet->out);
	ticks_put(sheet, &scale, (int)drawn * ROW);
	for (size_t i = 0; i < drawn; i++) {
		label_put(sheet, answers->coverage[i].stream,
		    (int)i * ROW + 15);
		coverage_cells(sheet->out, &answers->coverage[i], &grid,
		    (int)i * ROW + 4);
	}
	buf_text(sheet->out, "</svg>\n");
	coverage_keys(sheet);
	buf_text(sheet->out, "<figcaption id=\"coverage-about\">");
	sheet_say(sheet, "ui.coverage.about", &hours, 1);
	if (drawn < answers->coverage_count) {
		n = value_count("n", answers->coverage_count - drawn);
		buf_char(sheet->out, ' ');
		sheet_say(sheet, "ui.coverage.rest", &n, 1);
	}
	buf_text(sheet->out, "</figcaption>\n</figure>\n");
}
