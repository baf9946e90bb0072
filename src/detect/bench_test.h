/* bench: what tests of findings share: one account, its home, another network,
 * and observations made by hand. */
#pragma once

#include "detect/detect.h"
#include "test/test.h"

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

struct bench {
	struct site	      site;
	struct intern	      names;
	struct finding_list   list;
	struct detect_context context;
	struct detect	     *detect;
	struct session	      session;
	uint32_t	      number;	/* of the session */
	uint32_t	      user, home, away;
	const struct spot    *spot;	/* of whatever is fed; NULL: none */
	int64_t		      now;
};

void bench_open(struct bench *bench);

/* An event of now, of the account if it names none, in the session. */
void bench_feed(struct bench *bench, struct brief brief, uint32_t place);

/* A new session, which begins with a sign-in. */
void bench_sign_in(struct bench *bench, uint32_t place, enum service service);

/* Four days of an ordinary life at home; now is the fifth. */
void bench_live(struct bench *bench);

uint32_t bench_name(struct bench *bench, const char *text);

/* The last finding of that name, or NULL; valid until the next event. */
const struct finding *bench_last(const struct bench *bench, const char *what);

/* No more events; the findings stay until bench_free(). */
void bench_close(struct bench *bench);
void bench_free(struct bench *bench);

/* How many findings of that name there are; does both. */
size_t bench_found(struct bench *bench, const char *what);
