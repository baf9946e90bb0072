/* What the words of a line betray. */
#include "event/signs.h"

#include "test/test.h"

static struct event
refusal(const char *service, const char *code, const char *detail)
{
	struct event ev = { .kind = K_LOGIN, .outcome = OUTCOME_FAILURE };

	event_set(&ev, F_SERVICE, str_from(service));
	event_set(&ev, F_STATUS_CODE, str_from(code));
	event_set(&ev, F_STATUS_DETAIL, str_from(detail));
	return ev;
}

TEST(a_refusal_for_another_reason_than_the_password_is_told)
{
	static const struct {
		const char *service, *code, *detail;
		bool right;
	} cases[] = {
		{ "imap", "", "auth failed, 1 attempts in 2 secs", false },
		{ "imap", "", "password expired", true },
		{ "imap", "", "client certificate expired", false },
		{ "ssh", "", "by PAM account configuration", true },
		{ "web", "", "wrong OTP", true },
		{ "smtp", "", "UGFzc3dvcmQ6OTP", false },
		{ "other", "50076", "", true },
		{ "other", "AADSTS50079", "", true },
		{ "other", "50126", "", false },
		{ "postgresql", "53000", "", false },
		{ "smtp", "53000", "", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct event ev = refusal(cases[i].service, cases[i].code,
		    cases[i].detail);

		CHECK(sign_right_password(&ev) == cases[i].right);
	}
}

static struct event
command_of(const char *text)
{
	struct event ev = { .kind = K_COMMAND };

	event_set(&ev, F_COMMAND, str_from(text));
	return ev;
}

TEST(a_code_typed_elsewhere_is_told_of_a_cloud_alone)
{
	static const struct { const char *service, *method; bool code; }
	cases[] = {
		{ "m365", "deviceCode", true }, { "m365", "deviceCodeFlow", true },
		{ "m365", "none", false }, { "m365", "", false },
		{ "imap", "deviceCode", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct event ev = { .kind = K_LOGIN };

		event_set(&ev, F_SERVICE, str_from(cases[i].service));
		event_set(&ev, F_AUTH_METHOD, str_from(cases[i].method));
		CHECK(sign_device_code(&ev) == cases[i].code);
	}
}

TEST(commands_that_stop_or_erase_logs_are_told)
{
	static const struct { const char *text; bool off, erased; } cases[] = {
		{ "/usr/bin/systemctl stop rsyslog", true, false },
		{ "/usr/bin/systemctl restart rsyslog", false, false },
		{ "/usr/sbin/auditctl -e 0", true, false },
		{ "/usr/sbin/auditctl -l", false, false },
		{ "/usr/bin/rm -f /var/log/mail.log", false, true },
		{ "/usr/bin/less /var/log/mail.log", false, false },
		{ "/usr/bin/journalctl --vacuum-time=1s", false, true },
		{ "/usr/bin/rm /tmp/x", false, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct event ev = command_of(cases[i].text);

		CHECK(sign_audit_off(&ev) == cases[i].off);
		CHECK(sign_logs_erased(&ev) == cases[i].erased);
	}
}

TEST(statements_that_stop_auditing_or_want_a_whole_table_are_told)
{
	static const struct { const char *text; bool off, whole; } cases[] = {
		{ "ALTER SYSTEM SET pgaudit.log = 'none'", true, false },
		{ "ALTER SYSTEM SET pgaudit.log = 'all'", false, false },
		{ "ALTER ROLE app RESET pgaudit.log", true, false },
		{ "drop extension pgaudit", true, false },
		{ "SELECT * FROM taj.person", false, true },
		{ "SELECT * FROM taj.person WHERE id = $1", false, false },
		{ "SELECT count(*) FROM taj.person", false, false },
		{ "SELECT 1", false, false },
		{ "SELECT 'pgaudit none off set'", false, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct event ev = { .kind = K_QUERY };

		event_set(&ev, F_COMMAND, STR("SELECT"));
		event_set(&ev, F_STATEMENT, str_from(cases[i].text));
		CHECK(sign_audit_off(&ev) == cases[i].off);
		CHECK(sign_unfiltered(&ev) == cases[i].whole);
	}
}
