#include "incident/binds.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/table.h"

enum { OPERATIONS = 4 };	/* of a connection that are remembered: binds
				 * wait for each other */

struct operation {
	uint64_t number;
	int64_t	 ended;		/* when, if granted or denied */
	uint32_t user;
	bool	 used, bound, granted, denied;
};

/* A connection, as far as its number means the same. */
struct life {
	uint64_t serial;	/* of all that were seen */
	int64_t	 first, last;
	uint32_t src;
	bool	 accepted;	/* src is its address; 0: no network's */
	bool	 disputed;	/* by another */
	bool	 closed;
	uint64_t highest;	/* number of an operation */
	struct operation operations[OPERATIONS];
};

struct closing { uint64_t key; uint64_t serial; int64_t at; };

struct binds {
	const struct intern *names;
	binds_reader *read;
	void	     *self;
	struct table  of;	/* connection -> life */
	struct life  *lives;
	size_t	      count;
	uint32_t     *spare;	/* lives that are over */
	size_t	      spare_count;
	uint64_t      serial;
	struct closing closings[1024];	/* a ring: gone when they are late */
	size_t	      closing_at, closing_count;
	struct brief *held;	/* a ring */
	size_t	      held_at, held_count;
	int64_t	      now;
	bool	      ended;
};

struct binds *
binds_open(const struct intern *names, binds_reader *read, void *self)
{
	struct binds *b = mem_zero(sizeof *b);

	b->names = names;
	b->read = read;
	b->self = self;
	table_init(&b->of);
	return b;
}

void
binds_close(struct binds *b)
{
	if (b == NULL)
		return;
	table_fini(&b->of);
	free(b->lives);
	free(b->spare);
	free(b->held);
	free(b);
}

/* ---- connections ---- */

static void
life_renew(struct binds *b, struct life *life, const struct brief *line)
{
	*life = (struct life){ .serial = ++b->serial,
		.first = line->time.ms, .last = line->time.ms };
}

static void
lives_forget(struct binds *b)
{
	table_fini(&b->of);
	table_init(&b->of);
	b->count = b->spare_count = b->closing_count = 0;
}

static uint64_t
key_of(const struct brief *line)
{
	return table_mix(line->stream, line->session);
}

static struct life *
life_of(struct binds *b, const struct brief *line)
{
	uint64_t *at = table_find(&b->of, key_of(line));
	bool fresh;
	size_t number;

	if (at != NULL)
		return &b->lives[*at];
	if (b->lives == NULL) {		/* most logs have no directory */
		b->lives = mem_new(BINDS_OPEN * sizeof *b->lives);
		b->spare = mem_new(BINDS_OPEN * sizeof *b->spare);
	}
	if (b->spare_count == 0 && b->count == BINDS_OPEN)
		lives_forget(b);
	number = b->spare_count > 0 ? b->spare[--b->spare_count] : b->count++;
	*table_add(&b->of, key_of(line), &fresh) = number;
	life_renew(b, &b->lives[number], line);
	return &b->lives[number];
}

static void
closing_end(struct binds *b)
{
	const struct closing *c = &b->closings[b->closing_at];
	const uint64_t *at = table_find(&b->of, c->key);

	if (at != NULL && b->lives[*at].serial == c->serial) {
		b->spare[b->spare_count++] = (uint32_t)*at;
		table_remove(&b->of, c->key);
	}
	b->closing_at = (b->closing_at + 1) %
	    (sizeof b->closings / sizeof *b->closings);
	b->closing_count--;
}

static void
closing_add(struct binds *b, const struct life *life, const struct brief *line)
{
	size_t room = sizeof b->closings / sizeof *b->closings;

	if (b->closing_count == room)
		closing_end(b);
	b->closings[(b->closing_at + b->closing_count++) % room] =
	    (struct closing){ key_of(line), life->serial, line->time.ms };
}

/* ---- their lines ---- */

static void
accepted_see(struct binds *b, struct life *life, const struct brief *line)
{
	/* Late, or of another life whose first lines are lost. */
	if (life->closed ? life->accepted :
	    !life->accepted && line->time.ms - life->first > BINDS_LATE_MS)
		life_renew(b, life, line);
	if (life->accepted && life->src != line->src)
		life->disputed = true;
	life->accepted = true;
	life->src = line->src;
}

/* The place of an operation, NULL if it is of another life. */
static struct operation *
operation_of(struct life *life, uint64_t number)
{
	struct operation *o = &life->operations[number % OPERATIONS];

	if (number + OPERATIONS <= life->highest ||
	    (o->used && o->number > number))
		return NULL;
	if (!o->used || o->number != number)
		*o = (struct operation){ .number = number, .used = true };
	if (number > life->highest)
		life->highest = number;
	return o;
}

/* Did the operation have such a line before?  A bind that was granted may be
 * denied at once by the password's policy; no other ends twice. */
static bool
is_again(const struct operation *o, const struct brief *line)
{
	int64_t apart = line->time.ms - o->ended;

	if (line->kind != K_LOGIN)
		return o->bound;
	if (line->outcome == OUTCOME_SUCCESS ? o->granted : o->denied)
		return true;
	return (o->granted || o->denied) && apart > BINDS_LATE_MS;
}

/* A line that comes a second time is of another life. */
static void
operation_see(struct binds *b, struct life *life, const struct brief *line)
{
	struct operation *o = operation_of(life, line->n[N_OPERATION]);

	if (o == NULL || is_again(o, line)) {
		life_renew(b, life, line);
		o = operation_of(life, line->n[N_OPERATION]);
	}
	if (line->kind == K_LOGIN) {
		o->ended = line->time.ms;
		o->granted |= line->outcome == OUTCOME_SUCCESS;
		o->denied |= line->outcome != OUTCOME_SUCCESS;
	} else {
		o->bound = true;
		o->user = line->user;
	}
}

/* Fill what is known by now, and of a sign-in that was denied at once make
 * what it was, a step.  True: there is no more to come. */
static bool
brief_fill(struct binds *b, struct brief *line)
{
	const uint64_t *at = table_find(&b->of, key_of(line));
	struct operation *o;
	struct life *life;

	if (at == NULL || b->lives[*at].serial != line->n[N_LIFE])
		return true;
	life = &b->lives[*at];
	if (life->accepted && !life->disputed && line->src == 0)
		line->src = life->src;
	o = operation_of(life, line->n[N_OPERATION]);
	if (line->user == 0 && o != NULL && o->bound)
		line->user = o->user;
	if (line->outcome != OUTCOME_SUCCESS)
		return life->accepted && line->user != 0;
	if (o != NULL && o->denied)
		line->kind = K_AUTH_STEP;
	return o == NULL || o->denied;	/* the denial may come */
}

static bool
is_joined(const struct binds *b, const struct brief *line)
{
	bool is_of_it = line->kind == K_LOGIN || line->kind == K_AUTH_STEP ||
	    line->kind == K_CONNECT || line->kind == K_DISCONNECT;

	return is_of_it && line->session != 0 && line->ordinal == 0 && !str_starts(intern_str(b->names,
	    line->stream), STR("slapd_file"));
}

static void
line_see(struct binds *b, struct brief *line)
{
	struct life *life;

	while (b->closing_count > 0 && line->time.ms -
	    b->closings[b->closing_at].at > BINDS_LATE_MS)
		closing_end(b);
	life = life_of(b, line);
	if (line->time.ms - life->last > BINDS_STALE_MS)
		life_renew(b, life, line);
	life->last = line->time.ms;
	if (line->kind == K_CONNECT) {
		accepted_see(b, life, line);
	} else if (line->kind == K_DISCONNECT) {
		life->closed = true;
		closing_add(b, life, line);
	} else {
		operation_see(b, life, line);
	}
	if (line->kind == K_LOGIN)
		line->n[N_LIFE] = life->serial;
}

/* ---- a database's ---- */

/* PostgreSQL writes the address where a connection begins, and then the name;
 * both bear the number of its process. */
static void
backend_see(struct binds *b, const struct brief *line)
{
	struct life *life;

	if (line->kind != K_CONNECT && line->kind != K_LOGOUT)
		return;
	while (b->closing_count > 0 && line->time.ms -
	    b->closings[b->closing_at].at > BINDS_LATE_MS)
		closing_end(b);
	life = life_of(b, line);
	if (line->kind == K_CONNECT) {
		life_renew(b, life, line);
		life->accepted = true;
		life->src = line->src;
	} else {
		life->closed = true;
		closing_add(b, life, line);
	}
}

/* False: no line says yet where it comes from. */
static bool
backend_fill(struct binds *b, struct brief *line)
{
	const uint64_t *at = table_find(&b->of, key_of(line));

	if (at == NULL || !b->lives[*at].accepted || b->lives[*at].closed)
		return false;
	if (line->src == 0)
		line->src = b->lives[*at].src;
	return true;
}

/* ---- briefs ---- */

/* Read one; *kept: it is not used up by joining. */
static bool
brief_read(struct binds *b, struct brief *line, bool *kept)
{
	if (!b->read(b->self, line)) {
		b->ended = true;
		return false;
	}
	b->now = line->time.ms;
	*kept = true;
	if (line->service == SERVICE_DB && line->session != 0) {
		backend_see(b, line);
		if (line->kind == K_QUERY || line->kind == K_LOGIN)
			backend_fill(b, line);
		*kept = line->kind != K_CONNECT;
	}
	if (line->service != SERVICE_LDAP)
		return true;
	if (line->kind == K_LOGIN)
		line->n[N_LIFE] = 0;
	if (is_joined(b, line))
		line_see(b, line);
	*kept = line->kind != K_CONNECT && line->kind != K_DISCONNECT;
	return true;
}

static bool
is_waiting(struct binds *b, struct brief *line)
{
	if (line->kind != K_LOGIN)
		return false;
	if (line->service == SERVICE_DB)
		return line->session != 0 && line->src == 0 &&
		    line->outcome == OUTCOME_SUCCESS && !backend_fill(b, line);
	return line->service == SERVICE_LDAP && line->n[N_LIFE] != 0 &&
	    !brief_fill(b, line);
}

/* The first of what is held waits for lines that may come. */
static bool
is_held(struct binds *b)
{
	struct brief *front = &b->held[b->held_at];

	return is_waiting(b, front) && b->held_count < BINDS_HELD &&
	    !b->ended && b->now - front->time.ms <= BINDS_LATE_MS;
}

bool
binds_next(struct binds *b, struct brief *brief)
{
	bool kept = false;

	if (b->held_count == 0) {
		while (!kept)
			if (!brief_read(b, brief, &kept))
				return false;
		if (!is_waiting(b, brief))
			return true;
		if (b->held == NULL)
			b->held = mem_new(BINDS_HELD * sizeof *b->held);
		b->held_at = 0;
		b->held[b->held_count++] = *brief;
	}
	while (is_held(b))
		if (brief_read(b, brief, &kept) && kept)
			b->held[(b->held_at + b->held_count++) % BINDS_HELD] =
			    *brief;
	*brief = b->held[b->held_at];
	b->held_at = (b->held_at + 1) % BINDS_HELD;
	b->held_count--;
	return true;
}
