/* dovecot_mail_log: what was deleted, moved and saved. */
#include "app/ready.h"

/* The plugin is loaded, for all or for IMAP. */
static bool
is_loaded(const struct settings *settings, const char *plugin)
{
	for (size_t i = 0; i < settings->said_count; i++) {
		const struct setting_said *said = &settings->said[i];
		struct str section = said->name, key;

		if (str_eq(setting_key(said), STR("mail_plugins")) &&
		    value_has_word(said->value, str_from(plugin)))
			return true;
		if (str_take_last_char(&section, '/', &key) &&
		    str_ends(section, STR("mail_plugins")) &&
		    str_eq(key, str_from(plugin)) &&
		    str_eq_nocase(said->value, STR("yes")))
			return true;
	}
	return false;
}

static bool
holds(const struct ready_case *is)
{
	return is_loaded(is->settings, "notify") &&
	    is_loaded(is->settings, "mail_log");
}

const struct ready_check ready_dovecot_mail_log = {
	.name = "dovecot_mail_log",
	.server = SERVER_DOVECOT,
	.hurts = ASKS(Q6),
	.setting = "mail_plugins = $mail_plugins notify mail_log",
	.setting_new = "mail_plugins { notify = yes  mail_log = yes }",
	.holds = holds,
};
