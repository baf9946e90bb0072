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
	[SERVICE_M365] = "m365",
	[SERVICE_LDAP] = "ldap",
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

static const struct action_word {
	struct str  word;
	enum action action;
} action_words[] = {
	/* Roundcube's _action */
	{ STR_INIT("login"), ACTION_LOGIN },
	{ STR_INIT("logout"), ACTION_LOGOUT },
	{ STR_INIT("list"), ACTION_LIST },
	{ STR_INIT("mail"), ACTION_LIST },	/* the task's first page */
	{ STR_INIT("show"), ACTION_SHOW },
	{ STR_INIT("preview"), ACTION_SHOW },
	{ STR_INIT("viewsource"), ACTION_SHOW },
	{ STR_INIT("print"), ACTION_SHOW },
	{ STR_INIT("compose"), ACTION_COMPOSE },	/* quotes a mail */
	{ STR_INIT("headers"), ACTION_HEADER },
	{ STR_INIT("get"), ACTION_PART },
	{ STR_INIT("download"), ACTION_PART },
	{ STR_INIT("plugin.zipdownload.attachments"), ACTION_PART },
	{ STR_INIT("plugin.zipdownload.messages"), ACTION_EXPORT },
	{ STR_INIT("addressbook export"), ACTION_EXPORT },
	{ STR_INIT("search"), ACTION_SEARCH },
	{ STR_INIT("send"), ACTION_SEND },
	{ STR_INIT("plugin.managesieve"), ACTION_RULE },
	{ STR_INIT("plugin.managesieve-save"), ACTION_RULE },
	{ STR_INIT("plugin.managesieve-action"), ACTION_RULE },
	{ STR_INIT("plugin.managesieve-forward"), ACTION_RULE },
	{ STR_INIT("plugin.managesieve-vacation"), ACTION_RULE },
	{ STR_INIT("plugin.filters-save"), ACTION_RULE },
	{ STR_INIT("plugin.filters-delete"), ACTION_RULE },
	{ STR_INIT("plugin.sieverules.save"), ACTION_RULE },
	{ STR_INIT("plugin.sieverules.delete"), ACTION_RULE },
	{ STR_INIT("plugin.forwarding-save"), ACTION_RULE },
	/* Dovecot's mail_log */
	{ STR_INIT("copy"), ACTION_COPY },
	{ STR_INIT("save"), ACTION_SAVE },
	{ STR_INIT("append"), ACTION_SAVE },
	{ STR_INIT("flag_change"), ACTION_FLAG },
	{ STR_INIT("delete"), ACTION_DELETE },
	{ STR_INIT("expunge"), ACTION_EXPUNGE },
	/* and its event exporter's, as dovecot_event.c has them */
	{ STR_INIT("body"), ACTION_SHOW },
	{ STR_INIT("header"), ACTION_HEADER },
	{ STR_INIT("top"), ACTION_TOP },
	{ STR_INIT("forward"), ACTION_FORWARD },
	{ STR_INIT("redirect"), ACTION_FORWARD },
	/* Microsoft 365's operations */
	{ STR_INIT("HardDelete"), ACTION_EXPUNGE },
	{ STR_INIT("SoftDelete"), ACTION_DELETE },
	{ STR_INIT("MoveToDeletedItems"), ACTION_DELETE },
	{ STR_INIT("RecordDelete"), ACTION_DELETE },
	{ STR_INIT("Copy"), ACTION_COPY },
	{ STR_INIT("Create"), ACTION_SAVE },
	{ STR_INIT("Update"), ACTION_FLAG },
	{ STR_INIT("FileAccessed"), ACTION_SHOW },
	{ STR_INIT("FileAccessedExtended"), ACTION_SHOW },
	{ STR_INIT("FilePreviewed"), ACTION_SHOW },
	{ STR_INIT("FileDownloaded"), ACTION_EXPORT },
	{ STR_INIT("FileSyncDownloadedFull"), ACTION_EXPORT },
	{ STR_INIT("FileSyncDownloadedPartial"), ACTION_EXPORT },
	{ STR_INIT("FileDeleted"), ACTION_DELETE },
	{ STR_INIT("FileRecycled"), ACTION_DELETE },
	/* record applications */
	{ STR_INIT("view"), ACTION_SHOW },
	{ STR_INIT("consult"), ACTION_SHOW },
	{ STR_INIT("full"), ACTION_SHOW },
	{ STR_INIT("export"), ACTION_EXPORT },
	{ STR_INIT("csv"), ACTION_EXPORT },
	{ STR_INIT("export_csv"), ACTION_EXPORT },
};

enum action
action_find(struct str word)
{
	for (size_t i = 0; i < sizeof action_words / sizeof *action_words; i++)
		if (str_eq(word, action_words[i].word))
			return action_words[i].action;
	return ACTION_OTHER;
}

static const char *const change_names[CHANGE_COUNT] = {
#define CHANGE(id, name, meaning) [CHANGE_##id] = name,
#include "event/changes.def"
#undef CHANGE
};

enum change
change_find(struct str word)
{
	for (int c = CHANGE_NONE + 1; c < CHANGE_COUNT; c++)
		if (str_eq(word, str_from(change_names[c])))
			return (enum change)c;
	return CHANGE_NONE;
}

const char *
change_name(enum change change)
{
	return change_names[change];
}
