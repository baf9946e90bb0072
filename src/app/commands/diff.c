/* diff: what two runs say differently.
 *
 *	beffroi diff CASE CASE
 *
 * Findings, sessions with their grades, figures, the grades of the questions
 * and the coverage are compared by what they are about; where lines lie in
 * files does not matter.  Values come from log lines, so bytes that a terminal
 * would obey are spelled out. */
#include <stdio.h>
#include <stdlib.h>

#include "app/case_look.h"
#include "app/command.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "report/escape.h"

enum { MEMBERS_MAX = 6 };

/* What one thing of a list is, and what is said of it. */
static const struct shape {
	const char *section;
	struct str  list;			/* its name in the report */
	struct str  key[MEMBERS_MAX];		/* ends empty */
	struct str  value[MEMBERS_MAX];
} shapes[] = {
	{ "finding", STR_INIT("findings"),
	    { STR_INIT("name"), STR_INIT("account"), STR_INIT("network"),
		STR_INIT("source"), STR_INIT("first") },
	    { STR_INIT("strength"), STR_INIT("mark"), STR_INIT("count"),
		STR_INIT("last"), STR_INIT("incident") } },
	{ "session", STR_INIT("sessions"),
	    { STR_INIT("account"), STR_INIT("service"), STR_INIT("address"),
		STR_INIT("start") },
	    { STR_INIT("grade"), STR_INIT("why"), STR_INIT("end") } },
	{ "figure", STR_INIT("figures"),
	    { STR_INIT("id") },
	    { STR_INIT("at_least"), STR_INIT("at_most"), STR_INIT("grade") } },
	{ "coverage", STR_INIT("coverage"),
	    { STR_INIT("stream") },
	    { STR_INIT("events"), STR_INIT("damaged"), STR_INIT("first_hour"),
		STR_INIT("cells") } },
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

struct item {
	const char *section;
	struct str  key, value;
};

struct side {
	struct arena arena;
	struct item *at;
	size_t	     count, cap;
};

static void
item_add(struct side *side, const char *section, struct str key,
    struct str value)
{
	side->at = mem_room(side->at, side->count, &side->cap,
	    sizeof *side->at);
	side->at[side->count++] = (struct item){ section,
		arena_str(&side->arena, key), arena_str(&side->arena, value) };
}

static int
by_section_key_value(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = strcmp(x->section, y->section);

	if (order == 0)
		order = str_cmp(x->key, y->key);
	return order != 0 ? order : str_cmp(x->value, y->value);
}

/* ---- reading ---- */

/* The members that are wanted of an object, "name=value name=value". */
static void
members_add(struct buf *out, struct str object,
    const struct str wanted[MEMBERS_MAX], struct arena *scratch)
{
	for (size_t i = 0; i < MEMBERS_MAX && wanted[i].len > 0; i++) {
		struct json_walk walk;
		struct str key, value;
		enum json token;

		if (!json_walk(&walk, object, '{'))
			return;
		while ((token = json_walk_member(&walk, &key, &value)) !=
		    JSON_END && token != JSON_BAD) {
			if (!str_eq(key, wanted[i]))
				continue;
			buf_text(out, out->len > 0 ? " " : "");
			buf_add(out, key);
			buf_char(out, '=');
			buf_add(out, token == JSON_TEXT
			    ? json_plain_text(value, scratch) : value);
		}
	}
}

static bool
list_read(struct side *side, const struct shape *shape, struct str raw)
{
	struct buf key = { 0 }, value = { 0 };
	struct json_walk walk;
	struct arena scratch;
	enum json token = JSON_BAD;
	bool fine = json_walk(&walk, raw, '[');

	arena_init(&scratch);
	while (fine && (token = json_walk_element(&walk, &raw)) ==
	    JSON_OBJECT) {
		buf_reset(&key);
		buf_reset(&value);
		members_add(&key, raw, shape->key, &scratch);
		members_add(&value, raw, shape->value, &scratch);
		item_add(side, shape->section, buf_str(&key),
		    buf_str(&value));
		arena_reset(&scratch);
	}
	arena_fini(&scratch);
	buf_fini(&key);
	buf_fini(&value);
	return fine && token == JSON_END;
}

static bool object_read(struct side *side, struct str name, struct str raw,
    int depth);

static bool
member_read(struct side *side, struct str parent, struct str key,
    enum json token, struct str raw, int depth)
{
	if (token == JSON_TEXT && depth == 3 && str_eq(key, STR("grade")))
		item_add(side, "grade", parent, raw);
	if (token == JSON_ARRAY)
		for (size_t i = 0; i < SHAPES; i++)
			if (str_eq(key, shapes[i].list))
				return list_read(side, &shapes[i], raw);
	return token != JSON_OBJECT || object_read(side, key, raw, depth + 1);
}

/* Lists are known by name: answers, answers.questions, answers.questions.qN. */
static bool
object_read(struct side *side, struct str name, struct str raw, int depth)
{
	struct json_walk walk;
	struct str key, value;
	enum json token;

	if (depth > 3)
		return true;
	if (!json_walk(&walk, raw, '{'))
		return false;
	while ((token = json_walk_member(&walk, &key, &value)) != JSON_END)
		if (token == JSON_BAD ||
		    !member_read(side, name, key, token, value, depth))
			return false;
	return true;
}

static bool
file_into(struct side *side, const char *folder, const char *name,
    struct err *err)
{
	struct str path = arena_printf(&side->arena, "%s/%s", folder, name);
	struct file file;
	bool fine = file_read(&file, path.at, err);

	if (fine && !object_read(side, STR(""), str_trim(file.text), 0))
		fine = err_set(err, "is not what beffroi writes");
	file_free(&file);
	return fine || err_in(err, "%s", path.at);
}

static bool
side_read(struct side *side, const char *folder, struct err *err)
{
	if (!case_look(folder, CASE_FINDINGS, err) ||
	    !file_into(side, folder, "report.json", err) ||
	    !file_into(side, folder, "findings.json", err))
		return false;
	if (side->count > 0)
		qsort(side->at, side->count, sizeof *side->at,
		    by_section_key_value);
	return true;
}

/* ---- telling ---- */

struct teller {
	bool	 json;
	uint64_t told;
};

static void
text_part(struct str text)
{
	struct buf out = { 0 };

	escape_text_whole(&out, text);
	fwrite(out.at, 1, out.len, stdout);
	buf_fini(&out);
}

static void
json_tell(const struct item *was, const struct item *is)
{
	const struct item *any = was != NULL ? was : is;
	struct json_out out;

	json_init(&out);
	json_object(&out);
	json_member(&out, "what", str_from(any->section));
	json_member(&out, "of", any->key);
	if (was != NULL)
		json_member(&out, "was", was->value);
	if (is != NULL)
		json_member(&out, "is", is->value);
	json_object_end(&out);
	json_plain(&out, STR("\n"));
	fwrite(out.buf.at, 1, out.buf.len, stdout);
	json_fini(&out);
}

static void
text_tell(const struct item *was, const struct item *is)
{
	const struct item *any = was != NULL ? was : is;

	printf("%s %s: ", was == NULL ? "+" : is == NULL ? "-" : "~",
	    any->section);
	text_part(any->key);
	if (was != NULL) {
		fputs(was == any && is == NULL ? "  " : "  was ", stdout);
		text_part(was->value);
	}
	if (is != NULL) {
		fputs(was == NULL ? "  " : ", is ", stdout);
		text_part(is->value);
	}
	putchar('\n');
}

static void
tell(struct teller *teller, const struct item *was, const struct item *is)
{
	teller->told++;
	(teller->json ? json_tell : text_tell)(was, is);
}

static bool
is_same_thing(const struct item *a, const struct item *b)
{
	return strcmp(a->section, b->section) == 0 && str_eq(a->key, b->key);
}

/* Both sides are sorted.  Two that differ in what is said of one thing are a
 * change; where one thing comes several times, the rest came or went. */
static void
sides_compare(struct teller *teller, const struct side *was,
    const struct side *is)
{
	size_t a = 0, b = 0;

	while (a < was->count || b < is->count) {
		int order = a == was->count ? 1 : b == is->count ? -1
		    : by_section_key_value(&was->at[a], &is->at[b]);

		if (order == 0) {
			a++;
			b++;
		} else if (a < was->count && b < is->count &&
		    is_same_thing(&was->at[a], &is->at[b])) {
			tell(teller, &was->at[a++], &is->at[b++]);
		} else if (order < 0) {
			tell(teller, &was->at[a++], NULL);
		} else {
			tell(teller, NULL, &is->at[b++]);
		}
	}
}

static void
side_free(struct side *side)
{
	free(side->at);
	arena_fini(&side->arena);
}

static int diff(int argc, char **argv);

const struct command command_diff = {
	.name = "diff",
	.about = "Say what two cases answer differently",
	.usage = "[--as text|json] CASE CASE",
	.options =
	    "  --as text|json  a line each, or a JSON object each; "
	    "default text\n",
	.run = diff,
};

static int
diff(int argc, char **argv)
{
	const char *as = "text";
	const struct option_def defs[] = {
		{ "--as", &as, NULL },
		{ NULL, NULL, NULL },
	};
	int count = options_take(&command_diff, argc, argv, defs);
	struct side was = { 0 }, is = { 0 };
	struct teller teller = { .json = strcmp(as, "json") == 0 };
	struct err err = { 0 };
	int code = EXIT_FAILED;

	if (count < 0)
		return EXIT_USAGE;
	if (count != 2 || (!teller.json && strcmp(as, "text") != 0)) {
		log_say("diff: two cases were wanted, and text or json "
		    "behind --as");
		return EXIT_USAGE;
	}
	arena_init(&was.arena);
	arena_init(&is.arena);
	if (side_read(&was, argv[0], &err) && side_read(&is, argv[1], &err)) {
		sides_compare(&teller, &was, &is);
		code = teller.told > 0 ? EXIT_ANSWER_NO : EXIT_DONE;
	} else {
		log_say("%s", err.text);
	}
	side_free(&was);
	side_free(&is);
	return code;
}
