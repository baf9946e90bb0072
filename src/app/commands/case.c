/* case: look at a case, and keep in it what people decide.
 *
 *	beffroi case findings CASE
 *	beffroi case mark CASE FINDING true|false [--reason TEXT] [--author NAME]
 *
 * Marks are respected by the next run into the same case, whose command is
 * printed: a false one weighs nothing, a true one is certain. */
#include <stdio.h>
#include <string.h>

#include "app/asked.h"
#include "app/case_look.h"
#include "app/command.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "event/marks.h"
#include "report/escape.h"

struct asked {
	const char *reason, *author;
	int	    count;
	char	  **args;
};

static int
complain(const char *what)
{
	log_say("case: %s", what);
	return EXIT_FAILED;
}

/* A value of a log goes to a terminal: what that would obey is spelled out. */
static void
cell_print(struct str text, int width)
{
	struct buf out = { 0 };

	if (text.len > ESCAPE_MAX)
		text.len = ESCAPE_MAX;
	escape_text(&out, text);
	printf("%-*.*s  ", width, (int)out.len, out.len == 0 ? "" : out.at);
	buf_fini(&out);
}

static const struct column {
	struct str name;
	int	   width;
} columns[] = {
	{ STR_INIT("id"), MARK_DIGITS }, { STR_INIT("mark"), 5 },
	{ STR_INIT("strength"), 9 }, { STR_INIT("first"), 24 },
	{ STR_INIT("name"), 20 }, { STR_INIT("account"), 20 },
	{ STR_INIT("network"), 18 }, { STR_INIT("source"), 0 },
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void
finding_print(struct str object, struct arena *scratch)
{
	struct str cells[COLUMNS] = { 0 }, key, value;
	struct json_walk walk;
	enum json token;

	if (!json_walk(&walk, object, '{'))
		return;
	while ((token = json_walk_member(&walk, &key, &value)) != JSON_END &&
	    token != JSON_BAD)
		for (size_t i = 0; i < COLUMNS; i++)
			if (str_eq(key, columns[i].name))
				cells[i] = json_plain_text(value, scratch);
	for (size_t i = 0; i < COLUMNS; i++)
		cell_print(cells[i], columns[i].width);
	putchar('\n');
}

/* {"findings":[...]} */
static bool
findings_print(struct str text)
{
	struct json_walk walk, list;
	struct arena scratch;
	struct str key, raw;
	enum json token;

	if (!json_walk(&walk, str_trim(text), '{') ||
	    json_walk_member(&walk, &key, &raw) != JSON_ARRAY ||
	    !json_walk(&list, raw, '['))
		return false;
	arena_init(&scratch);
	while ((token = json_walk_element(&list, &raw)) == JSON_OBJECT) {
		finding_print(raw, &scratch);
		arena_reset(&scratch);
	}
	arena_fini(&scratch);
	return token == JSON_END;
}

static int
case_findings(const struct asked *asked)
{
	struct arena arena;
	struct file file = { 0 };
	struct err err;
	int code = EXIT_DONE;
	struct str path;

	if (asked->count != 1)
		return -1;
	if (!case_look(asked->args[0], CASE_FINDINGS, &err))
		return complain(err.text);
	arena_init(&arena);
	path = arena_printf(&arena, "%s/findings.json", asked->args[0]);
	if (!file_read(&file, path.at, &err) ||
	    (!findings_print(file.text) &&
		!err_set(&err, "is not what beffroi writes"))) {
		err_in(&err, "%s", path.at);
		code = complain(err.text);
	}
	file_free(&file);
	arena_fini(&arena);
	return code;
}

static bool
has_finding(const char *folder, struct str finding, struct marks *marks,
    struct err *err)
{
	struct str path = arena_printf(&marks->arena, "%s/findings.json",
	    folder);
	struct str wanted = arena_printf(&marks->arena,
	    "{\"id\":\"" STR_FMT "\"", STR_ARG(finding));
	struct file file = { 0 };
	bool found = false;

	if (!file_read(&file, path.at, err))
		return err_in(err, "%s", path.at);
	found = finding.len == MARK_DIGITS && str_has(file.text, wanted);
	file_free(&file);
	return found || err_set(err, "the case has no finding '" STR_FMT "'; "
	    "`beffroi case findings` lists them", STR_ARG(finding));
}

/* What somebody typed, as it can be shown: marks.yml is read by people too. */
static struct str
typed(const char *text, struct arena *arena)
{
	struct buf shown = { 0 };
	struct str kept;

	escape_text_whole(&shown, str_from(text));
	kept = arena_str(arena, buf_str(&shown));
	buf_fini(&shown);
	return kept;
}

/* A mark changes nothing that was written: say what will. */
static void
again_tell(const char *folder)
{
	struct buf command = { 0 };
	bool piped = false;

	if (asked_again(folder, &command, &piped))
		printf("The mark is kept. The reports follow it when the case "
		    "is made anew%s:\n\n  %.*s\n", piped ? ", which takes the "
		    "same lines on standard input" : "", (int)command.len,
		    command.at);
	else
		printf("The mark is kept. The reports follow it when the case "
		    "is made anew: give the same command again, with --case "
		    "and --force.\n");
	buf_fini(&command);
}

static int
case_mark(const struct asked *asked)
{
	struct mark mark;
	struct marks marks;
	struct buf text = { 0 };
	struct err err = { 0 };
	struct str path;
	bool fine;

	if (asked->count != 3 || (strcmp(asked->args[2], "true") != 0 &&
	    strcmp(asked->args[2], "false") != 0))
		return -1;
	marks_init(&marks);
	mark = (struct mark){
		.finding = str_from(asked->args[1]),
		.truth = strcmp(asked->args[2], "true") == 0,
		.reason = typed(asked->reason, &marks.arena),
		.author = typed(asked->author, &marks.arena),
	};
	path = arena_printf(&marks.arena, "%s/marks.yml", asked->args[0]);
	fine = case_look(asked->args[0], CASE_FINDINGS, &err) &&
	    has_finding(asked->args[0], mark.finding, &marks, &err) &&
	    marks_load(&marks, path.at, &err);
	if (fine) {
		marks_put(&marks, &mark);
		marks_text(&marks, &text);
		fine = file_write(path.at, buf_str(&text), &err) ||
		    err_in(&err, "%s", path.at);
	}
	buf_fini(&text);
	marks_fini(&marks);
	if (fine)
		again_tell(asked->args[0]);
	return fine ? EXIT_DONE : complain(err.text);
}

static const struct verb {
	const char *name;
	int (*run)(const struct asked *);	/* -1: used wrongly */
} verbs[] = {
	{ "findings", case_findings },
	{ "mark", case_mark },
};

static int case_run(int argc, char **argv);

const struct command command_case = {
	.name = "case",
	.about = "List a case's findings, and mark them true or false",
	.usage = "findings CASE | case mark CASE FINDING true|false "
		 "[--reason TEXT] [--author NAME]",
	.options =
	    "  --reason TEXT   why the mark is set\n"
	    "  --author NAME   who sets it\n",
	.run = case_run,
};

static int
case_run(int argc, char **argv)
{
	struct asked asked = { .reason = "", .author = "" };
	const struct option_def defs[] = {
		{ "--reason", &asked.reason, NULL },
		{ "--author", &asked.author, NULL },
		{ NULL, NULL, NULL },
	};
	int code = -1;

	asked.count = options_take(&command_case, argc, argv, defs);
	if (asked.count < 0)
		return EXIT_USAGE;
	asked.count--;
	asked.args = argv + 1;
	for (size_t i = 0; asked.count >= 0 &&
	     i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(argv[0], verbs[i].name) == 0)
			code = verbs[i].run(&asked);
	if (code >= 0)
		return code;
	complain("wanted were `findings CASE` or "
	    "`mark CASE FINDING true|false`");
	return EXIT_USAGE;
}
