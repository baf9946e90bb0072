#include "report/catalogue.h"

#include <dirent.h>
#include <stdio.h>

#include "base/buf.h"
#include "event/event.h"
#include "report/names.h"
#include "report/voice.h"
#include "test/test.h"

static const struct { const char *lang; } langs[] = { { "en" }, { "fr" } };
enum { LANGS = sizeof langs / sizeof *langs };

static bool
both_open(struct catalogue catalogues[LANGS])
{
	struct err err;

	for (size_t i = 0; i < LANGS; i++)
		if (!CHECK(catalogue_open(&catalogues[i],
		    str_from(langs[i].lang), &err))) {
			fprintf(stderr, "\t%s\n", err.text);
			return false;
		}
	return true;
}

static void
both_close(struct catalogue catalogues[LANGS])
{
	for (size_t i = 0; i < LANGS; i++)
		catalogue_close(&catalogues[i]);
}

TEST(every_language_has_the_same_keys)
{
	struct catalogue catalogues[LANGS];

	MUST_CHECK(both_open(catalogues));
	for (size_t i = 0; i < LANGS; i++)
		for (size_t k = 0; k < catalogues[i].count; k++) {
			struct str key = catalogues[i].messages[k].key;

			if (!CHECK(catalogue_find(&catalogues[1 - i], key).at
			    != NULL))
				fprintf(stderr, "\tonly in %s: " STR_FMT "\n",
				    langs[i].lang, STR_ARG(key));
		}
	both_close(catalogues);
}

/* Does the template name that place, as {name} or {name|...}? */
static bool
names_place(struct str template, struct str name)
{
	struct str head, place, bare;

	while (str_take_until_char(&template, '{', &head) &&
	    str_take_until_char(&template, '}', &place)) {
		if (!str_take_until_char(&place, '|', &bare))
			bare = place;
		if (str_eq(bare, name))
			return true;
	}
	return false;
}

/* Each place well made, and there in the other language too. */
static void
places_check(struct str key, struct str template, struct str other)
{
	struct str rest = template, head, place = { 0 }, name, one;

	while (str_take_until_char(&rest, '{', &head)) {
		if (!CHECK(str_take_until_char(&rest, '}', &place))) {
			fprintf(stderr, "\t" STR_FMT ": '{' without '}'\n",
			    STR_ARG(key));
			return;
		}
		name = place;
		if (str_take_until_char(&place, '|', &name) &&
		    !CHECK(str_take_until_char(&place, '|', &one)))
			fprintf(stderr, "\t" STR_FMT ": {" STR_FMT
			    "} has one form\n", STR_ARG(key), STR_ARG(name));
		if (!CHECK(names_place(other, name)))
			fprintf(stderr, "\t" STR_FMT ": {" STR_FMT
			    "} is in one language only\n", STR_ARG(key),
			    STR_ARG(name));
	}
}

TEST(every_message_has_the_same_places_in_each_language)
{
	struct catalogue catalogues[LANGS];

	MUST_CHECK(both_open(catalogues));
	for (size_t i = 0; i < LANGS; i++)
		for (size_t k = 0; k < catalogues[i].count; k++) {
			const struct message *message =
			    &catalogues[i].messages[k];

			places_check(message->key, message->template,
			    catalogue_find(&catalogues[1 - i], message->key));
		}
	both_close(catalogues);
}

/* What must not stand in a French message: signs without the space that
 * belongs in front of them, or with one that breaks. */
TEST(french_has_its_unbreakable_spaces)
{
	static const struct str wrong[] = {
		STR_INIT(" :"), STR_INIT(" ;"), STR_INIT(" ?"), STR_INIT(" !"),
		STR_INIT("\xc2\xa0;"), STR_INIT("\xc2\xa0?"), STR_INIT("'"),
		STR_INIT("\xc2\xab "), STR_INIT(" \xc2\xbb"),
	};
	struct catalogue catalogues[LANGS];

	MUST_CHECK(both_open(catalogues));
	for (size_t k = 0; k < catalogues[1].count; k++) {
		const struct message *message = &catalogues[1].messages[k];

		for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
			if (!CHECK(!str_has(message->template, wrong[i])))
				fprintf(stderr, "\t" STR_FMT ": '" STR_FMT "'\n",
				    STR_ARG(message->key), STR_ARG(wrong[i]));
	}
	both_close(catalogues);
}

TEST(every_kind_service_and_grade_has_its_word)
{
	struct catalogue catalogues[LANGS];
	char key[128];

	MUST_CHECK(both_open(catalogues));
	for (int kind = 0; kind < K_COUNT; kind++) {
		snprintf(key, sizeof key, "kind.%s", kind_infos[kind].name);
		if (!CHECK(catalogue_find(&catalogues[0], str_from(key)).at))
			fprintf(stderr, "\t%s\n", key);
	}
	for (int service = 0; service < SERVICE_COUNT; service++) {
		snprintf(key, sizeof key, "service.%s",
		    service_name((enum service)service));
		if (!CHECK(catalogue_find(&catalogues[0], str_from(key)).at))
			fprintf(stderr, "\t%s\n", key);
	}
	for (int grade = 0; grade < GRADE_COUNT; grade++) {
		snprintf(key, sizeof key, "grade.%s", grade_names[grade]);
		CHECK(catalogue_find(&catalogues[0], str_from(key)).at);
	}
	both_close(catalogues);
}

/* Does a literal of the source look like a key of the catalogue? */
static bool
is_key(struct str literal)
{
	static const char *const families[] = {
		"q1.", "q2.", "q3.", "q4.", "q5.", "q6.", "q7.", "q8.", "q9.",
		"q10.", "figure.", "hole.", "why.", "note.", "finding.",
		"duty.", "ended.", "source.", "ui.", "question.",
	};

	for (size_t i = 0; i < literal.len; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789._",
		    literal.at[i]) == NULL || literal.at[i] == '\0')
			return false;
	if (str_ends(literal, STR(".")) || str_ends(literal, STR("_")))
		return false;		/* the start of several */
	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (str_starts(literal, str_from(families[i])) &&
		    literal.len > strlen(families[i]))
			return true;
	return false;
}

static void
source_check(const struct catalogue *catalogue, const char *path,
    struct str text)
{
	struct str before, literal;

	while (str_take_until_char(&text, '"', &before) &&
	    str_take_until_char(&text, '"', &literal))
		if (is_key(literal) &&
		    !CHECK(catalogue_find(catalogue, literal).at != NULL))
			fprintf(stderr, "\t%s: no message '" STR_FMT "'\n",
			    path, STR_ARG(literal));
}

/* The file's text goes to what is there of others. */
static void
file_check(const struct catalogue *catalogue, const char *path,
    struct buf *all)
{
	size_t begin = all->len, n;
	FILE *file = fopen(path, "r");

	MUST_CHECK(file != NULL);
	while ((n = fread(buf_room(all, 4096), 1, 4096, file)) > 0)
		all->len += n;
	fclose(file);
	source_check(catalogue, path, str_of(buf_str(all).at + begin,
	    all->len - begin));
}

/* Those of families whose keys are all written out in the code. */
static void
unnamed_check(const struct catalogue *catalogue, struct str sources)
{
	static const char *const families[] = {
		"q1.", "q2.", "q3.", "q4.", "q5.", "q6.", "q7.", "q8.", "q9.",
		"q10.", "figure.", "hole.", "why.", "note.", "source.",
		"duty.", "trouble.",
	};

	for (size_t k = 0; k < catalogue->count; k++) {
		struct str key = catalogue->messages[k].key;
		char literal[256];
		int n = snprintf(literal, sizeof literal, "\"" STR_FMT "\"",
		    STR_ARG(key));

		for (size_t i = 0; i < sizeof families / sizeof *families; i++)
			if (str_starts(key, str_from(families[i])) &&
			    !CHECK(memmem(sources.at, sources.len, literal,
			    (size_t)n) != NULL))
				fprintf(stderr, "\tno code says '" STR_FMT
				    "'\n", STR_ARG(key));
	}
}

TEST(the_code_and_the_catalogue_have_the_same_keys)
{
	static const char *const folders[] = { "src/detect",
		"src/detect/findings", "src/incident", "src/scope",
		"src/claim", "src/event", "src/app", "src/app/commands",
		"src/report" };
	struct catalogue catalogues[LANGS];
	struct buf all = { 0 };
	struct dirent *entry;
	char path[512];

	MUST_CHECK(both_open(catalogues));
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		DIR *folder = opendir(folders[i]);

		if (!CHECK(folder != NULL))
			continue;
		while ((entry = readdir(folder)) != NULL) {
			struct str name = str_from(entry->d_name);

			snprintf(path, sizeof path, "%s/%s", folders[i],
			    entry->d_name);
			if (str_ends(name, STR(".c")) &&
			    !str_ends(name, STR("_test.c")))
				file_check(&catalogues[0], path, &all);
		}
		closedir(folder);
	}
	unnamed_check(&catalogues[0], buf_str(&all));
	buf_fini(&all);
	both_close(catalogues);
}

TEST(a_catalogue_that_is_not_one_is_refused_with_a_reason)
{
	struct catalogue catalogue;
	struct err err;

	CHECK(!catalogue_read(&catalogue, STR("a = b\nnonsense\n"), &err));
	CHECK_STR(str_from(err.text), STR("no '=' in 'nonsense'"));
	CHECK(!catalogue_read(&catalogue, STR("a = b\na = c\n"), &err));
	CHECK_STR(str_from(err.text), STR("'a' is there twice"));
	CHECK(catalogue_read(&catalogue, STR("# none\n\n"), &err));
	CHECK(catalogue_find(&catalogue, STR("a")).at == NULL);
	catalogue_close(&catalogue);
}
