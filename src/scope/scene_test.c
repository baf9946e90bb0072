#include "scope/scene_test.h"

#include <stdlib.h>
#include <string.h>

void
scene_make(struct scene *b, enum service service, uint8_t flags,
    enum grade grade)
{
	bool fresh;

	*b = (struct scene){ 0 };
	site_init(&b->site);
	intern_init(&b->names);
	answers_init(&b->answers);
	b->alice = intern_add(&b->names, STR("alice"));
	b->session[0] = (struct session){ .start = { 1000 }, .last = { 9000 },
		.user = b->alice, .src = intern_add(&b->names,
		    STR("198.51.100.7")), .service = (uint8_t)service,
		.flags = flags };
	b->judged[0] = (struct judgement){ (uint8_t)grade,
		WHY_HOSTILE_ADDRESS };
	b->sessions = (struct session_list){ b->session, 1, 1 };
	b->incident = (struct incident){ .found = true, .judged = b->judged,
		.relevant = b->relevant };
	marks_init(&b->marks);
	table_init(&b->incident.hostile);
	table_init(&b->incident.tainted);
	*table_add(&b->incident.tainted, b->alice, &fresh) = 1000;
}

void
scene_begin(struct scene *b)
{
	struct scope_input input = { .site = &b->site, .names = &b->names,
		.sessions = &b->sessions, .findings = &b->findings,
		.incident = &b->incident, .marks = &b->marks,
		.outside = b->outside };

	answers_fini(&b->answers);
	answers_init(&b->answers);
	b->answers.to.ms = 100000;
	b->scope = scope_open(&input, &b->answers);
}

void
scene_open(struct scene *b, enum service service, uint8_t flags,
    enum grade grade)
{
	scene_make(b, service, flags, grade);
	scene_begin(b);
}

void
scene_free(struct scene *b)
{
	table_fini(&b->incident.hostile);
	table_fini(&b->incident.tainted);
	free(b->findings.at);
	marks_fini(&b->marks);
	answers_fini(&b->answers);
	intern_fini(&b->names);
	site_fini(&b->site);
}

void
feed(struct scene *b, struct brief brief)
{
	static uint8_t line;

	brief.sha256[0] = ++line;	/* another line each time */
	brief.user = b->alice;
	scope_feed(b->scope, &brief, 0, 0);
}

const struct figure *
figure(const struct scene *b, const char *id)
{
	for (int q = 0; q < Q_COUNT; q++)
		for (size_t i = 0; i < b->answers.answer[q].figure_count; i++)
			if (str_eq(b->answers.answer[q].figures[i].id,
				str_from(id)))
				return &b->answers.answer[q].figures[i];
	return NULL;
}

const struct statement *
statement(const struct scene *b, enum question q, const char *key)
{
	const struct answer *answer = &b->answers.answer[q];

	for (size_t i = 0; i < answer->statement_count; i++)
		if (strcmp(answer->statements[i].key, key) == 0)
			return &answer->statements[i];
	return NULL;
}

int64_t
number_of(const struct statement *st, const char *name)
{
	for (size_t i = 0; i < st->value_count; i++)
		if (strcmp(st->values[i].name, name) == 0)
			return st->values[i].number;
	return -1;
}

struct finding *
found(struct scene *b, const char *name, bool alice, enum grade strength,
    int64_t first, int64_t fired)
{
	struct finding *f = finding_add(&b->findings, name);

	f->user = alice ? b->alice : 0;
	f->place = intern_add(&b->names, STR("198.51.100.0/24"));
	f->strength = strength;
	f->first.ms = first;
	f->fired.ms = f->last.ms = fired;
	f->count = 40;
	f->accounts = 1;
	b->relevant[b->findings.count - 1] = true;
	return f;
}
