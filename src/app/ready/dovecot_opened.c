/* dovecot_opened: which messages were opened, one by one. */
#include "app/ready.h"

/* "metric NAME": a filter for the reading of mail, and an exporter. */
static bool
is_read_metric(const struct settings *settings, struct str section)
{
	bool reads = false, exports = false;

	for (size_t i = 0; i < settings->said_count; i++) {
		const struct setting_said *said = &settings->said[i];
		struct str rest = said->name;

		if (!str_take(&rest, section) || !str_take_char(&rest, '/'))
			continue;
		exports |= str_eq(rest, STR("exporter")) &&
		    said->value.len > 0;
		reads |= (str_eq(rest, STR("filter")) ||
		    str_eq(rest, STR("event_name"))) &&
		    (str_has(said->value, STR("mail_opened")) ||
		    str_has(said->value, STR("imap_command_finished")));
	}
	return reads && exports;
}

static bool
holds(const struct ready_case *is)
{
	const struct settings *settings = is->settings;

	for (size_t i = 0; i < settings->said_count; i++) {
		struct str section = settings->said[i].name, key;

		if (str_starts(section, STR("metric ")) &&
		    str_take_last_char(&section, '/', &key) &&
		    str_eq(key, STR("exporter")) &&
		    is_read_metric(settings, section))
			return true;
	}
	return false;
}

const struct ready_check ready_dovecot_opened = {
	.name = "dovecot_opened",
	.server = SERVER_DOVECOT,
	.hurts = ASKS(Q4),
	.setting = "event_exporter read { format = json  transport = log } "
	    "metric read { filter = event=mail_opened or "
	    "event=imap_command_finished  exporter = read }",
	.setting_new = "event_exporter read { driver = log  format = json } metric "
	    "read { filter = event=mail_opened or "
	    "event=imap_command_finished  exporter = read }",
	.holds = holds,
};
