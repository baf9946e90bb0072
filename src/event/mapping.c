/* mapping: what a mapping may say, as tables for base/config.h.
 *
 * Keys come in any order, so what needs the fields (values, flags) waits in a
 * draft until the mapping is read. */
#include "event/mapping.h"

#include <stdlib.h>

enum { MEMBERS_MAX = 128, FIELDS_MAX = 96, MATCHES_MAX = 32, WORDS_MAX = 8 };

_Static_assert(TARGET_COUNT < 256, "a target fits a byte");

/* The words for the values of one target. */
struct word_table {
	uint8_t		     target;
	struct mapping_word *words;
	size_t		     count;
};

struct draft {
	struct mapping	     mapping;
	struct str	     members[MEMBERS_MAX];
	struct mapping_field fields[FIELDS_MAX];
	struct mapping_match matches[MATCHES_MAX];
	struct word_table    tables[WORDS_MAX];
	size_t		     table_count;
};

static const struct { struct str name; uint8_t target; } own_targets[] = {
	{ STR_INIT("time"), TARGET_TIME }, { STR_INIT("kind"), TARGET_KIND },
	{ STR_INIT("outcome"), TARGET_OUTCOME },
	{ STR_INIT("request"), TARGET_REQUEST },
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool
target_read(struct config *config, const yaml_node_t *node, struct str name,
    uint8_t *target)
{
	for (size_t i = 0; i < COUNT(own_targets); i++)
		if (str_eq(own_targets[i].name, name)) {
			*target = own_targets[i].target;
			return true;
		}
	*target = (uint8_t)field_find(name);
	return *target != F_COUNT || config_refuse_text(config, node,
	    "neither time nor a field of doc/formats.md:", name);
}

/* ---- members and what is made of them ---- */

/* The number of a member, wanted from now on; -1 when there are too many. */
static int
member_number(struct draft *draft, struct str name)
{
	size_t *count = &draft->mapping.members.count;

	for (size_t i = 0; i < *count; i++)
		if (str_eq(draft->members[i], name))
			return (int)i;
	if (*count == MEMBERS_MAX)
		return -1;
	draft->members[*count] = name;
	return (int)(*count)++;
}

static bool
too_many(struct config *config, const yaml_node_t *node)
{
	return config_refuse(config, node, "too many for one mapping");
}

/* "member", or "{date} {hour}": text and members. */
static bool
source_read(struct config *config, const yaml_node_t *node, struct str text,
    struct draft *draft, struct mapping_source *source)
{
	struct mapping_piece *piece;
	struct str	      head, name;

	piece = source->pieces = arena_zero(config->arena,
	    (text.len + 1) * sizeof *piece);
	if (memchr(text.at, '{', text.len) == NULL) {
		*piece = (struct mapping_piece){ .member = member_number(draft,
		    text) };
		source->count = 1;
		return piece->member >= 0 || too_many(config, node);
	}
	while (str_take_until_char(&text, '{', &head)) {
		if (!str_take_until_char(&text, '}', &name) || name.len == 0)
			return config_refuse(config, node,
			    "a { without its member and }");
		if (head.len > 0)
			*piece++ = (struct mapping_piece){ head, -1 };
		*piece = (struct mapping_piece){ .member = member_number(draft,
		    name) };
		if (piece++->member < 0)
			return too_many(config, node);
	}
	if (text.len > 0)
		*piece++ = (struct mapping_piece){ text, -1 };
	source->count = (size_t)(piece - source->pieces);
	return true;
}

static bool
read_field(struct config *config, struct str key, const yaml_node_t *node,
    void *into)
{
	struct draft	     *draft = into;
	struct mapping_field *field = &draft->fields[draft->mapping.field_count];
	struct config_list    list;
	const struct str     *texts;

	if (draft->mapping.field_count == FIELDS_MAX)
		return too_many(config, node);
	if (!target_read(config, node, key, &field->target) ||
	    !config_texts(config, node, &list))
		return false;
	texts = list.at;
	field->source_count = list.count;
	field->sources = arena_zero(config->arena,
	    list.count * sizeof *field->sources);
	for (size_t i = 0; i < list.count; i++)
		if (!source_read(config, node, texts[i], draft,
		    &field->sources[i]))
			return false;
	draft->mapping.field_count++;
	draft->mapping.has_time |= field->target == TARGET_TIME;
	return true;
}

static bool
read_fields(struct config *config, const yaml_node_t *node, void *into)
{
	return config_each(config, node, read_field, into);
}

static bool
match_add(struct config *config, const yaml_node_t *node, struct draft *draft,
    struct str name, struct config_list values)
{
	struct mapping_match *match =
	    &draft->matches[draft->mapping.match_count];

	if (draft->mapping.match_count == MATCHES_MAX)
		return too_many(config, node);
	*match = (struct mapping_match){ member_number(draft, name),
		values.at, values.count };
	draft->mapping.match_count++;
	return match->member >= 0 || too_many(config, node);
}

static bool
read_match_pair(struct config *config, struct str key,
    const yaml_node_t *node, void *into)
{
	struct config_list list;

	return config_texts(config, node, &list) &&
	    match_add(config, node, into, key, list);
}

static bool
read_match(struct config *config, const yaml_node_t *node, void *into)
{
	return config_each(config, node, read_match_pair, into);
}

static bool
read_needs(struct config *config, const yaml_node_t *node, void *into)
{
	struct config_list list;
	const struct str  *names;

	if (!config_texts(config, node, &list))
		return false;
	names = list.at;
	for (size_t i = 0; i < list.count; i++)
		if (!match_add(config, node, into, names[i],
		    (struct config_list){ NULL, 0 }))
			return false;
	return true;
}

/* ---- words, flags, constants ---- */

static const struct str record_flags[] = {
	STR_INIT("live_procedure"), STR_INIT("minor"),
	STR_INIT("protected_person"), STR_INIT("foreign_owner"),
};

static bool
is_one_of(struct str text, const struct str *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(names[i], text))
			return true;
	return false;
}

static bool
is_kind(struct str text)
{
	for (int k = 0; k < K_COUNT; k++)
		if (str_eq(str_from(kind_infos[k].name), text))
			return true;
	return false;
}

/* Is our word one that the target knows? */
static bool
word_check(struct config *config, const yaml_node_t *node, uint8_t target,
    struct str word)
{
	static const struct str depths[] = {
		STR_INIT("full"), STR_INIT("summary"), STR_INIT("hit"),
	};
	static const struct str outcomes[] = {
		STR_INIT("success"), STR_INIT("failure"), STR_INIT("none"),
	};

	switch (target) {
	case TARGET_KIND:
		return is_kind(word) || config_refuse_text(config, node,
		    "no kind of event:", word);
	case TARGET_OUTCOME:
		return is_one_of(word, outcomes, COUNT(outcomes)) ||
		    config_refuse(config, node,
		    "success, failure or none was wanted");
	case F_DEPTH:
		return is_one_of(word, depths, COUNT(depths)) ||
		    config_refuse(config, node,
		    "full, summary or hit was wanted");
	case TARGET_TIME:
	case TARGET_REQUEST:
		return config_refuse(config, node,
		    "time and request have no words");
	default:
		return true;
	}
}

static bool
read_words(struct config *config, struct str key, const yaml_node_t *node,
    void *into)
{
	struct draft	  *draft = into;
	struct word_table *table = &draft->tables[draft->table_count];
	struct config_pair *pairs;
	struct config_list list;

	if (draft->table_count == WORDS_MAX)
		return too_many(config, node);
	if (!target_read(config, node, key, &table->target) ||
	    !config_pairs(config, node, &list))
		return false;
	pairs = list.at;
	table->count = list.count;
	table->words = arena_zero(config->arena,
	    list.count * sizeof *table->words);
	for (size_t i = 0; i < list.count; i++) {
		if (!word_check(config, node, table->target, pairs[i].value))
			return false;
		table->words[i] = (struct mapping_word){ pairs[i].key,
			pairs[i].value };
	}
	draft->table_count++;
	return true;
}

static bool
read_values(struct config *config, const yaml_node_t *node, void *into)
{
	return config_each(config, node, read_words, into);
}

static bool
read_flags(struct config *config, const yaml_node_t *node, void *into)
{
	struct draft	  *draft = into;
	struct mapping	  *mapping = &draft->mapping;
	struct config_pair *pairs;
	struct config_list list;

	if (!config_pairs(config, node, &list))
		return false;
	pairs = list.at;
	mapping->flags = arena_zero(config->arena,
	    list.count * sizeof *mapping->flags);
	for (size_t i = 0; i < list.count; i++) {
		struct mapping_flag *flag = &mapping->flags[i];

		*flag = (struct mapping_flag){ pairs[i].key,
			member_number(draft, pairs[i].value) };
		if (flag->member < 0)
			return too_many(config, node);
		if (!is_one_of(flag->name, record_flags, COUNT(record_flags)))
			return config_refuse_text(config, node, "live_procedure, "
			    "minor, protected_person or foreign_owner was "
			    "wanted, not", flag->name);
	}
	mapping->flag_count = list.count;
	return true;
}

static bool
read_set(struct config *config, const yaml_node_t *node, void *into)
{
	struct mapping	  *mapping = &((struct draft *)into)->mapping;
	struct config_pair *pairs;
	struct config_list list;

	if (!config_pairs(config, node, &list))
		return false;
	pairs = list.at;
	mapping->consts = arena_zero(config->arena,
	    list.count * sizeof *mapping->consts);
	for (size_t i = 0; i < list.count; i++) {
		struct mapping_const *constant = &mapping->consts[i];

		constant->value = pairs[i].value;
		if (!target_read(config, node, pairs[i].key,
		    &constant->target) || !word_check(config, node,
		    constant->target, constant->value))
			return false;
	}
	mapping->const_count = list.count;
	return true;
}

/* ---- one mapping ---- */

static bool
read_format(struct config *config, const yaml_node_t *node, void *into)
{
	static const char *const names[] = {
		[MAPPING_JSON] = "json", [MAPPING_CSV] = "csv",
		[MAPPING_KV] = "kv", [MAPPING_TEMPLATE] = "template",
	};

	for (size_t i = 0; node->type == YAML_SCALAR_NODE &&
	    i < COUNT(names); i++)
		if (str_eq(config_scalar(node), str_from(names[i]))) {
			*(enum mapping_format *)into = (enum mapping_format)i;
			return true;
		}
	return config_refuse(config, node,
	    "json, csv, kv or template was wanted");
}

static bool
read_texts(struct config *config, const yaml_node_t *node, void *into)
{
	struct texts	  *texts = into;
	struct config_list list;

	if (!config_texts(config, node, &list))
		return false;
	*texts = (struct texts){ list.at, list.count };
	return true;
}

/* Can a line of this mapping have that member?  JSON and kv may have any. */
static bool
mapping_has(const struct mapping *mapping, struct str member)
{
	struct str rest = mapping->template, head, name;

	if (mapping->format == MAPPING_CSV)
		return is_one_of(member, mapping->columns.at,
		    mapping->columns.count);
	if (mapping->format != MAPPING_TEMPLATE)
		return true;
	while (str_take_until_char(&rest, '{', &head) &&
	    str_take_until_char(&rest, '}', &name))
		if (str_eq(name, member))
			return true;
	return false;
}

/* Two members with nothing between them cannot be told apart. */
static bool
template_is_sound(struct str rest)
{
	struct str head, name;
	bool	   first = true;

	while (str_take_until_char(&rest, '{', &head)) {
		if ((!first && head.len == 0) ||
		    !str_take_until_char(&rest, '}', &name) || name.len == 0)
			return false;
		first = false;
	}
	return !first;
}

static bool
mapping_check(struct config *config, const yaml_node_t *node,
    const struct mapping *mapping)
{
	if (mapping->name.len == 0)
		return config_refuse(config, node, "a name is missing");
	if (mapping->field_count == 0)
		return config_refuse(config, node, "fields are missing");
	if ((mapping->columns.count > 0) != (mapping->format == MAPPING_CSV))
		return config_refuse(config, node, "columns go with format "
		    "csv, and format csv with columns");
	if ((mapping->template.len > 0) != (mapping->format == MAPPING_TEMPLATE))
		return config_refuse(config, node, "a template goes with "
		    "format template, and format template with a template");
	if (mapping->format == MAPPING_TEMPLATE &&
	    !template_is_sound(mapping->template))
		return config_refuse(config, node, "a template is text with "
		    "{member}s, and text between them");
	for (size_t i = 0; i < mapping->members.count; i++)
		if (!mapping_has(mapping, mapping->members.at[i]))
			return config_refuse_text(config, node,
			    "no column or {member}", mapping->members.at[i]);
	return true;
}

/* The words of each table to the fields of its target. */
static bool
words_settle(struct config *config, const yaml_node_t *node,
    struct draft *draft)
{
	for (size_t t = 0; t < draft->table_count; t++) {
		const struct word_table *table = &draft->tables[t];
		bool			 used = false;

		for (size_t i = 0; i < draft->mapping.field_count; i++) {
			struct mapping_field *field = &draft->fields[i];

			if (field->target != table->target)
				continue;
			field->words = table->words;
			field->word_count = table->count;
			used = true;
		}
		if (!used)
			return config_refuse(config, node,
			    "values of what is no field of the mapping");
	}
	return true;
}

static void *
keep(struct arena *arena, const void *at, size_t count, size_t size)
{
	void *copy = arena_take(arena, count * size);

	if (count > 0)
		memcpy(copy, at, count * size);
	return copy;
}

static bool
read_mapping(struct config *config, const yaml_node_t *node, void *into)
{
#define AT(member) offsetof(struct draft, mapping.member)
	static const struct setting settings[] = {
		{ "name", config_text, AT(name) },
		{ "about", config_text, AT(about) },
		{ "format", read_format, AT(format) },
		{ "programs", read_texts, AT(programs) },
		{ "match", read_match, 0 },
		{ "needs", read_needs, 0 },
		{ "fields", read_fields, 0 },
		{ "values", read_values, 0 },
		{ "flags", read_flags, 0 },
		{ "set", read_set, 0 },
		{ "columns", read_texts, AT(columns) },
		{ "template", config_text, AT(template) },
		{ "separator", config_text, AT(separator) },
		{ "assign", config_text, AT(assign) },
		{ "split", config_text, AT(split) },
		{ "none", read_texts, AT(none) },
		{ "time_format", read_texts, AT(stamps) },
		{ 0 }
	};
#undef AT
	struct draft *draft = mem_zero(sizeof *draft);
	struct mapping *mapping = &draft->mapping;
	bool good = config_map(config, node, settings, draft) &&
	    words_settle(config, node, draft);

	if (good) {
		mapping->members.at = keep(config->arena, draft->members,
		    mapping->members.count, sizeof *draft->members);
		mapping->fields = keep(config->arena, draft->fields,
		    mapping->field_count, sizeof *draft->fields);
		mapping->matches = keep(config->arena, draft->matches,
		    mapping->match_count, sizeof *draft->matches);
		good = mapping_check(config, node, mapping);
	}
	*(struct mapping *)into = *mapping;
	free(draft);
	return good;
}

bool
mapping_list_read(struct config *config, const yaml_node_t *node, void *into)
{
	struct mapping_list *mappings = into;
	struct config_list   list;

	if (!config_sequence(config, node, sizeof *mappings->at, read_mapping,
	    &list))
		return false;
	*mappings = (struct mapping_list){ list.at, list.count };
	return true;
}

/* ---- what a mapping tells ---- */

static bool
is_record(unsigned target)
{
	return target == F_RECORD || target == F_PERSON || target == F_ROWS;
}

bool
mapping_is_record(struct str field)
{
	return is_record(field_find(field));
}

static bool
is_page_or_kind(unsigned target)
{
	return target == TARGET_KIND || target == TARGET_REQUEST ||
	    target == F_URL;
}

bool
mapping_lacks_records(const struct mapping *mapping)
{
	for (size_t i = 0; i < mapping->field_count; i++)
		if (is_record(mapping->fields[i].target) ||
		    is_page_or_kind(mapping->fields[i].target))
			return false;
	for (size_t i = 0; i < mapping->const_count; i++)
		if (is_page_or_kind(mapping->consts[i].target))
			return false;
	return true;
}
