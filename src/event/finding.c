#include "event/finding.h"

#include "base/arena.h"

struct finding *
finding_add(struct finding_list *list, const char *name)
{
	struct finding *finding;

	list->at = mem_room(list->at, list->count, &list->cap,
	    sizeof *list->at);
	finding = &list->at[list->count++];
	*finding = (struct finding){ .name = name };
	return finding;
}

struct proof
proof_of(const struct brief *brief, const struct intern *names)
{
	struct proof proof = {
		.ordinal = brief->ordinal,
		.time = brief->time,
		.stream = intern_str(names, brief->stream),
		.kind = str_from(kind_infos[brief->kind].name),
		.input = brief->input,
		.length = brief->length,
		.offset = brief->offset,
	};

	memcpy(proof.sha256, brief->sha256, sizeof proof.sha256);
	return proof;
}
