/* m365_status: what a refused sign-in's code says.
 *
 * Entra checks the password first.  A refusal that only comes after that
 * check tells who tried that the password was right: most attackers know it,
 * and so must the answers.  The reason beside each code says why it can only
 * come then.  Codes are of Microsoft's published list of AADSTS errors; one
 * that is not here tells nothing of the password. */
#include "parse/m365.h"

enum { UNTOLD, RIGHT, WRONG };

static const struct code {
	struct str code;
	uint8_t	   state;
	const char *why;
} codes[] = {
	/* the password itself */
	{ STR_INIT("50126"), WRONG, "wrong user name or password" },
	{ STR_INIT("50056"), WRONG, "no password, or a wrong one" },
	{ STR_INIT("50064"), WRONG, "credentials not valid" },
	{ STR_INIT("81006"), WRONG, "wrong password, checked on premises" },
	{ STR_INIT("80014"), UNTOLD, "check on premises took too long" },
	{ STR_INIT("50034"), UNTOLD, "no such account" },
	{ STR_INIT("51004"), UNTOLD, "no such account in the directory" },
	{ STR_INIT("50020"), UNTOLD, "account of another tenant" },
	{ STR_INIT("50053"), UNTOLD, "locked out, or a malicious address" },
	{ STR_INIT("50059"), UNTOLD, "no tenant named" },
	{ STR_INIT("50128"), UNTOLD, "no such tenant" },
	{ STR_INIT("700016"), UNTOLD, "no such application in the tenant" },
	{ STR_INIT("90072"), UNTOLD, "account not in the tenant" },
	{ STR_INIT("50173"), UNTOLD, "token revoked" },
	{ STR_INIT("50132"), UNTOLD, "session revoked" },
	{ STR_INIT("50133"), UNTOLD, "session no longer valid" },
	{ STR_INIT("70008"), UNTOLD, "token expired" },
	{ STR_INIT("70043"), UNTOLD, "token expired by policy" },
	{ STR_INIT("700082"), UNTOLD, "token expired, unused too long" },
	{ STR_INIT("16000"), UNTOLD, "account must be chosen" },
	{ STR_INIT("65001"), UNTOLD, "application not consented to" },
	/* the password was right, but */
	{ STR_INIT("50055"), RIGHT, "it has expired" },
	{ STR_INIT("50144"), RIGHT, "it has expired on premises" },
	{ STR_INIT("50142"), RIGHT, "policy wants it changed" },
	{ STR_INIT("50057"), RIGHT, "the account is disabled" },
	{ STR_INIT("50072"), RIGHT, "a second factor must be enrolled" },
	{ STR_INIT("50074"), RIGHT, "a second factor is asked for" },
	{ STR_INIT("50076"), RIGHT, "a second factor is asked for here" },
	{ STR_INIT("50079"), RIGHT, "a second factor must be enrolled" },
	{ STR_INIT("50078"), RIGHT, "the second factor has expired" },
	{ STR_INIT("50088"), RIGHT, "calls for the second factor are spent" },
	{ STR_INIT("500121"), RIGHT, "the second factor was refused" },
	{ STR_INIT("50158"), RIGHT, "another check is asked for" },
	{ STR_INIT("50125"), RIGHT, "it must be reset, or registered" },
	{ STR_INIT("50140"), RIGHT, "asked whether to stay signed in" },
	{ STR_INIT("50199"), RIGHT, "the user must confirm the application" },
	{ STR_INIT("50203"), RIGHT, "the authenticator must be enrolled" },
	{ STR_INIT("50097"), RIGHT, "the device must prove itself" },
	{ STR_INIT("50127"), RIGHT, "the broker application is missing" },
	{ STR_INIT("50129"), RIGHT, "the device has not joined" },
	{ STR_INIT("50131"), RIGHT, "the device or place is not allowed" },
	{ STR_INIT("50155"), RIGHT, "the device could not prove itself" },
	{ STR_INIT("53000"), RIGHT, "the device is not compliant" },
	{ STR_INIT("53001"), RIGHT, "the device is not of the domain" },
	{ STR_INIT("53002"), RIGHT, "the application is not approved" },
	{ STR_INIT("53003"), RIGHT, "conditional access refused" },
	{ STR_INIT("53004"), RIGHT, "enrolment is refused: risk" },
	{ STR_INIT("53009"), RIGHT, "the application needs protection" },
	{ STR_INIT("53010"), RIGHT, "enrolment is refused from here" },
	{ STR_INIT("53011"), RIGHT, "refused: risk at home" },
	{ STR_INIT("53200"), RIGHT, "conditional access refused" },
	{ STR_INIT("530003"), RIGHT, "the device must be managed" },
	{ STR_INIT("530032"), RIGHT, "a security policy refused" },
	{ STR_INIT("530034"), RIGHT, "a delegated administrator is refused" },
	{ STR_INIT("530035"), RIGHT, "security defaults refused" },
	{ STR_INIT("50105"), RIGHT, "the application is not the user's" },
	{ STR_INIT("90094"), RIGHT, "an administrator must consent" },
	{ STR_INIT("65004"), RIGHT, "the user declined to consent" },
	{ STR_INIT("80012"), RIGHT, "outside of the hours allowed" },
	/* The resource is looked for when the token is made: tools for
	 * spraying name none that exists, and take this as success. */
	{ STR_INIT("500011"), RIGHT, "the service asked for is not there" },
	{ STR_INIT("500014"), RIGHT, "the service asked for is disabled" },
	{ STR_INIT("7000112"), RIGHT, "the application is disabled" },
};

void
m365_status(struct str code, struct str name, struct event *ev)
{
	if (code.len == 0 && name.len == 0)
		return;
	if (code.len > 0)
		event_set(ev, F_STATUS_CODE, code);
	if (name.len > 0)
		event_set(ev, F_STATUS_DETAIL, name);
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (!str_eq(code, codes[i].code))
			continue;
		if (name.len == 0)
			event_set(ev, F_STATUS_DETAIL,
			    str_from(codes[i].why));
		if (codes[i].state != UNTOLD)
			event_set(ev, F_PASSWORD_STATE, codes[i].state == RIGHT
			    ? STR("right") : STR("wrong"));
		return;
	}
}
