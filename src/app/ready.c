#include "app/ready.h"

#include <string.h>

#include "app/role.h"
#include "base/must.h"
#include "event/wire.h"

struct asked {
	struct settings	  *settings;
	const struct site *site;
	bool		   site_given;
};

/* What a server's instances say: a check that fails for one fails. */
static void
instance_ask(const struct asked *asked, const struct instance *instance,
    struct ready_result *result)
{
	const struct ready_case is = { asked->settings, asked->site,
		asked->site_given };

	settings_read(asked->settings, instance);
	if (result->servers[instance->server] < UINT8_MAX)
		result->servers[instance->server]++;
	result->new_grammar |= asked->settings->new_grammar;
	for (size_t i = 0; i < ready_checks_count; i++) {
		const struct ready_check *check = ready_checks[i];

		if (check->server != instance->server ||
		    result->checks[i] == READY_FAILS)
			continue;
		result->checks[i] = check->holds(&is) ? READY_HOLDS :
		    READY_FAILS;
	}
}

static void
child(int fd, const void *job)
{
	const struct asked *asked = job;
	struct ready_result result = { 0 };
	struct err err;

	for (size_t i = 0; i < asked->settings->instance_count; i++)
		instance_ask(asked, &asked->settings->instances[i], &result);
	result.missing = asked->settings->missing;
	result.unmatched = asked->settings->unmatched;
	result.left = asked->settings->left_count;
	wire_send(fd, W_TEXT, str_of((const char *)&result, sizeof result),
	    -1, &err);
}

static bool
result_take(int fd, struct ready_result *result)
{
	struct wire_in in;
	struct frame frame;
	enum wire_got got;
	bool ok = true;

	wire_open(&in, fd);
	while ((got = wire_next(&in, &frame)) == WIRE_MORE && wire_fill(&in))
		continue;
	ok = got == WIRE_FRAME && frame.type == W_TEXT &&
	    frame.payload.len == sizeof *result;
	if (ok)
		memcpy(result, frame.payload.at, sizeof *result);
	for (size_t i = 0; ok && i < READY_CHECKS; i++)
		ok = result->checks[i] <= READY_FAILS;
	wire_close(&in);
	return ok;
}

bool
ready_judge(struct settings *settings, const struct site *site,
    bool site_given, struct ready_result *result, struct err *err)
{
	const struct asked asked = { settings, site, site_given };
	struct role role;
	bool whole;

	must(ready_checks_count <= READY_CHECKS);
	if (!role_start(&role, child, &asked, err))
		return false;
	whole = result_take(role.fd, result);
	if (!role_end(&role, !whole, err))
		return err_in(err, "the process that reads configurations");
	return whole || err_set(err, "the process that reads configurations "
	    "sent no answer");
}

uint16_t
ready_hurts(const struct ready_check *check)
{
	uint16_t hurts = check->hurts;

	if ((hurts & (ASKS(Q4) | ASKS(Q5))) != 0)
		hurts |= ASKS(Q7) | ASKS(Q8);
	if ((hurts & ASKS(Q3)) != 0)
		hurts |= ASKS(Q10);
	return hurts;
}

enum ready
ready_question(const struct ready_result *result, enum question q)
{
	enum ready answer = q == Q9 ? READY_HOLDS : READY_NOT_ASKED;

	for (size_t i = 0; i < ready_checks_count; i++)
		if ((ready_hurts(ready_checks[i]) >> q & 1) != 0 &&
		    result->checks[i] > answer)
			answer = (enum ready)result->checks[i];
	return answer;
}
