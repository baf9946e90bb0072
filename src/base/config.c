#include "base/config.h"

#include <stdio.h>

#include "base/file.h"

enum {
	DEPTH_MAX = 64,		/* ours are less than ten deep; libyaml's time
				 * grows with the square */
	ANCHORS_MAX = 1000,	/* with the square, too */
	PAIRS_MAX = 10000,	/* of one mapping: each is compared with all */
	TIMES_MAX = 16,		/* nodes are read more often than they are
				 * written, where there are aliases */
};

size_t
config_line(const yaml_node_t *node)
{
	return node->start_mark.line + 1;
}

bool
config_refuse(struct config *config, const yaml_node_t *node,
    const char *what)
{
	err_set(config->err, "%s", what);
	if (config->key != NULL)
		err_in(config->err, "%s", config->key);
	return err_in(config->err, "line %zu", config_line(node));
}

bool
config_refuse_text(struct config *config, const yaml_node_t *node,
    const char *what, struct str text)
{
	struct err sentence;

	err_set(&sentence, "%s '" STR_FMT "'", what, STR_ARG(text));
	return config_refuse(config, node, sentence.text);
}

static const yaml_node_t *
node_at(struct config *config, int index)
{
	return yaml_document_get_node(&config->doc, index);
}

struct str
config_scalar(const yaml_node_t *node)
{
	return str_of((const char *)node->data.scalar.value,
	    node->data.scalar.length);
}

/* ---- values ---- */

bool
config_text(struct config *config, const yaml_node_t *node, void *into)
{
	struct str text;

	if (node->type != YAML_SCALAR_NODE ||
	    (text = config_scalar(node)).len == 0 ||
	    memchr(text.at, '\0', text.len) != NULL)
		return config_refuse(config, node, "a text was wanted");
	*(struct str *)into = arena_printf(config->arena, STR_FMT,
	    STR_ARG(text));
	return true;
}

bool
config_number(struct config *config, const yaml_node_t *node, uint64_t least,
    uint64_t most, uint64_t *number)
{
	struct err what;

	if (node->type == YAML_SCALAR_NODE &&
	    str_u64(config_scalar(node), number) && *number >= least &&
	    *number <= most)
		return true;
	err_set(&what, "a number from %llu to %llu was wanted",
	    (unsigned long long)least, (unsigned long long)most);
	return config_refuse(config, node, what.text);
}

bool
config_count(struct config *config, const yaml_node_t *node, void *into)
{
	return config_number(config, node, 0, INT64_MAX, into);
}

bool
config_bool(struct config *config, const yaml_node_t *node, void *into)
{
	bool *truth = into;

	if (node->type == YAML_SCALAR_NODE) {
		*truth = str_eq(config_scalar(node), STR("true"));
		if (*truth || str_eq(config_scalar(node), STR("false")))
			return true;
	}
	return config_refuse(config, node, "true or false was wanted");
}

/* ---- sequences and mappings ---- */

/* A list of aliases of lists of aliases can stand for more than there is
 * memory. */
static bool
visit(struct config *config, const yaml_node_t *node)
{
	size_t nodes = (size_t)(config->doc.nodes.top -
	    config->doc.nodes.start);

	return ++config->visits / TIMES_MAX <= nodes ||
	    config_refuse(config, node, "aliases (*) repeat too much; write "
		"it out");
}

static bool
is_mapping(struct config *config, const yaml_node_t *node)
{
	if (node->type != YAML_MAPPING_NODE)
		return config_refuse(config, node,
		    "keys and values were wanted");
	return node->data.mapping.pairs.top - node->data.mapping.pairs.start <=
	    PAIRS_MAX || config_refuse(config, node, "has too many keys");
}

bool
config_sequence(struct config *config, const yaml_node_t *node, size_t size,
    config_read *read, struct config_list *list)
{
	const yaml_node_item_t *items;

	if (node->type != YAML_SEQUENCE_NODE)
		return config_refuse(config, node, "a list was wanted");
	items = node->data.sequence.items.start;
	list->count = (size_t)(node->data.sequence.items.top - items);
	list->at = arena_zero(config->arena, list->count * size);
	for (size_t i = 0; i < list->count; i++)
		if (!visit(config, node) ||
		    !read(config, node_at(config, items[i]),
			(char *)list->at + i * size))
			return false;
	return true;
}

static const struct setting *
setting_find(const struct setting *settings, struct str key)
{
	for (; settings->key != NULL; settings++)
		if (str_eq(str_from(settings->key), key))
			return settings;
	return NULL;
}

/* The key of a pair, which no earlier pair of the mapping may have. */
static bool
read_key(struct config *config, const yaml_node_t *node,
    const yaml_node_pair_t *pair, struct str *key)
{
	const yaml_node_t      *at = node_at(config, pair->key), *other;
	const yaml_node_pair_t *p = node->data.mapping.pairs.start;

	if (!visit(config, node))
		return false;
	if (at->type != YAML_SCALAR_NODE)
		return config_refuse(config, at, "a key was wanted");
	*key = config_scalar(at);
	for (; p < pair; p++) {
		other = node_at(config, p->key);
		if (other->type == YAML_SCALAR_NODE &&
		    str_eq(config_scalar(other), *key))
			return config_refuse_text(config, at, "twice the key",
			    *key);
	}
	return true;
}

bool
config_map(struct config *config, const yaml_node_t *node,
    const struct setting *settings, void *into)
{
	const yaml_node_pair_t *pair;
	const struct setting   *setting;
	const char	       *outer = config->key;
	struct str		key;

	if (!is_mapping(config, node))
		return false;
	for (pair = node->data.mapping.pairs.start;
	    pair < node->data.mapping.pairs.top; pair++) {
		if (!read_key(config, node, pair, &key))
			return false;
		setting = setting_find(settings, key);
		if (setting == NULL)
			return config_refuse_text(config,
			    node_at(config, pair->key), "unknown key", key);
		config->key = setting->key;
		if (!setting->read(config, node_at(config, pair->value),
		    (char *)into + setting->into))
			return false;
		config->key = outer;
	}
	return true;
}

bool
config_pairs(struct config *config, const yaml_node_t *node,
    struct config_list *list)
{
	const yaml_node_pair_t *pair;
	struct config_pair     *out;

	if (!is_mapping(config, node))
		return false;
	pair = node->data.mapping.pairs.start;
	list->count = (size_t)(node->data.mapping.pairs.top - pair);
	list->at = out = arena_zero(config->arena, list->count * sizeof *out);
	for (; pair < node->data.mapping.pairs.top; pair++, out++) {
		if (!read_key(config, node, pair, &out->key) ||
		    !config_text(config, node_at(config, pair->value),
		    &out->value))
			return false;
		out->key = arena_str(config->arena, out->key);
	}
	return true;
}

bool
config_each(struct config *config, const yaml_node_t *node,
    config_pair_read *read, void *into)
{
	const yaml_node_pair_t *pair;
	struct str		key;

	if (!is_mapping(config, node))
		return false;
	for (pair = node->data.mapping.pairs.start;
	    pair < node->data.mapping.pairs.top; pair++)
		if (!read_key(config, node, pair, &key) ||
		    !read(config, arena_str(config->arena, key),
		    node_at(config, pair->value), into))
			return false;
	return true;
}

bool
config_texts(struct config *config, const yaml_node_t *node,
    struct config_list *list)
{
	if (node->type == YAML_SEQUENCE_NODE)
		return config_sequence(config, node, sizeof(struct str),
		    config_text, list);
	list->at = arena_zero(config->arena, sizeof(struct str));
	list->count = 1;
	return config_text(config, node, list->at);
}

/* ---- the whole ---- */

/* The next document of the parser: its root, NULL if there is none. */
static bool
read_document(yaml_parser_t *parser, struct config *config,
    const yaml_node_t **root)
{
	if (!yaml_parser_load(parser, &config->doc)) {
		err_set(config->err, "%s", parser->problem == NULL ?
		    "not YAML" : parser->problem);
		return err_in(config->err, "line %zu",
		    parser->problem_mark.line + 1);
	}
	*root = yaml_document_get_root_node(&config->doc);
	return true;
}

static bool
is_empty(const yaml_node_t *root)
{
	return root->type == YAML_SCALAR_NODE && config_scalar(root).len == 0;
}

static bool
read_one_document(yaml_parser_t *parser, struct config *config,
    const struct setting *settings, void *into)
{
	const yaml_node_t *root = NULL;
	bool		   good, end;

	if (!read_document(parser, config, &root))
		return false;
	end = root == NULL;	/* nothing, or only comments */
	good = end || is_empty(root) ||
	    config_map(config, root, settings, into);
	yaml_document_delete(&config->doc);
	if (!good || end)
		return good;
	if (!read_document(parser, config, &root))
		return false;
	end = root == NULL;
	if (!end)
		config_refuse(config, root, "one document was wanted, not two");
	yaml_document_delete(&config->doc);
	return end;
}

/* How deep it is and how many anchors it has, before libyaml builds it. */
static bool
shape_is_sound(yaml_parser_t *parser, struct err *err)
{
	yaml_event_t event;
	size_t depth = 0, anchors = 0;
	bool end = false;

	/* What is no YAML is told when it is read. */
	while (!end && yaml_parser_parse(parser, &event)) {
		const char *what;
		size_t line = event.start_mark.line + 1;

		switch (event.type) {
		case YAML_SCALAR_EVENT:
			anchors += event.data.scalar.anchor != NULL;
			break;
		case YAML_SEQUENCE_START_EVENT:
			anchors += event.data.sequence_start.anchor != NULL;
			depth++;
			break;
		case YAML_MAPPING_START_EVENT:
			anchors += event.data.mapping_start.anchor != NULL;
			depth++;
			break;
		case YAML_SEQUENCE_END_EVENT:
		case YAML_MAPPING_END_EVENT:
			depth--;
			break;
		default:
			end = event.type == YAML_STREAM_END_EVENT;
			break;
		}
		yaml_event_delete(&event);
		what = depth > DEPTH_MAX ? "is nested too deep" :
		    anchors > ANCHORS_MAX ? "has too many anchors (&)" : NULL;
		if (what != NULL) {
			err_set(err, "%s", what);
			return err_in(err, "line %zu", line);
		}
	}
	return true;
}

static bool
parser_open(yaml_parser_t *parser, struct str text, struct err *err)
{
	if (!yaml_parser_initialize(parser))
		return err_set(err, "out of memory");
	yaml_parser_set_input_string(parser, (const unsigned char *)text.at,
	    text.len);
	return true;
}

bool
config_load_text(struct str text, struct arena *arena,
    const struct setting *settings, void *into, void *owner, struct err *err)
{
	struct config config = { .arena = arena, .err = err, .owner = owner };
	yaml_parser_t parser;
	bool good;

	if (!parser_open(&parser, text, err))
		return false;
	good = shape_is_sound(&parser, err);
	yaml_parser_delete(&parser);
	if (!good || !parser_open(&parser, text, err))
		return false;
	good = read_one_document(&parser, &config, settings, into);
	yaml_parser_delete(&parser);
	return good;
}

bool
config_load(const char *path, struct arena *arena,
    const struct setting *settings, void *into, void *owner, struct err *err)
{
	struct file file;
	bool good = file_read(&file, path, err) &&
	    config_load_text(file.text, arena, settings, into, owner, err);

	file_free(&file);
	return good || err_in(err, "%s", path);
}
