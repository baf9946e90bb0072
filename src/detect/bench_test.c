#include "detect/bench_test.h"

#include <stdlib.h>
#include <string.h>

void
bench_open(struct bench *b)
{
	*b = (struct bench){ 0 };
	site_init(&b->site);
	intern_init(&b->names);
	b->home = intern_add(&b->names, STR("192.0.2.0/24"));
	b->away = intern_add(&b->names, STR("203.0.113.0/24"));
	b->user = intern_add(&b->names, STR("durand"));
	b->context = (struct detect_context){ .site = &b->site,
		.names = &b->names, .findings = &b->list };
	b->detect = detect_open(&b->context);
}

void
bench_feed(struct bench *b, struct brief brief, uint32_t place)
{
	struct observation seen = { .brief = &brief, .src = place,
		.place = place, .spot = b->spot,
		.session = &b->session, .number = b->number };

	brief.time.ms = b->now;
	if (brief.user == 0)
		brief.user = b->user;
	b->session.user = brief.user;
	b->session.src = place;
	detect_feed(b->detect, &seen);
}

void
bench_sign_in(struct bench *b, uint32_t place, enum service service)
{
	b->number++;
	bench_feed(b, (struct brief){ .kind = K_LOGIN, .src = place,
	    .outcome = OUTCOME_SUCCESS, .service = (uint8_t)service }, place);
}

void
bench_live(struct bench *b)
{
	for (int day = 0; day < 4; day++, b->now += DAY)
		bench_sign_in(b, b->home, SERVICE_WEBMAIL);
}

uint32_t
bench_name(struct bench *b, const char *text)
{
	return intern_add(&b->names, str_from(text));
}

const struct finding *
bench_last(const struct bench *b, const char *what)
{
	for (size_t i = b->list.count; i-- > 0;)
		if (strcmp(b->list.at[i].name, what) == 0)
			return &b->list.at[i];
	return NULL;
}

void
bench_close(struct bench *b)
{
	detect_close(b->detect);
}

void
bench_free(struct bench *b)
{
	free(b->list.at);
	intern_fini(&b->names);
	site_fini(&b->site);
}

size_t
bench_found(struct bench *b, const char *what)
{
	size_t count = 0;

	bench_close(b);
	for (size_t i = 0; i < b->list.count; i++)
		count += strcmp(b->list.at[i].name, what) == 0;
	bench_free(b);
	return count;
}
