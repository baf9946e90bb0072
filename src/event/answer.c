#include "event/answer.h"

#include <stdlib.h>

#include "base/must.h"

void
answers_init(struct answers *answers)
{
	*answers = (struct answers){ 0 };
	arena_init(&answers->arena);
	table_init(&answers->proof_index);
}

void
answers_fini(struct answers *answers)
{
	for (int q = 0; q < Q_COUNT; q++) {
		free(answers->answer[q].statements);
		free(answers->answer[q].figures);
	}
	free(answers->proofs);
	free(answers->holes);
	free(answers->verdicts);
	free(answers->coverage);
	free(answers->notes);
	table_fini(&answers->proof_index);
	arena_fini(&answers->arena);
	*answers = (struct answers){ 0 };
}

static bool
is_same_line(const struct proof *a, const struct proof *b)
{
	return a->ordinal == b->ordinal &&
	    memcmp(a->sha256, b->sha256, sizeof a->sha256) == 0;
}

uint32_t
answers_prove(struct answers *answers, const struct proof *proof)
{
	uint64_t key, *known;
	bool fresh;

	/* The key is short, the comparison is whole: who makes two lines of
	 * one key only makes the second step to the next. */
	memcpy(&key, proof->sha256, sizeof key);
	key = table_mix(key, proof->ordinal);
	while ((known = table_find(&answers->proof_index, key)) != NULL &&
	    !is_same_line(&answers->proofs[*known - 1], proof))
		key++;
	if (known != NULL)
		return (uint32_t)*known - 1;
	if (answers->proof_count == PROOFS_LISTED_MAX) {
		if (!answers->proofs_capped)
			note_add(answers, "note.lines_capped");
		answers->proofs_capped = true;
		return PROOF_NONE;
	}
	known = table_add(&answers->proof_index, key, &fresh);
	answers->proofs = mem_room(answers->proofs, answers->proof_count,
	    &answers->proof_cap, sizeof *answers->proofs);
	answers->proofs[answers->proof_count++] = *proof;
	*known = answers->proof_count;
	return (uint32_t)*known - 1;
}

static struct statement *
statement_at(struct statement **list, size_t *count, size_t *cap,
    const char *key, enum grade grade)
{
	*list = mem_room(*list, *count, cap, sizeof **list);
	(*list)[*count] = (struct statement){ .key = key, .grade = grade };
	return &(*list)[(*count)++];
}

struct statement *
statement_add(struct answers *answers, enum question q, const char *key,
    enum grade grade)
{
	struct answer *a = &answers->answer[q];

	return statement_at(&a->statements, &a->statement_count,
	    &a->statement_cap, key, grade);
}

struct statement *
note_add(struct answers *answers, const char *key)
{
	return statement_at(&answers->notes, &answers->note_count,
	    &answers->note_cap, key, GRADE_CONFIRMED);
}

static struct value *
value_add(struct statement *statement, const char *name, enum value_type type)
{
	struct value *value;

	must(statement->value_count < STATEMENT_VALUES);
	value = &statement->values[statement->value_count++];
	*value = (struct value){ .name = name, .type = type };
	return value;
}

void
statement_text(struct answers *answers, struct statement *statement,
    const char *name, struct str text)
{
	value_add(statement, name, VALUE_TEXT)->text =
	    arena_str(&answers->arena, text);
}

void
statement_key(struct statement *statement, const char *name, const char *key)
{
	value_add(statement, name, VALUE_KEY)->text = str_from(key);
}

static int64_t
signed_of(uint64_t number)
{
	return number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

void
statement_count(struct statement *statement, const char *name, uint64_t count)
{
	value_add(statement, name, VALUE_COUNT_OF)->number = signed_of(count);
}

void
statement_bytes(struct statement *statement, const char *name, uint64_t bytes)
{
	value_add(statement, name, VALUE_BYTES)->number = signed_of(bytes);
}

void
statement_time(struct statement *statement, const char *name,
    struct event_time time)
{
	value_add(statement, name, VALUE_TIME)->number = time.ms;
}

void
statement_duration(struct statement *statement, const char *name, int64_t ms)
{
	value_add(statement, name, VALUE_DURATION_MS)->number = ms;
}

struct figure *
figure_add(struct answers *answers, enum question q, const char *key,
    const char *unit, struct str subject)
{
	struct answer *a = &answers->answer[q];
	struct str name = str_from(key);
	struct figure *f;

	str_take(&name, STR("figure."));
	a->figures = mem_room(a->figures, a->figure_count, &a->figure_cap,
	    sizeof *a->figures);
	f = &a->figures[a->figure_count++];
	*f = (struct figure){
		.key = key, .unit = unit,
		.subject = arena_str(&answers->arena, subject),
		.id = arena_printf(&answers->arena, "q%d." STR_FMT "%s" STR_FMT,
		    q + 1, STR_ARG(name), subject.len > 0 ? ":" : "",
		    STR_ARG(subject)),
	};
	return f;
}

uint32_t
hole_add(struct answers *answers, struct str stream, struct event_time from,
    struct event_time to, const char *why, uint16_t hurts)
{
	answers->holes = mem_room(answers->holes, answers->hole_count,
	    &answers->hole_cap, sizeof *answers->holes);
	answers->holes[answers->hole_count] = (struct hole){
		.stream = arena_str(&answers->arena, stream),
		.from = from, .to = to, .why = why, .hurts = hurts,
	};
	return (uint32_t)answers->hole_count++;
}

void
proof_set_add(struct proof_set *set, uint32_t proof)
{
	if (proof == PROOF_NONE ||
	    (set->count > 0 && set->at[set->count - 1] == proof))
		return;
	set->at = mem_room(set->at, set->count, &set->cap, sizeof *set->at);
	set->at[set->count++] = proof;
}

struct proof_list
proof_set_keep(struct answers *answers, struct proof_set *set)
{
	struct proof_list list = { NULL, set->count };

	if (set->count > 0) {
		list.at = arena_take(&answers->arena,
		    set->count * sizeof *list.at);
		memcpy(list.at, set->at, set->count * sizeof *list.at);
	}
	free(set->at);
	*set = (struct proof_set){ 0 };
	return list;
}
