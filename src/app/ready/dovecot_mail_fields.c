/* dovecot_mail_fields: deletions name the message; so by default. */
#include "app/ready.h"

static bool
holds(const struct ready_case *is)
{
	struct str fields = settings_last(is->settings, "mail_log_fields");

	if (fields.at == NULL)
		fields = settings_last(is->settings, "plugin/mail_log_fields");
	return fields.at == NULL || (value_has_word(fields, STR("uid")) &&
	    value_has_word(fields, STR("msgid")) &&
	    value_has_word(fields, STR("size")));
}

const struct ready_check ready_dovecot_mail_fields = {
	.name = "dovecot_mail_fields",
	.server = SERVER_DOVECOT,
	.hurts = ASKS(Q6),
	.setting = "plugin { mail_log_fields = uid box msgid size }",
	.setting_new = "mail_log_fields = uid box msgid size",
	.holds = holds,
};
