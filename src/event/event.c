#include "event/event.h"

#define CLASS_BRIEF(flag) ((flag) != 0)

const struct field_info field_infos[F_COUNT] = {
#define FIELD(id, type, name, ocsf, sigma, meaning)                            \
	[F_##id] = { name, ocsf, sigma, meaning, FIELD_##type },
#include "event/fields.def"
#undef FIELD
};

const struct kind_info kind_infos[K_COUNT] = {
#define KIND(id, name, class_uid, activity_id, brief, meaning)                 \
	[K_##id] = { name, meaning, class_uid, activity_id, CLASS_BRIEF(brief) },
#include "event/kinds.def"
#undef KIND
};

enum field
field_find(struct str name)
{
	static const struct str unmapped = STR_INIT("unmapped.");

	for (int f = 0; f < F_COUNT; f++) {
		struct str path = str_from(field_infos[f].ocsf);

		if (str_eq(name, str_from(field_infos[f].name)) ||
		    str_eq(name, path))
			return (enum field)f;
		if (str_take(&path, unmapped) && str_eq(name, path))
			return (enum field)f;
	}
	return F_COUNT;
}

static const char *const service_names[SERVICE_COUNT] = {
	[SERVICE_OTHER] = "other",
	[SERVICE_IMAP] = "imap",
	[SERVICE_POP3] = "pop3",
	[SERVICE_SIEVE] = "sieve",
	[SERVICE_SMTP] = "smtp",
	[SERVICE_LMTP] = "lmtp",
	[SERVICE_WEBMAIL] = "webmail",
	[SERVICE_WEB] = "web",
	[SERVICE_SSH] = "ssh",
	[SERVICE_DB] = "postgresql",
	[SERVICE_APP] = "application",
	[SERVICE_LOCAL] = "local",
};

enum service
service_find(struct str name)
{
	if (str_eq(name, STR("submission")))
		return SERVICE_SMTP;
	for (int s = 0; s < SERVICE_COUNT; s++)
		if (str_eq(name, str_from(service_names[s])))
			return (enum service)s;
	return SERVICE_OTHER;
}

const char *
service_name(enum service service)
{
	return service_names[service];
}
