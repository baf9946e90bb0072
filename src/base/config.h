/* config: a YAML file, read by tables.
 *
 * A mapping is described by an array of struct setting: each key, the
 * function that reads its value, and where in the struct the value goes.
 * Whatever is refused is refused with its line and its key:
 * "site.yml: line 12: year: a number from 1990 to 2200 was wanted".
 *
 * Texts are copied into the caller's arena and end in a NUL that len does
 * not count.  The file is the owner's own, but for the marks of a case, which
 * may be anybody's: what would take time or memory without end is refused. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct config {
	yaml_document_t	doc;
	struct arena   *arena;		/* of what is read */
	struct err     *err;
	const char     *key;		/* whose value is being read */
	void	       *owner;		/* the caller's own */
	size_t		visits;		/* nodes read, again where an alias
					 * leads to them again */
};

/* Reads a node into what `into` points at; false with err set. */
typedef bool config_read(struct config *config, const yaml_node_t *node,
    void *into);

struct setting {
	const char  *key;
	config_read *read;
	size_t	     into;		/* offset in the struct of the mapping */
};

/* The value of one pair of a mapping whose keys are free. */
typedef bool config_pair_read(struct config *config, struct str key,
    const yaml_node_t *node, void *into);

struct config_list { void *at; size_t count; };

struct config_pair { struct str key, value; };

/* Read the one document of a file by its table into `into`.  An empty file
 * is an empty mapping.  The arena is the caller's. */
bool config_load(const char *path, struct arena *arena,
    const struct setting *settings, void *into, void *owner, struct err *err);

/* The same from memory; err has no name in front. */
bool config_load_text(struct str text, struct arena *arena,
    const struct setting *settings, void *into, void *owner, struct err *err);

/* Refuse a node: "line 12: key: what".  The second puts 'text' behind. */
bool config_refuse(struct config *config, const yaml_node_t *node,
    const char *what);
bool config_refuse_text(struct config *config, const yaml_node_t *node,
    const char *what, struct str text);

size_t config_line(const yaml_node_t *node);

/* The text of a scalar as it lies in the document; not to be kept. */
struct str config_scalar(const yaml_node_t *node);

/* A mapping by its table, which ends with a NULL key. */
bool config_map(struct config *config, const yaml_node_t *node,
    const struct setting *settings, void *into);

/* A mapping whose keys are free: an array of struct config_pair. */
bool config_pairs(struct config *config, const yaml_node_t *node,
    struct config_list *list);

/* The same, whatever the values are; keys are the arena's. */
bool config_each(struct config *config, const yaml_node_t *node,
    config_pair_read *read, void *into);

/* A text, or a sequence of them: an array of struct str. */
bool config_texts(struct config *config, const yaml_node_t *node,
    struct config_list *list);

/* A sequence: an array of zeroed pieces of `size` bytes, each read by
 * `read`. */
bool config_sequence(struct config *config, const yaml_node_t *node,
    size_t size, config_read *read, struct config_list *list);

bool config_number(struct config *config, const yaml_node_t *node,
    uint64_t least, uint64_t most, uint64_t *number);

/* Readers for tables: a struct str that is not empty, a uint64_t, a bool. */
config_read config_text, config_count, config_bool;
