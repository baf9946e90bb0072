#include "incident/binds.h"

#include "test/test.h"

enum { BOB = 7, EVE = 8, HERE = 20, THERE = 21, LINES = 40 };

/* Lines of a directory, and what comes of them. */
struct scene {
	struct intern names;
	struct brief  at[LINES], out[LINES];
	size_t	      count, read, out_count;
	int64_t	      ms;
	uint32_t      stream;
};

static void
scene_open(struct scene *s)
{
	*s = (struct scene){ .ms = 1000000 };
	intern_init(&s->names);
	s->stream = intern_add(&s->names, STR("slapd@ldap"));
}

static struct brief *
line(struct scene *s, enum kind kind, uint64_t conn)
{
	struct brief *b = &s->at[s->count++];

	*b = (struct brief){ .time = { s->ms }, .stream = s->stream,
		.session = conn, .kind = (uint8_t)kind,
		.service = SERVICE_LDAP };
	return b;
}

static void
opened(struct scene *s, uint64_t conn, uint32_t src)
{
	line(s, K_CONNECT, conn)->src = src;
}

static void
bind(struct scene *s, uint64_t conn, uint64_t op, uint32_t user)
{
	struct brief *b = line(s, K_AUTH_STEP, conn);

	b->n[N_OPERATION] = op;
	b->user = user;
}

static void
refused(struct scene *s, uint64_t conn, uint64_t op)
{
	struct brief *b = line(s, K_LOGIN, conn);

	b->n[N_OPERATION] = op;
	b->outcome = OUTCOME_FAILURE;
}

static void
allowed(struct scene *s, uint64_t conn, uint64_t op, uint32_t user)
{
	struct brief *b = line(s, K_LOGIN, conn);

	b->n[N_OPERATION] = op;
	b->user = user;
	b->outcome = OUTCOME_SUCCESS;
}

static void
closed(struct scene *s, uint64_t conn)
{
	line(s, K_DISCONNECT, conn);
}

static bool
scene_read(void *self, struct brief *brief)
{
	struct scene *s = self;

	if (s->read == s->count)
		return false;
	*brief = s->at[s->read++];
	return true;
}

/* The sign-ins, and a database's statements; frees. */
static void
scene_run(struct scene *s)
{
	struct binds *binds = binds_open(&s->names, scene_read, s);
	struct brief brief;

	while (binds_next(binds, &brief))
		if (brief.kind == K_LOGIN || brief.kind == K_QUERY)
			s->out[s->out_count++] = brief;
	binds_close(binds);
	intern_fini(&s->names);
}

static void
check_is(const struct scene *s, size_t n, uint32_t user, uint32_t src)
{
	MUST_CHECK(n < s->out_count);
	CHECK_U64(s->out[n].user, user);
	CHECK_U64(s->out[n].src, src);
}

TEST(a_sign_in_has_the_address_of_its_connection)
{
	struct scene s;

	scene_open(&s);
	opened(&s, 1000, HERE);
	opened(&s, 1001, THERE);
	bind(&s, 1000, 0, BOB);
	bind(&s, 1001, 0, EVE);
	allowed(&s, 1000, 0, BOB);
	refused(&s, 1001, 0);
	bind(&s, 1001, 1, BOB);		/* others in the same connection */
	refused(&s, 1001, 1);
	scene_run(&s);
	CHECK_U64(s.out_count, 3);
	check_is(&s, 0, BOB, HERE);
	check_is(&s, 1, EVE, THERE);
	check_is(&s, 2, BOB, THERE);
}

TEST(a_bind_that_its_policy_denies_at_once_is_no_sign_in)
{
	for (int order = 0; order < 2; order++) {
		struct scene s;

		scene_open(&s);
		opened(&s, 1000, HERE);
		bind(&s, 1000, 0, BOB);
		if (order == 1)
			refused(&s, 1000, 0);
		allowed(&s, 1000, 0, BOB);
		if (order == 0)
			refused(&s, 1000, 0);
		s.ms += 5000;
		bind(&s, 1000, 1, BOB);
		allowed(&s, 1000, 1, BOB);
		scene_run(&s);
		CHECK_U64(s.out_count, 2);
		check_is(&s, 0, BOB, HERE);
		CHECK_U64(s.out[0].outcome, OUTCOME_FAILURE);
		check_is(&s, 1, BOB, HERE);
		CHECK_U64(s.out[1].outcome, OUTCOME_SUCCESS);
	}
}

TEST(lines_of_one_second_may_come_in_any_order)
{
	struct scene s;

	scene_open(&s);
	refused(&s, 1000, 0);
	closed(&s, 1000);
	s.at[s.count++] = (struct brief){ .kind = K_LOGIN, .user = 99,
		.time = { s.ms }, .service = SERVICE_IMAP };
	s.ms += 400;
	bind(&s, 1000, 0, BOB);
	opened(&s, 1000, HERE);
	s.ms += 60000;
	refused(&s, 1000, 0);		/* of another life */
	scene_run(&s);
	CHECK_U64(s.out_count, 3);
	check_is(&s, 0, BOB, HERE);
	check_is(&s, 1, 99, 0);		/* waited for it, in order */
	check_is(&s, 2, 0, 0);
}

TEST(a_number_that_is_used_again_names_nobody_of_before)
{
	struct scene s;

	scene_open(&s);
	opened(&s, 1000, HERE);
	bind(&s, 1000, 0, BOB);
	refused(&s, 1000, 0);
	closed(&s, 1000);
	s.ms += 500;			/* a quick start, ACCEPT lost */
	bind(&s, 1000, 0, EVE);
	refused(&s, 1000, 0);
	s.ms += 5000;
	opened(&s, 1000, THERE);	/* killed; never closed */
	bind(&s, 1000, 0, BOB);
	refused(&s, 1000, 0);
	s.ms += 5000;
	bind(&s, 1000, 0, EVE);
	refused(&s, 1000, 0);
	scene_run(&s);
	CHECK_U64(s.out_count, 4);
	check_is(&s, 0, BOB, HERE);
	check_is(&s, 1, EVE, 0);
	check_is(&s, 2, BOB, THERE);
	check_is(&s, 3, EVE, 0);
}

TEST(two_addresses_of_one_connection_name_nobody)
{
	struct scene s;

	scene_open(&s);
	opened(&s, 1000, HERE);
	s.ms += 1;
	opened(&s, 1000, THERE);	/* killed before, or forged */
	bind(&s, 1000, 0, BOB);
	refused(&s, 1000, 0);
	closed(&s, 1000);
	s.ms += 5000;
	opened(&s, 1000, THERE);
	bind(&s, 1000, 0, EVE);
	refused(&s, 1000, 0);
	scene_run(&s);
	check_is(&s, 0, BOB, 0);
	check_is(&s, 1, EVE, THERE);
}

TEST(what_was_silent_for_an_hour_is_not_trusted)
{
	struct scene s;

	scene_open(&s);
	opened(&s, 1000, HERE);
	s.ms += BINDS_STALE_MS + 1;
	bind(&s, 1000, 0, BOB);
	refused(&s, 1000, 0);
	scene_run(&s);
	check_is(&s, 0, BOB, 0);
}

TEST(a_line_in_two_files_is_one)
{
	struct scene s;

	scene_open(&s);
	opened(&s, 1000, HERE);
	bind(&s, 1000, 0, BOB);
	bind(&s, 1000, 0, BOB);
	s.at[s.count - 1].ordinal = 1;
	refused(&s, 1000, 0);
	refused(&s, 1000, 0);
	s.at[s.count - 1].ordinal = 1;
	scene_run(&s);
	check_is(&s, 0, BOB, HERE);
	check_is(&s, 1, 0, 0);
}

TEST(slapds_own_file_is_not_joined)
{
	struct scene s;

	scene_open(&s);
	s.stream = intern_add(&s.names, STR("slapd_file"));
	opened(&s, 1000, HERE);
	bind(&s, 1000, 0, BOB);
	refused(&s, 1000, 0);
	scene_run(&s);
	check_is(&s, 0, 0, 0);
}

TEST(more_connections_than_are_kept_name_nobody_wrong)
{
	struct scene s;
	struct binds *binds;
	struct brief brief;
	size_t named = 0, all = 0;

	/* All open at once, twice as many as fit; each is refused once. */
	scene_open(&s);
	binds = binds_open(&s.names, scene_read, &s);
	for (uint32_t i = 1; i <= 2 * BINDS_OPEN; i++) {
		s.count = s.read = 0;
		s.ms += 2;
		opened(&s, i, 1000 + i % 7);
		bind(&s, i, 0, BOB);
		if (i > 5)
			refused(&s, i - 5, 0);
		while (binds_next(binds, &brief))
			if (brief.kind == K_LOGIN) {
				all++;
				CHECK(brief.src == 0 ||
				    brief.src == 1000 + (i - 5) % 7);
				named += brief.src != 0;
			}
	}
	CHECK(named > 0 && named >= all - 20);
	binds_close(binds);
	intern_fini(&s.names);
}

/* A line of a database's backend. */
static struct brief *
backend(struct scene *s, enum kind kind, uint64_t pid, uint32_t src)
{
	struct brief *b = line(s, kind, pid);

	b->service = SERVICE_DB;
	b->outcome = OUTCOME_SUCCESS;
	b->src = src;
	return b;
}

TEST(what_a_backend_does_comes_from_where_its_connection_does)
{
	struct scene s;

	scene_open(&s);
	backend(&s, K_LOGIN, 71, 0);		/* same millisecond */
	backend(&s, K_CONNECT, 71, HERE);
	s.ms += 10;
	backend(&s, K_QUERY, 71, 0);
	backend(&s, K_LOGOUT, 71, HERE);
	s.ms += 10000;
	backend(&s, K_CONNECT, 71, THERE);	/* the number again */
	s.ms += 1;
	backend(&s, K_LOGIN, 71, 0);
	backend(&s, K_QUERY, 72, 0);		/* whose beginning is lost */
	s.ms += 1000;
	backend(&s, K_CONNECT, 73, THERE);
	s.ms += 1;
	backend(&s, K_LOGIN, 73, 0)->outcome = OUTCOME_FAILURE;
	scene_run(&s);
	CHECK_U64(s.out_count, 5);
	CHECK_U64(s.out[0].src, HERE);
	CHECK_U64(s.out[1].src, HERE);
	CHECK_U64(s.out[2].src, THERE);
	CHECK_U64(s.out[3].src, 0);
	CHECK_U64(s.out[4].src, THERE);
}
