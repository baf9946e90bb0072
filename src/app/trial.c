#include "app/trial.h"

#include <stdio.h>

#include "event/site.h"
#include "parse/suggest.h"
#include "report/escape.h"

enum {
	SHAPES_MAX = 64,	/* that are shown; the rest is counted */
	NAME_BYTES = 64,
	SKELETON_BYTES = 48,	/* of a line that tell its sort */
	GROUPS_MAX = 3,		/* sorts of lines that a mapping is guessed
				 * from */
};

/* Lines that look alike: of one format, kind and set of fields; or, where
 * no format took them, with the same skeleton. */
struct shape {
	const void    *reader;		/* format or mapping; NULL: none */
	uint8_t	       parsed, kind;
	uint64_t       has[FIELD_WORDS];
	uint64_t       skeleton;
	bool	       recordless;	/* of a mapping that counts none */
	uint64_t       count, line;	/* the first line's number */
	struct buf     text;		/* what that one gave */
};

/* Foreign lines that one mapping may read: of one form, program and sort. */
struct group {
	enum suggest_form  form;
	uint64_t	   program, sort;	/* hashes */
	struct suggestion *suggestion;
	uint64_t	   lines;
};

struct trial {
	struct shape shapes[SHAPES_MAX];
	size_t	     count;
	uint64_t     lines, others;	/* of shapes that had no place */
	struct group groups[GROUPS_MAX];
	size_t	     group_count;
	uint64_t     grouped_not;	/* lines of more sorts than that */
};

struct trial *
trial_new(void)
{
	return mem_zero(sizeof(struct trial));
}

static struct str
reader_name(const struct parse_result *result)
{
	if (result->mapping != NULL)
		return result->mapping->name;
	return result->format == NULL ? STR("no format") :
	    str_from(result->format->name);
}

/* ---- shapes ---- */

/* Letters and digits alike, so that lines of one sort are one shape. */
static uint64_t
skeleton_of(struct str line)
{
	char	    text[SKELETON_BYTES];
	size_t	    n = 0;
	static const char letter = 'a';

	for (size_t i = 0; i < line.len && n < sizeof text; i++) {
		char c = line.at[i];
		bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;

		if (!word)
			text[n++] = c;
		else if (n == 0 || text[n - 1] != letter)
			text[n++] = letter;
	}
	return str_hash(str_of(text, n));
}

/* The shape of a line, a new one with count 0; NULL when there are too many. */
static struct shape *
shape_of(struct trial *trial, const struct parse_result *result,
    const struct event *ev, struct str line)
{
	struct shape new = {
		.reader = result->mapping != NULL ?
		    (const void *)result->mapping : result->format,
		.parsed = (uint8_t)result->parsed,
		.recordless = result->mapping != NULL &&
		    mapping_lacks_records(result->mapping),
	};

	if (result->parsed == PARSED_EVENT) {
		new.kind = ev->kind;
		memcpy(new.has, ev->has, sizeof new.has);
	} else {
		new.skeleton = skeleton_of(line);
	}
	for (size_t i = 0; i < trial->count; i++) {
		struct shape *shape = &trial->shapes[i];

		if (shape->reader == new.reader && shape->parsed == new.parsed &&
		    shape->kind == new.kind &&
		    shape->skeleton == new.skeleton &&
		    memcmp(shape->has, new.has, sizeof new.has) == 0)
			return shape;
	}
	if (trial->count == SHAPES_MAX)
		return NULL;
	trial->shapes[trial->count] = new;
	return &trial->shapes[trial->count++];
}

/* ---- what the first line of a shape gave ---- */

static const char *const outcome_names[] = {
	[OUTCOME_NONE] = "", [OUTCOME_SUCCESS] = ", success",
	[OUTCOME_FAILURE] = ", failure",
};

static void
time_tell(struct buf *out, struct stamp stamp)
{
	char text[CLOCK_TEXT];
	bool year = !(stamp.flags & STAMP_NO_YEAR);
	struct str time;

	if (!(stamp.flags & STAMP_SET)) {
		buf_printf(out, "      no time\n");
		return;
	}
	time = clock_text(stamp.at, NULL, text);
	str_drop(&time, year ? 0 : strlen("1972-"));
	buf_printf(out, "      %-16s " STR_FMT "%s\n", "time", STR_ARG(time),
	    year ? "" : " (the line names no year)");
}

static void
event_tell(struct buf *out, const struct event *ev)
{
	buf_printf(out, "    %s%s\n", kind_infos[ev->kind].name,
	    outcome_names[ev->outcome]);
	time_tell(out, ev->time);
	for (int f = 0; f < F_COUNT; f++) {
		struct str value = event_get(ev, (enum field)f);

		if (value.at == NULL)
			continue;
		buf_printf(out, "      %-16s ", field_infos[f].name);
		escape_text(out, value);
		buf_printf(out, "\n");
	}
}

/* Behind the line's first n bytes, what closes a value there, and the end of a
 * head of syslog. */
static size_t
past_closing(struct str line, size_t n, bool head)
{
	static const char closing[] = ">])\"";

	if (n > 0 && n < line.len && strchr(closing, line.at[n]) != NULL)
		n++;
	while (head && n < line.len &&
	    (line.at[n] == ':' || line.at[n] == ' '))
		n++;
	return n;
}

/* How far into the line values were found. */
static size_t
reach_of(const struct event *ev, struct str line)
{
	size_t reach = 0;
	bool head = false;

	for (int f = 0; f < F_COUNT; f++) {
		struct str value = event_get(ev, (enum field)f);
		size_t	   end;

		if (f == F_MESSAGE || value.at == NULL ||
		    value.at < line.at || value.at + value.len >
		    line.at + line.len)
			continue;
		end = (size_t)(value.at - line.at) + value.len;
		if (end > reach) {
			reach = end;
			head = f == F_PROGRAM || f == F_PID;
		}
	}
	return past_closing(line, reach, head);
}

static void
stop_tell(struct buf *out, const struct event *ev, struct str line)
{
	size_t reach = reach_of(ev, line);

	buf_printf(out, "      understood: ");
	escape_text(out, str_of(line.at, reach));
	buf_printf(out, "\n      stopped at: ");
	escape_text(out, str_of(line.at + reach, line.len - reach));
	buf_printf(out, "\n");
}

static void
foreign_tell(struct buf *out, const struct event *ev, struct str line,
    const struct parse_context *context)
{
	buf_printf(out, "      why: ");
	suggest_nearest(out, line, context, ev);
	buf_printf(out, "\n");
	stop_tell(out, ev, line);
}

/* ---- a mapping for lines that no format takes ---- */

static void
group_line(struct trial *trial, const struct event *ev, struct str line,
    struct arena *scratch)
{
	struct str text = event_has(ev, F_MESSAGE) ?
	    event_get(ev, F_MESSAGE) : line;
	uint64_t sort = 0;
	enum suggest_form form = suggest_form(text, scratch, &sort);
	uint64_t program = str_hash(event_get(ev, F_PROGRAM));
	struct group *group = trial->groups;

	if (form == SUGGEST_NONE)
		return;
	while (group < trial->groups + trial->group_count &&
	    (group->form != form || group->program != program ||
	    group->sort != sort))
		group++;
	if (group == trial->groups + GROUPS_MAX) {
		trial->grouped_not++;
		return;
	}
	if (group == trial->groups + trial->group_count) {
		*group = (struct group){ form, program, sort,
			suggest_new(form), 0 };
		trial->group_count++;
	}
	group->lines++;
	suggest_line(group->suggestion, text, scratch);
}

static void
groups_write(struct trial *trial, struct buf *out)
{
	for (size_t i = 0; i < trial->group_count; i++) {
		struct group *group = &trial->groups[i];
		struct buf yaml = { 0 };
		struct str rest, row;

		buf_printf(out, "\n  a mapping for a site file, guessed from "
		    "%llu line%s of no format; read it before you use it:\n",
		    (unsigned long long)group->lines,
		    group->lines == 1 ? "" : "s");
		suggest_write(group->suggestion, i + 1, &yaml);
		rest = buf_str(&yaml);
		while (str_take_until_char(&rest, '\n', &row))
			buf_printf(out, "    " STR_FMT "\n", STR_ARG(row));
		buf_fini(&yaml);
		suggest_free(group->suggestion);
	}
	if (trial->grouped_not > 0)
		buf_printf(out, "\n  %llu lines of no format are of more sorts; "
		    "no mapping was guessed from them\n",
		    (unsigned long long)trial->grouped_not);
}

void
trial_line(struct trial *trial, const struct parse_result *result,
    const struct event *ev, struct str line,
    const struct parse_context *context)
{
	struct shape *shape = shape_of(trial, result, ev, line);
	struct str    name = reader_name(result);

	trial->lines++;
	if (result->parsed == PARSED_OTHER)
		group_line(trial, ev, line, context->scratch);
	if (shape == NULL) {
		trial->others++;
		return;
	}
	if (shape->count++ > 0)
		return;
	shape->line = trial->lines;
	if (result->parsed == PARSED_EVENT) {
		buf_printf(&shape->text, STR_FMT "\n", STR_ARG(name));
		event_tell(&shape->text, ev);
	} else if (result->parsed == PARSED_BAD) {
		buf_printf(&shape->text, STR_FMT ", damaged\n", STR_ARG(name));
		stop_tell(&shape->text, ev, line);
	} else {
		buf_printf(&shape->text, "no format\n");
		foreign_tell(&shape->text, ev, line, context);
	}
}

/* ---- the whole ---- */

/* Lines of one reader, of each of its ends. */
static void
totals_write(const struct trial *trial, struct buf *out)
{
	for (size_t i = 0; i < trial->count; i++) {
		const struct shape *shape = &trial->shapes[i];
		struct str	    name = buf_str(&shape->text), rest = name;
		uint64_t	    sum = 0;
		bool		    seen = false;

		str_take_until_char(&rest, '\n', &name);
		for (size_t j = 0; j < trial->count; j++) {
			const struct shape *other = &trial->shapes[j];

			if (other->reader != shape->reader ||
			    other->parsed != shape->parsed)
				continue;
			seen |= j < i;
			sum += other->count;
		}
		if (!seen)
			buf_printf(out, "  %10llu lines: " STR_FMT "%s\n",
			    (unsigned long long)sum, STR_ARG(name),
			    shape->recordless ? "; it maps no record.uid, "
			    "person.uid or query.rows: records consulted "
			    "count for nothing" : "");
	}
	if (trial->others > 0)
		buf_printf(out, "  %10llu lines of more shapes than are "
		    "shown\n", (unsigned long long)trial->others);
}

void
trial_write(struct trial *trial, struct str path, struct buf *out)
{
	escape_text(out, path);
	buf_printf(out, ": %llu lines\n", (unsigned long long)trial->lines);
	totals_write(trial, out);
	for (size_t i = 0; i < trial->count; i++) {
		struct shape *shape = &trial->shapes[i];

		buf_printf(out, "\n  line %llu, and %llu more like it: ",
		    (unsigned long long)shape->line,
		    (unsigned long long)(shape->count - 1));
		buf_add(out, buf_str(&shape->text));
		buf_fini(&shape->text);
	}
	groups_write(trial, out);
	*trial = (struct trial){ .count = 0 };
}
