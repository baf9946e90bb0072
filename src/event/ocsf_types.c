#include "event/ocsf_types.h"

enum { PORT_MOST = 65535 };

static const struct { struct str method; uint8_t activity; } methods[] = {
	{ STR_INIT("CONNECT"), 1 }, { STR_INIT("DELETE"), 2 },
	{ STR_INIT("GET"), 3 }, { STR_INIT("HEAD"), 4 },
	{ STR_INIT("OPTIONS"), 5 }, { STR_INIT("POST"), 6 },
	{ STR_INIT("PUT"), 7 }, { STR_INIT("TRACE"), 8 },
	{ STR_INIT("PATCH"), 9 },
};

unsigned
ocsf_method_activity(struct str method)
{
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (str_eq(method, methods[i].method))
			return methods[i].activity;
	return method.len == 0 ? 0 : 99;
}

static bool
is_email_byte(char c, bool local)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	    (local && c != '\0' && strchr("!#$%&'*+,/=?^_`{|}~", c) != NULL);
}

/* OCSF's email_t: a@b.c, of letters, digits and a few signs. */
static bool
is_email(struct str s)
{
	struct str domain, name;

	if (!str_take_last_char(&s, '@', &domain) || s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!is_email_byte(s.at[i], true))
			return false;
	for (size_t i = 0; i < domain.len; i++)
		if (!is_email_byte(domain.at[i], false))
			return false;
	return str_take_until_char(&domain, '.', &name) && name.len > 0 &&
	    domain.len > 0;
}

bool
ocsf_type_fits(enum field field, struct str value)
{
	uint64_t number;

	switch (field) {
	case F_MAIL_FROM:
	case F_MAIL_TO:
	case F_HEADER_FROM:
		return is_email(value);
	case F_HTTP_METHOD:
		return value.len > 0 && ocsf_method_activity(value) != 99;
	case F_SRC_IP:
	case F_DST_IP:
		return str_is_ip(value);
	case F_SRC_PORT:
	case F_DST_PORT:
		return str_u64(value, &number) && number <= PORT_MOST;
	default:
		return true;
	}
}
