#include "event/marks.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/config.h"
#include "base/json.h"
#include "base/sha256.h"

enum { MARKS_MAX = 10000 };	/* each is compared with all; nobody decides
				 * that often */

void
marks_init(struct marks *marks)
{
	*marks = (struct marks){ 0 };
	arena_init(&marks->arena);
}

void
marks_fini(struct marks *marks)
{
	free(marks->at);
	arena_fini(&marks->arena);
}

/* ---- the file ---- */

static bool
read_verdict(struct config *config, const yaml_node_t *node, void *into)
{
	struct str text;

	if (!config_text(config, node, &text))
		return false;
	*(bool *)into = str_eq(text, STR("true"));
	return *(bool *)into || str_eq(text, STR("false")) ||
	    config_refuse(config, node, "true or false was wanted");
}

static bool
read_any_text(struct config *config, const yaml_node_t *node, void *into)
{
	if (node->type != YAML_SCALAR_NODE)
		return config_refuse(config, node, "a text was wanted");
	*(struct str *)into = arena_str(config->arena, config_scalar(node));
	return true;
}

static bool
read_mark(struct config *config, const yaml_node_t *node, void *into)
{
	static const struct setting settings[] = {
		{ "finding", config_text, offsetof(struct mark, finding) },
		{ "verdict", read_verdict, offsetof(struct mark, truth) },
		{ "reason", read_any_text, offsetof(struct mark, reason) },
		{ "author", read_any_text, offsetof(struct mark, author) },
		{ 0 }
	};
	const struct mark *mark = into;

	return config_map(config, node, settings, into) &&
	    (mark->finding.len == MARK_DIGITS || config_refuse(config, node,
		"a finding is named by twelve digits"));
}

static bool
read_marks(struct config *config, const yaml_node_t *node, void *into)
{
	struct config_list list;
	struct mark *at;

	if (!config_sequence(config, node, sizeof *at, read_mark, &list))
		return false;
	if (list.count > MARKS_MAX)
		return config_refuse(config, node, "has too many marks");
	at = list.at;
	for (size_t i = 0; i < list.count; i++)
		marks_put(into, &at[i]);
	return true;
}

bool
marks_load(struct marks *marks, const char *path, struct err *err)
{
	static const struct setting settings[] = {
		{ "marks", read_marks, 0 },
		{ 0 }
	};

	if (access(path, F_OK) != 0)
		return true;
	return config_load(path, &marks->arena, settings, marks, NULL, err);
}

void
marks_put(struct marks *marks, const struct mark *mark)
{
	size_t i = 0;

	while (i < marks->count &&
	    !str_eq(marks->at[i].finding, mark->finding))
		i++;
	if (i == marks->count) {
		marks->at = mem_room(marks->at, marks->count, &marks->cap,
		    sizeof *marks->at);
		marks->count++;
	}
	marks->at[i] = *mark;
}

/* JSON is YAML, quotes and all. */
void
marks_text(const struct marks *marks, struct buf *out)
{
	struct json_out json;

	json_init(&json);
	json_plain(&json, STR("# What people decided about findings; "
	    "`beffroi case mark` writes it.\nmarks: "));
	json_array(&json);
	for (size_t i = 0; i < marks->count; i++) {
		const struct mark *m = &marks->at[i];

		json_plain(&json, i == 0 ? STR("\n  ") : STR(",\n  "));
		json_object(&json);
		json_member(&json, "finding", m->finding);
		json_member(&json, "verdict", m->truth ? STR("true")
						       : STR("false"));
		json_member(&json, "reason", m->reason);
		json_member(&json, "author", m->author);
		json_object_end(&json);
	}
	json_array_end(&json);
	json_plain(&json, STR("\n"));
	buf_add(out, json_str(&json));
	json_fini(&json);
}

/* ---- findings ---- */

const struct mark *
marks_find(const struct marks *marks, struct str finding)
{
	for (size_t i = 0; i < marks->count; i++)
		if (str_eq(marks->at[i].finding, finding))
			return &marks->at[i];
	return NULL;
}

struct str
finding_name(const struct finding *f, const struct intern *names,
    char digits[MARK_DIGITS + 1])
{
	const uint32_t numbers[] = { f->user, f->src, f->place, f->stream };
	struct buf text = { 0 };
	uint8_t hash[32];

	buf_text(&text, f->name);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		buf_char(&text, '\0');
		buf_add(&text, intern_str(names, numbers[i]));
	}
	buf_printf(&text, "%c%lld", 0, (long long)f->first.ms);
	sha256_of(buf_str(&text), hash);
	buf_fini(&text);
	for (int i = 0; i < MARK_DIGITS / 2; i++)
		snprintf(digits + 2 * i, 3, "%02x", hash[i]);
	return str_of(digits, MARK_DIGITS);
}
