#include "base/config.h"

#include <string.h>

#include "base/buf.h"
#include "test/test.h"

/* keys: a list of lists of texts, and a mapping of free keys. */
struct keys {
	struct config_list lists, pairs;
};

static bool
read_texts(struct config *config, const yaml_node_t *node, void *into)
{
	return config_sequence(config, node, sizeof(struct str), config_text,
	    into);
}

static bool
read_lists(struct config *config, const yaml_node_t *node, void *into)
{
	return config_sequence(config, node, sizeof(struct config_list),
	    read_texts, into);
}

static bool
read_pairs(struct config *config, const yaml_node_t *node, void *into)
{
	return config_pairs(config, node, into);
}

/* "" when it is read, else why not. */
static struct err
load(const struct buf *text)
{
	static const struct setting settings[] = {
		{ "lists", read_lists, offsetof(struct keys, lists) },
		{ "pairs", read_pairs, offsetof(struct keys, pairs) },
		{ 0 }
	};
	struct err err = { 0 };
	struct arena arena;
	struct keys keys = { 0 };

	arena_init(&arena);
	config_load_text(buf_str(text), &arena, settings, &keys, NULL, &err);
	arena_fini(&arena);
	return err;
}

#define CHECK_SAYS(yaml, want)                                                 \
	do {                                                                   \
		struct err says = load(yaml);                                  \
		CHECK_STR(str_from(says.text), STR(want));                     \
		buf_fini(yaml);                                                \
	} while (0)

TEST(aliases_are_read_where_they_stand_for_little)
{
	struct buf text = { 0 };

	buf_text(&text, "lists: [&a [x, y], *a, *a, [z]]");
	CHECK_SAYS(&text, "");
}

/* 300 times 300 texts in a few kilobytes; deeper ones would be 27 million. */
TEST(aliases_that_stand_for_more_than_there_is_are_refused)
{
	struct buf text = { 0 };

	buf_text(&text, "lists: [&a [x");
	for (int i = 0; i < 300; i++)
		buf_text(&text, ",x");
	buf_text(&text, "]");
	for (int i = 0; i < 300; i++)
		buf_text(&text, ",*a");
	buf_text(&text, "]");
	CHECK_SAYS(&text, "line 1: lists: aliases (*) repeat too much; "
	    "write it out");
}

TEST(a_list_that_holds_itself_has_an_end)
{
	struct buf text = { 0 };

	buf_text(&text, "lists: &a [*a, *a]");
	CHECK_SAYS(&text, "line 1: lists: a text was wanted");
}

TEST(brackets_without_end_are_refused_at_once)
{
	for (int i = 0; i < 2; i++) {
		struct buf text = { 0 };

		buf_text(&text, "\nlists: ");
		buf_fill(&text, i == 0 ? '[' : '{', 1000000);
		CHECK_SAYS(&text, "line 2: is nested too deep");
	}
}

TEST(anchors_and_keys_that_would_take_for_ever_are_refused)
{
	struct buf text = { 0 };

	buf_text(&text, "lists: [[");
	for (int i = 0; i < 1001; i++)
		buf_printf(&text, "&a%d x,", i);
	buf_text(&text, "]]");
	CHECK_SAYS(&text, "line 1: has too many anchors (&)");
	buf_text(&text, "pairs:");
	for (int i = 0; i < 10001; i++)
		buf_printf(&text, "\n  k%d: x", i);
	CHECK_SAYS(&text, "line 2: pairs: has too many keys");
}
