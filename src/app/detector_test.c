#include "app/detector.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/role.h"
#include "test/test.h"

enum { HOUR = 3600 * 1000, ATTEMPTS = 3000 };

struct bench {
	struct site	      site;
	struct intern	      names;
	struct finding_list   list;
	struct detect_context context;
	uint32_t	      users[64], place;
};

static void
bench_open(struct bench *b)
{
	char name[16];

	*b = (struct bench){ 0 };
	site_init(&b->site);
	intern_init(&b->names);
	b->place = intern_add(&b->names, STR("198.51.100.0/24"));
	for (int i = 0; i < 64; i++) {
		snprintf(name, sizeof name, "user%d", i);
		b->users[i] = intern_add(&b->names, str_from(name));
	}
	b->context = (struct detect_context){ .site = &b->site,
		.names = &b->names, .findings = &b->list };
}

static void
bench_fini(struct bench *b)
{
	free(b->list.at);
	intern_fini(&b->names);
	site_fini(&b->site);
}

/* One address tries all accounts, and one of them, with a session, works. */
static bool
attempt_feed(struct bench *b, struct detector *d, int i)
{
	struct session session = { .user = b->users[i % 64],
		.start = { HOUR } };
	bool good = i % 1000 == 999;
	struct brief brief = { .time = { HOUR + i * 1000 }, .kind = K_LOGIN,
		.outcome = good ? OUTCOME_SUCCESS : OUTCOME_FAILURE,
		.service = SERVICE_IMAP, .user = b->users[i % 64],
		.src = b->place };
	struct observation seen = { .brief = &brief, .src = b->place,
		.place = b->place, .session = good ? &session : NULL,
		.number = good ? (uint32_t)(i / 1000) : SESSION_NO };

	return detector_feed(d, &seen);
}

static bool
run(struct bench *b, bool apart, const struct chore *chore)
{
	struct err err;
	struct detector *d = detector_open(&b->context, apart, chore, &err);

	if (d == NULL)
		return false;
	for (int i = 0; i < ATTEMPTS; i++)
		attempt_feed(b, d, i);
	return detector_close(d, ATTEMPTS / 1000, &err);
}

/* Something to be done in `left` pieces. */
static bool
chore_some(void *left)
{
	int *pieces = left;

	CHECK(*pieces > 0);	/* never once it was said that none is left */
	return --*pieces > 0;
}

TEST(another_process_finds_the_same_whatever_else_there_is_to_do)
{
	struct bench here, there;
	int pieces = 3;
	const struct chore chore = { chore_some, &pieces };

	bench_open(&here);
	bench_open(&there);
	CHECK(run(&here, false, NULL));
	CHECK(run(&there, true, &chore));
	CHECK(here.list.count > 1);
	CHECK_I64((int64_t)there.list.count, (int64_t)here.list.count);
	for (size_t i = 0; i < here.list.count && i < there.list.count; i++) {
		struct finding *a = &here.list.at[i], *b = &there.list.at[i];

		CHECK(a->name == b->name);
		CHECK(a->first.ms == b->first.ms && a->last.ms == b->last.ms);
		CHECK(a->user == b->user && a->place == b->place &&
		    a->session == b->session && a->count == b->count);
	}
	bench_fini(&here);
	bench_fini(&there);
}

/* A session that there is not, as a process led astray might name it. */
TEST(what_comes_back_is_checked)
{
	struct bench b;
	struct err err;
	struct detector *d;

	bench_open(&b);
	d = detector_open(&b.context, true, NULL, &err);
	MUST_CHECK(d != NULL);
	for (int i = 0; i < ATTEMPTS; i++)
		attempt_feed(&b, d, i);
	CHECK(!detector_close(d, 0, &err));
	CHECK(strstr(err.text, "detection") != NULL);
	bench_fini(&b);
}

/* The process that was started last. */
static pid_t
child_find(void)
{
	char path[64];
	long child = 0, next;
	FILE *file;

	snprintf(path, sizeof path, "/proc/self/task/%d/children",
	    (int)getpid());
	file = fopen(path, "r");
	while (file != NULL && fscanf(file, "%ld", &next) == 1)
		child = next;
	if (file != NULL)
		fclose(file);
	return (pid_t)child;
}

TEST(a_process_that_dies_is_an_error)
{
	struct bench b;
	struct err err;
	struct detector *d;
	pid_t child;
	bool fed = true;

	bench_open(&b);
	d = detector_open(&b.context, true, NULL, &err);
	MUST_CHECK(d != NULL);
	child = child_find();
	MUST_CHECK(child > 0);
	kill(child, SIGKILL);
	for (int i = 0; fed && i < 100 * ATTEMPTS; i++)
		fed = attempt_feed(&b, d, i % 999);
	CHECK(!fed);
	CHECK(!detector_close(d, 1, &err));
	CHECK(strstr(err.text, "detection was killed") != NULL ||
	    strstr(err.text, "detection: was killed") != NULL);
	bench_fini(&b);
}
