#include "event/signs.h"

/* ---- words ---- */

static bool
is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
}

static bool
next_word(struct str *text, struct str *word)
{
	size_t n = 0;

	while (text->len > 0 && !is_word_byte(text->at[0]))
		str_drop(text, 1);
	while (n < text->len && is_word_byte(text->at[n]))
		n++;
	if (n == 0)
		return false;	/* of an absent value, too */
	*word = str_of(text->at, n);
	str_drop(text, n);
	return true;
}

struct sign_word {
	struct str word;
	uint32_t   bit;
};

/* Which of the table's words stand in the text; the table ends empty. */
static uint32_t
words_in(struct str text, const struct sign_word *table)
{
	struct str word;
	uint32_t bits = 0;

	if (text.len == 0)
		return 0;
	while (next_word(&text, &word))
		for (const struct sign_word *w = table; w->word.len > 0; w++)
			if (word.len == w->word.len &&
			    str_eq_nocase(word, w->word))
				bits |= w->bit;
	return bits;
}

/* ---- the right password ---- */

enum { EXPIRED = 1, PASSWORD = 2, FACTOR = 4, CONFIGURATION = 8 };

static const struct sign_word refusal_words[] = {
	{ STR_INIT("expired"), EXPIRED },
	{ STR_INIT("password"), PASSWORD },
	{ STR_INIT("account"), PASSWORD },
	{ STR_INIT("configuration"), CONFIGURATION },	/* "by PAM account
							 * configuration" */
	{ STR_INIT("factor"), FACTOR },
	{ STR_INIT("multifactor"), FACTOR },
	{ STR_INIT("mfa"), FACTOR },
	{ STR_INIT("2fa"), FACTOR },
	{ STR_INIT("otp"), FACTOR },
	{ STR_INIT("totp"), FACTOR },
	{ STR_INIT(""), 0 },
};

/* Entra's codes; what each means is in Microsoft's list of AADSTS errors. */
static const uint32_t right_codes[] = {
	50055,				/* expired */
	50072, 50074, 50076, 50079,	/* a second factor is wanted */
	50125, 50131, 50158,		/* interrupted by a policy */
	53000, 53001, 53002, 53003, 53004,	/* conditional access */
	500011, 530002, 530003,
};

static bool
is_right_code(struct str code)
{
	uint64_t number;

	str_take(&code, STR("AADSTS"));
	if (!str_u64(code, &number))
		return false;
	for (size_t i = 0; i < sizeof right_codes / sizeof *right_codes; i++)
		if (right_codes[i] == number)
			return true;
	return false;
}

bool
sign_right_password(const struct event *ev)
{
	enum service service = service_find(event_get(ev, F_SERVICE));
	struct str told = event_get(ev, F_PASSWORD_STATE);
	uint32_t bits;

	if (told.len > 0)	/* the format knows its codes */
		return str_eq(told, STR("right"));
	/* A SQLSTATE and an SMTP reply are other numbers. */
	if (service != SERVICE_DB && service != SERVICE_SMTP &&
	    is_right_code(event_get(ev, F_STATUS_CODE)))
		return true;
	bits = words_in(event_get(ev, F_STATUS_DETAIL), refusal_words);
	return (bits & FACTOR) != 0 ||
	    (bits & (EXPIRED | PASSWORD)) == (EXPIRED | PASSWORD) ||
	    (bits & (CONFIGURATION | PASSWORD)) == (CONFIGURATION | PASSWORD);
}

bool
sign_device_code(const struct event *ev)
{
	return service_find(event_get(ev, F_SERVICE)) == SERVICE_M365 &&
	    (str_eq_nocase(event_get(ev, F_AUTH_METHOD), STR("deviceCode")) ||
	    str_eq_nocase(event_get(ev, F_AUTH_METHOD),
		STR("deviceCodeFlow")));
}

/* ---- statements ---- */

enum { FROM = 1, FILTER = 2 };

static const struct sign_word select_words[] = {
	{ STR_INIT("from"), FROM },
	{ STR_INIT("where"), FILTER },
	{ STR_INIT("limit"), FILTER },
	{ STR_INIT("fetch"), FILTER },
	{ STR_INIT("having"), FILTER },
	{ STR_INIT("count"), FILTER },	/* gives a number, not rows */
	{ STR_INIT(""), 0 },
};

bool
sign_unfiltered(const struct event *ev)
{
	return str_eq_nocase(event_get(ev, F_COMMAND), STR("SELECT")) &&
	    words_in(event_get(ev, F_STATEMENT), select_words) == FROM;
}

/* ---- logs switched off, logs erased ---- */

enum {
	CONTROL = 1, STOP = 2, LOGGER = 4, AUDITCTL = 8, NONE = 16,
	SETTING = 32, ALTER = 64, DROP = 128,
	ERASE = 1, LOG_FILE = 2, JOURNAL = 4, VACUUM = 8, HISTORY = 16,
};

static const struct sign_word off_words[] = {
	{ STR_INIT("systemctl"), CONTROL }, { STR_INIT("service"), CONTROL },
	{ STR_INIT("stop"), STOP }, { STR_INIT("disable"), STOP },
	{ STR_INIT("mask"), STOP }, { STR_INIT("kill"), STOP },
	{ STR_INIT("auditd"), LOGGER }, { STR_INIT("rsyslog"), LOGGER },
	{ STR_INIT("syslog"), LOGGER }, { STR_INIT("journald"), LOGGER },
	{ STR_INIT("filebeat"), LOGGER },
	{ STR_INIT("auditctl"), AUDITCTL },
	{ STR_INIT("none"), NONE }, { STR_INIT("off"), NONE },
	{ STR_INIT("false"), NONE }, { STR_INIT("reset"), NONE },
	{ STR_INIT("pgaudit"), SETTING },
	{ STR_INIT("log_statement"), SETTING },
	{ STR_INIT("log_connections"), SETTING },
	{ STR_INIT("logging_collector"), SETTING },
	{ STR_INIT("alter"), ALTER }, { STR_INIT("set"), ALTER },
	{ STR_INIT("reset"), ALTER }, { STR_INIT("drop"), DROP },
	{ STR_INIT(""), 0 },
};

static bool
has_all(uint32_t bits, uint32_t wanted)
{
	return (bits & wanted) == wanted;
}

/* "auditctl -e 0", "auditctl -D". */
static bool
stops_rules(struct str command)
{
	return str_has(command, STR("-e 0")) || str_has(command, STR("-D"));
}

/* Most statements begin otherwise. */
static bool
changes_settings(struct str statement)
{
	static const struct str heads[] = {
		STR_INIT("alter "), STR_INIT("set "), STR_INIT("reset "),
		STR_INIT("drop "),
	};

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (statement.len > heads[i].len && str_eq_nocase(
		    str_of(statement.at, heads[i].len), heads[i]))
			return true;
	return false;
}

bool
sign_audit_off(const struct event *ev)
{
	struct str command = event_get(ev, F_COMMAND);
	struct str statement = event_get(ev, F_STATEMENT);
	uint32_t bits;

	if (ev->kind == K_COMMAND) {
		bits = words_in(command, off_words);
		return has_all(bits, CONTROL | STOP | LOGGER) ||
		    (has_all(bits, AUDITCTL) && stops_rules(command));
	}
	if (!changes_settings(statement))
		return false;
	bits = words_in(statement, off_words);
	return has_all(bits, SETTING | DROP) ||
	    has_all(bits, SETTING | ALTER | NONE);
}

static const struct sign_word erase_words[] = {
	{ STR_INIT("rm"), ERASE }, { STR_INIT("shred"), ERASE },
	{ STR_INIT("truncate"), ERASE }, { STR_INIT("unlink"), ERASE },
	{ STR_INIT("srm"), ERASE }, { STR_INIT("wipe"), ERASE },
	{ STR_INIT("wtmp"), LOG_FILE }, { STR_INIT("btmp"), LOG_FILE },
	{ STR_INIT("lastlog"), LOG_FILE }, { STR_INIT("utmp"), LOG_FILE },
	{ STR_INIT("bash_history"), LOG_FILE },
	{ STR_INIT("journalctl"), JOURNAL },
	{ STR_INIT("vacuum"), VACUUM },
	{ STR_INIT(""), 0 },
};

bool
sign_logs_erased(const struct event *ev)
{
	struct str command = event_get(ev, F_COMMAND);
	uint32_t bits = words_in(command, erase_words);

	if (str_has(command, STR("/var/log")))
		bits |= LOG_FILE;
	return has_all(bits, ERASE | LOG_FILE) ||
	    has_all(bits, JOURNAL | VACUUM) ||
	    str_has(command, STR("history -c"));
}
