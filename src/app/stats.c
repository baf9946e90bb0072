#include "app/stats.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { PHASES_MAX = 24 };

struct usage { int64_t passed_us, used_us; };

static struct {
	struct { const char *name; struct usage usage; } phases[PHASES_MAX];
	size_t	     count, now;
	struct usage since;
} stats;

static int64_t
timeval_us(struct timeval t)
{
	return (int64_t)t.tv_sec * 1000000 + t.tv_usec;
}

static int64_t
rusage_us(int who)
{
	struct rusage usage;

	if (getrusage(who, &usage) < 0)
		return 0;
	return timeval_us(usage.ru_utime) + timeval_us(usage.ru_stime);
}

static struct usage
usage_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (struct usage){
		(int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000,
		rusage_us(RUSAGE_SELF),
	};
}

static void
phase_end(struct usage now)
{
	struct usage *sum = &stats.phases[stats.now].usage;

	if (stats.count == 0)
		return;
	sum->passed_us += now.passed_us - stats.since.passed_us;
	sum->used_us += now.used_us - stats.since.used_us;
}

void
stats_phase(const char *name)
{
	struct usage now = usage_now();

	phase_end(now);
	stats.since = now;
	for (stats.now = 0; stats.now < stats.count; stats.now++)
		if (strcmp(stats.phases[stats.now].name, name) == 0)
			return;
	if (stats.count == PHASES_MAX)
		stats.now = stats.count - 1;	/* the last one takes it */
	else
		stats.phases[stats.count++].name = name;
}

static void
row_tell(const char *name, int64_t passed_us, int64_t used_us)
{
	fprintf(stderr, "%-28s %6lld.%03lld %6lld.%03lld\n", name,
	    (long long)(passed_us / 1000000),
	    (long long)(passed_us / 1000 % 1000),
	    (long long)(used_us / 1000000), (long long)(used_us / 1000 % 1000));
}

void
stats_tell(void)
{
	struct usage sum = { 0 };
	int64_t children = rusage_us(RUSAGE_CHILDREN);

	phase_end(usage_now());
	fprintf(stderr, "%-28s %10s %10s\n", "seconds", "passed",
	    "processor");
	for (size_t i = 0; i < stats.count; i++) {
		struct usage usage = stats.phases[i].usage;

		row_tell(stats.phases[i].name, usage.passed_us, usage.used_us);
		sum.passed_us += usage.passed_us;
		sum.used_us += usage.used_us;
	}
	row_tell("other processes", 0, children);
	row_tell("together", sum.passed_us, sum.used_us + children);
}
