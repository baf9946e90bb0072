/* line: fuzz the parsing of lines, whole or one format alone.
 *
 *	build/fuzz-clang/fuzz-line FILE			parse_line(), all formats
 *	FUZZ_FORMAT=dovecot build/.../fuzz-line FILE	that format's line()
 *
 * The input is text; each line of it is copied to where it has no neighbours,
 * so that one byte too many is seen.  With FUZZ_FORMAT what follows the first
 * ": " is the text and what precedes it the program, as a syslog head would
 * say; without ": " the line is given whole.  Where records have several
 * lines, the input is one, too. */
#include <stdlib.h>

#include "base/must.h"
#include "event/brief.h"
#include "event/event.h"
#include "event/site.h"
#include "parse/parse.h"

static struct site site;
static struct arena scratch;
static const struct format *only;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("FUZZ_FORMAT");
	const char *path = getenv("FUZZ_SITE");
	struct err err;

	(void)argc;
	(void)argv;
	site_init(&site);
	arena_init(&scratch);
	if (path != NULL && !site_load(&site, path, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(2);
	}
	for (size_t i = 0; name != NULL && i < formats_count; i++)
		if (strcmp(formats[i]->name, name) == 0)
			only = formats[i];
	if (name != NULL && only == NULL) {
		fprintf(stderr, "no format is named %s\n", name);
		exit(2);
	}
	return 0;
}

/* The program before "[pid]: " or ": ", if there is one; text goes on. */
static struct str
head_take(struct str *text)
{
	struct str head, program = { 0 }, pid;

	if (!str_take_until(text, STR(": "), &head))
		return program;
	str_take_last_char(&head, '[', &pid);
	if (!str_take_last_char(&head, ' ', &program))
		program = head;
	return program;
}

static enum parsed
parse(struct str line, struct event *ev)
{
	struct parse_context context = {
		.site = &site, .zone = site.zone, .scratch = &scratch
	};
	struct parse_result result;
	struct str text;

	arena_reset(&scratch);
	if (only == NULL) {
		parse_line(line, &context, ev, &result);
		return result.parsed;
	}
	event_reset(ev);
	if (only->unwrap != NULL)
		return only->unwrap(line, &context, ev, &text);
	if (only->programs != NULL)
		event_set(ev, F_PROGRAM, head_take(&line));
	return only->line(line, &context, ev);
}

/* What later stages rely on. */
static void
event_check(const struct event *ev)
{
	must(ev->kind < K_COUNT);
	must(ev->outcome <= OUTCOME_FAILURE);
	for (int f = 0; f < F_COUNT; f++) {
		struct str value = event_get(ev, (enum field)f);

		must(value.at != NULL || value.len == 0);
		must(str_hash(value) == str_hash(value));
	}
}

static void
brief_check(const struct event *ev)
{
	struct str names[NAME_COUNT];
	struct brief brief = { 0 };

	brief_from_event(&brief, ev);
	must(brief_stream(ev, STR("fuzz"), &scratch).len > 0);
	brief_names(ev, &scratch, names);
	for (int n = 0; n < NAME_COUNT; n++)
		must(names[n].at != NULL || names[n].len == 0);
}

/* The same bytes always give the same event. */
static void
line_check(struct str line)
{
	struct event first, second;
	uint64_t hashes[F_COUNT];
	enum parsed parsed = parse(line, &first);

	if (parsed == PARSED_OTHER)
		return;
	event_check(&first);
	for (int f = 0; f < F_COUNT; f++)
		hashes[f] = str_hash(event_get(&first, (enum field)f));
	must(parse(line, &second) == parsed);
	must(first.kind == second.kind && first.outcome == second.outcome &&
	    first.time.at.ms == second.time.at.ms);
	for (int f = 0; f < F_COUNT; f++)
		must(hashes[f] == str_hash(event_get(&second, (enum field)f)));
	if (parsed == PARSED_EVENT)
		brief_check(&second);
}

/* Lines joined to records, and two neighbours asked. */
static void
join_check(struct str text)
{
	struct parse_join join = { 0 };
	struct str before = { 0 }, line;

	while (str_take_until_char(&text, '\n', &line)) {
		if (only != NULL && only->joins != NULL &&
		    !only->joins(&join, line, line.len + 1))
			join = (struct parse_join){ 0 };
		if (before.at != NULL)
			parse_is_linked(before, line);
		parse_begins(line);
		before = line;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_of((const char *)data, size), line;

	join_check(text);
	if (only != NULL && only->joins != NULL)
		line_check(text);
	while (text.len > 0) {
		char *copy;

		if (!str_take_until_char(&text, '\n', &line)) {
			line = text;
			text.len = 0;
		}
		copy = mem_new(line.len);
		if (line.len > 0)
			memcpy(copy, line.at, line.len);
		line_check(str_of(copy, line.len));
		free(copy);
	}
	return 0;
}
