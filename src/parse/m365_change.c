/* m365_change: which operations change what, and how an intruder uses them.
 *
 * One table, the first row that fits counts.  A row names an operation, and
 * if its name alone does not tell, a parameter or property and what must be
 * said there.  Names are compared without case, without the full stop that
 * Entra sets behind them. */
#include "parse/m365.h"

enum test {
	ALWAYS,
	FILLED,		/* there is a value: not empty, null, false, [] */
	IS_TRUE, IS_FALSE,
	HAS,		/* the word is in the value */
	HIDES,		/* a folder where nobody looks */
	SHORT,		/* days kept, under 90: "89.00:00:00", "00:00:00" */
	GONE,		/* what was there before is no more */
	UNASKED,	/* a policy that asked for a second factor is off, or
			 * asks for none */
	LICENCE,	/* the plan that records reads was taken away */
	BARE,		/* no parameter or property is told at all */
};

struct row {
	const char *operation;	/* lower case; a '*' at the end: any more */
	const char *parameter;	/* NULL with ALWAYS */
	uint8_t	    test;
	const char *word;	/* for HAS */
	uint8_t	    change;	/* enum change */
	const char *gainer;	/* parameter that says who gained; NULL */
};

#define RULE_ROWS(op)                                                          \
	{ op, "forwardto", FILLED, NULL, CHANGE_RULE_FORWARD, "forwardto" },   \
	{ op, "redirectto", FILLED, NULL, CHANGE_RULE_FORWARD, "redirectto" }, \
	{ op, "forwardasattachmentto", FILLED, NULL, CHANGE_RULE_FORWARD,      \
	    "forwardasattachmentto" },                                         \
	{ op, "deletemessage", IS_TRUE, NULL, CHANGE_RULE_HIDE, NULL },        \
	{ op, "softdeletemessage", IS_TRUE, NULL, CHANGE_RULE_HIDE, NULL },    \
	{ op, "movetofolder", HIDES, NULL, CHANGE_RULE_HIDE, "movetofolder" }, \
	{ op, "markasread", IS_TRUE, NULL, CHANGE_RULE_HIDE, NULL },           \
	{ op, NULL, ALWAYS, NULL, CHANGE_RULE, NULL }

/* Mail flow, for all mailboxes at once. */
#define FLOW_ROWS(op)                                                          \
	{ op, "blindcopyto", FILLED, NULL, CHANGE_FORWARDING, "blindcopyto" }, \
	{ op, "redirectmessageto", FILLED, NULL, CHANGE_FORWARDING,            \
	    "redirectmessageto" },                                             \
	{ op, "copyto", FILLED, NULL, CHANGE_FORWARDING, "copyto" },           \
	{ op, "journalemailaddress", FILLED, NULL, CHANGE_FORWARDING,          \
	    "journalemailaddress" },                                           \
	{ op, "deletemessage", IS_TRUE, NULL, CHANGE_AUDIT, NULL },            \
	{ op, NULL, ALWAYS, NULL, CHANGE_OTHER, NULL }

static const struct row rows[] = {
	/* inbox rules: PowerShell and OWA; Outlook's own in JSON of actions */
	RULE_ROWS("new-inboxrule"),
	RULE_ROWS("set-inboxrule"),
	RULE_ROWS("enable-inboxrule"),
	{ "updateinboxrules", "ruleactions", HAS, "forward",
	    CHANGE_RULE_FORWARD, "ruleactions" },
	{ "updateinboxrules", "ruleactions", HAS, "redirect",
	    CHANGE_RULE_FORWARD, "ruleactions" },
	{ "updateinboxrules", "ruleactions", HAS, "delete",
	    CHANGE_RULE_HIDE, NULL },
	{ "updateinboxrules", "ruleactions", HAS, "markasread",
	    CHANGE_RULE_HIDE, NULL },
	{ "updateinboxrules", NULL, ALWAYS, NULL, CHANGE_RULE, NULL },
	/* forwarding of all */
	{ "set-mailbox", "forwardingsmtpaddress", FILLED, NULL,
	    CHANGE_FORWARDING, "forwardingsmtpaddress" },
	{ "set-mailbox", "forwardingaddress", FILLED, NULL,
	    CHANGE_FORWARDING, "forwardingaddress" },
	FLOW_ROWS("new-transportrule"),
	FLOW_ROWS("set-transportrule"),
	FLOW_ROWS("new-journalrule"),
	{ "new-inboundconnector", NULL, ALWAYS, NULL, CHANGE_OTHER, NULL },
	/* mailboxes opened to others */
	{ "set-mailbox", "grantsendonbehalfto", FILLED, NULL,
	    CHANGE_DELEGATION, "grantsendonbehalfto" },
	{ "add-mailboxpermission", NULL, ALWAYS, NULL, CHANGE_DELEGATION,
	    "user" },
	{ "add-recipientpermission", NULL, ALWAYS, NULL, CHANGE_DELEGATION,
	    "trustee" },
	{ "add-mailboxfolderpermission", NULL, ALWAYS, NULL,
	    CHANGE_DELEGATION, "user" },
	{ "set-mailboxfolderpermission", NULL, ALWAYS, NULL,
	    CHANGE_DELEGATION, "user" },
	{ "addfolderpermissions", NULL, ALWAYS, NULL, CHANGE_DELEGATION,
	    NULL },
	{ "modifyfolderpermissions", NULL, ALWAYS, NULL, CHANGE_DELEGATION,
	    NULL },
	{ "updatecalendardelegation", NULL, ALWAYS, NULL, CHANGE_DELEGATION,
	    NULL },
	{ "new-rolegroup", "roles", HAS, "applicationimpersonation",
	    CHANGE_DELEGATION, "members" },
	{ "new-managementroleassignment", "role", HAS,
	    "applicationimpersonation", CHANGE_DELEGATION, "user" },
	/* administrators */
	{ "new-rolegroup", NULL, ALWAYS, NULL, CHANGE_ROLE, "roles" },
	{ "new-managementroleassignment", NULL, ALWAYS, NULL, CHANGE_ROLE,
	    "role" },
	{ "add-rolegroupmember", NULL, ALWAYS, NULL, CHANGE_ROLE, "identity" },
	{ "update-rolegroupmember", NULL, ALWAYS, NULL, CHANGE_ROLE,
	    "identity" },
	{ "add member to role*", NULL, ALWAYS, NULL, CHANGE_ROLE,
	    "role.displayname" },
	{ "add eligible member to role*", NULL, ALWAYS, NULL, CHANGE_ROLE,
	    "role.displayname" },
	{ "add scoped member to role*", NULL, ALWAYS, NULL, CHANGE_ROLE,
	    "role.displayname" },
	{ "elevate user access*", NULL, ALWAYS, NULL, CHANGE_ROLE, NULL },
	{ "user has elevated their access*", NULL, ALWAYS, NULL, CHANGE_ROLE,
	    NULL },
	{ "microsoft.authorization/elevateaccess/action", NULL, ALWAYS, NULL,
	    CHANGE_ROLE, NULL },
	{ "sitecollectionadminadded", NULL, ALWAYS, NULL, CHANGE_ROLE, NULL },
	/* accounts */
	{ "remove member from role*", NULL, ALWAYS, NULL, CHANGE_REMOVAL,
	    NULL },
	{ "remove-rolegroupmember", NULL, ALWAYS, NULL, CHANGE_REMOVAL, NULL },
	{ "delete user", NULL, ALWAYS, NULL, CHANGE_REMOVAL, NULL },
	{ "hard delete user", NULL, ALWAYS, NULL, CHANGE_REMOVAL, NULL },
	{ "remove-mailbox", NULL, ALWAYS, NULL, CHANGE_REMOVAL, NULL },
	{ "disable account", NULL, ALWAYS, NULL, CHANGE_REMOVAL, NULL },
	{ "add user", NULL, ALWAYS, NULL, CHANGE_CREATION, NULL },
	{ "invite external user*", NULL, ALWAYS, NULL, CHANGE_CREATION, NULL },
	{ "new-mailbox", NULL, ALWAYS, NULL, CHANGE_CREATION, NULL },
	{ "reset user password", NULL, ALWAYS, NULL, CHANGE_PASSWORD, NULL },
	{ "reset password*", NULL, ALWAYS, NULL, CHANGE_PASSWORD, NULL },
	{ "change user password", NULL, ALWAYS, NULL, CHANGE_PASSWORD, NULL },
	{ "change password*", NULL, ALWAYS, NULL, CHANGE_PASSWORD, NULL },
	/* the second factor */
	{ "disable strong authentication", NULL, ALWAYS, NULL, CHANGE_MFA,
	    NULL },
	{ "update user", "strongauthenticationrequirement", GONE, NULL,
	    CHANGE_MFA, NULL },
	{ "update user", "strongauthenticationmethod", GONE, NULL, CHANGE_MFA,
	    NULL },
	{ "user deleted security info", NULL, ALWAYS, NULL, CHANGE_MFA, NULL },
	{ "admin deleted security info", NULL, ALWAYS, NULL, CHANGE_MFA,
	    NULL },
	{ "set-multifactorauth*", NULL, ALWAYS, NULL, CHANGE_MFA, NULL },
	{ "create application password for user", NULL, ALWAYS, NULL,
	    CHANGE_APP_PASSWORD, NULL },
	{ "add application password for user", NULL, ALWAYS, NULL,
	    CHANGE_APP_PASSWORD, NULL },
	{ "update user", "strongauthenticationapppasswords", FILLED, NULL,
	    CHANGE_APP_PASSWORD, NULL },
	/* protocols without one */
	{ "set-casmailbox", "imapenabled", IS_TRUE, NULL, CHANGE_LEGACY,
	    NULL },
	{ "set-casmailbox", "popenabled", IS_TRUE, NULL, CHANGE_LEGACY, NULL },
	{ "set-casmailbox", "smtpclientauthenticationdisabled", IS_FALSE, NULL,
	    CHANGE_LEGACY, NULL },
	{ "set-transportconfig", "smtpclientauthenticationdisabled", IS_FALSE,
	    NULL, CHANGE_LEGACY, NULL },
	{ "set-authenticationpolicy", "allowbasicauthimap", IS_TRUE, NULL,
	    CHANGE_LEGACY, NULL },
	{ "set-authenticationpolicy", "allowbasicauthpop", IS_TRUE, NULL,
	    CHANGE_LEGACY, NULL },
	{ "set-authenticationpolicy", "allowbasicauthsmtp", IS_TRUE, NULL,
	    CHANGE_LEGACY, NULL },
	{ "set-authenticationpolicy", "allowbasicauthwebservices", IS_TRUE,
	    NULL, CHANGE_LEGACY, NULL },
	{ "set-authenticationpolicy", "allowbasicauthpowershell", IS_TRUE,
	    NULL, CHANGE_LEGACY, NULL },
	/* recording */
	{ "set-adminauditlogconfig", "unifiedauditlogingestionenabled",
	    IS_FALSE, NULL, CHANGE_AUDIT, NULL },
	{ "set-adminauditlogconfig", "adminauditlogenabled", IS_FALSE, NULL,
	    CHANGE_AUDIT, NULL },
	{ "set-adminauditlogconfig", "adminauditlogagelimit", SHORT, NULL,
	    CHANGE_AUDIT, NULL },
	{ "set-mailboxauditbypassassociation", "auditbypassenabled", IS_TRUE,
	    NULL, CHANGE_AUDIT, NULL },
	{ "set-organizationconfig", "auditdisabled", IS_TRUE, NULL,
	    CHANGE_AUDIT, NULL },
	{ "set-mailbox", "auditenabled", IS_FALSE, NULL, CHANGE_AUDIT, NULL },
	{ "set-mailbox", "auditlogagelimit", SHORT, NULL, CHANGE_AUDIT, NULL },
	{ "set-mailbox", "auditowner", HAS, "remove", CHANGE_AUDIT, NULL },
	{ "update user", NULL, LICENCE, NULL, CHANGE_AUDIT, NULL },
	{ "change user license", NULL, LICENCE, NULL, CHANGE_AUDIT, NULL },
	{ "remove-unifiedauditlogretentionpolicy", NULL, ALWAYS, NULL,
	    CHANGE_AUDIT, NULL },
	{ "remove-dlp*", NULL, ALWAYS, NULL, CHANGE_AUDIT, NULL },
	{ "disable-dlp*", NULL, ALWAYS, NULL, CHANGE_AUDIT, NULL },
	{ "remove-retentioncompliance*", NULL, ALWAYS, NULL, CHANGE_AUDIT,
	    NULL },
	{ "remove-antiphish*", NULL, ALWAYS, NULL, CHANGE_AUDIT, NULL },
	{ "disable-antiphish*", NULL, ALWAYS, NULL, CHANGE_AUDIT, NULL },
	{ "remove-malwarefilter*", NULL, ALWAYS, NULL, CHANGE_AUDIT, NULL },
	{ "disable-malwarefilter*", NULL, ALWAYS, NULL, CHANGE_AUDIT, NULL },
	{ "remove-safe*", NULL, ALWAYS, NULL, CHANGE_AUDIT, NULL },
	{ "disable-safe*", NULL, ALWAYS, NULL, CHANGE_AUDIT, NULL },
	{ "remove-hostedcontentfilter*", NULL, ALWAYS, NULL, CHANGE_AUDIT,
	    NULL },
	{ "disable-hostedcontentfilter*", NULL, ALWAYS, NULL, CHANGE_AUDIT,
	    NULL },
	{ "set-antiphish*", "enabled", IS_FALSE, NULL, CHANGE_AUDIT, NULL },
	{ "set-safe*", "enable", IS_FALSE, NULL, CHANGE_AUDIT, NULL },
	{ "set-safe*", "enabled", IS_FALSE, NULL, CHANGE_AUDIT, NULL },
	{ "remove-protectionalert", NULL, ALWAYS, NULL, CHANGE_AUDIT, NULL },
	{ "disable-protectionalert", NULL, ALWAYS, NULL, CHANGE_AUDIT, NULL },
	{ "remove-activityalert", NULL, ALWAYS, NULL, CHANGE_AUDIT, NULL },
	/* applications */
	{ "consent to application", NULL, ALWAYS, NULL, CHANGE_CONSENT,
	    "consentaction.permissions" },
	{ "add delegated permission grant", NULL, ALWAYS, NULL,
	    CHANGE_CONSENT, "delegatedpermissiongrant.scope" },
	{ "add oauth2permissiongrant", NULL, ALWAYS, NULL, CHANGE_CONSENT,
	    NULL },
	{ "add app role assignment to service principal", NULL, ALWAYS, NULL,
	    CHANGE_CONSENT, "approle.value" },
	{ "add application", NULL, ALWAYS, NULL, CHANGE_CONSENT,
	    "requiredresourceaccess" },
	{ "add service principal", NULL, ALWAYS, NULL, CHANGE_CONSENT, NULL },
	{ "update authorization policy",
	    "permissiongrantpolicyidsassignedtodefaultuserrole", FILLED, NULL,
	    CHANGE_CONSENT,
	    "permissiongrantpolicyidsassignedtodefaultuserrole" },
	{ "add service principal credentials", NULL, ALWAYS, NULL,
	    CHANGE_CREDENTIAL, NULL },
	{ "update application*", "keydescription", FILLED, NULL,
	    CHANGE_CREDENTIAL, "keydescription" },
	{ "update service principal*", "keydescription", FILLED, NULL,
	    CHANGE_CREDENTIAL, "keydescription" },
	/* who vouches, and what is asked */
	{ "set federation settings on domain", NULL, ALWAYS, NULL,
	    CHANGE_FEDERATION, NULL },
	{ "set domain authentication", NULL, BARE, NULL, CHANGE_FEDERATION,
	    NULL },
	{ "set domain authentication", "livetype", HAS, "federated",
	    CHANGE_FEDERATION, "issueruri" },
	{ "set domain authentication", "authenticationtype", HAS, "federated",
	    CHANGE_FEDERATION, "issueruri" },
	{ "set domain authentication", "issueruri", FILLED, NULL,
	    CHANGE_FEDERATION, "issueruri" },
	{ "set domain authentication", "federationsettings", FILLED, NULL,
	    CHANGE_FEDERATION, NULL },
	{ "set domain authentication", NULL, ALWAYS, NULL, CHANGE_OTHER,
	    NULL },
	{ "add unverified domain", NULL, ALWAYS, NULL, CHANGE_FEDERATION,
	    NULL },
	{ "verify domain", NULL, ALWAYS, NULL, CHANGE_FEDERATION, NULL },
	{ "update conditional access policy", "conditionalaccesspolicy",
	    UNASKED, NULL, CHANGE_MFA, NULL },
	{ "authentication methods policy update", "openidconnectconfiguration",
	    FILLED, NULL, CHANGE_FEDERATION, "openidconnectconfiguration" },
	{ "update authentication methods policy", "openidconnectconfiguration",
	    FILLED, NULL, CHANGE_FEDERATION, "openidconnectconfiguration" },
	{ "authentication methods policy update", NULL, ALWAYS, NULL,
	    CHANGE_POLICY, NULL },
	{ "delete conditional access policy", NULL, ALWAYS, NULL,
	    CHANGE_POLICY, NULL },
	{ "update conditional access policy", NULL, ALWAYS, NULL,
	    CHANGE_POLICY, NULL },
	{ "delete policy", NULL, ALWAYS, NULL, CHANGE_POLICY, NULL },
	{ "update policy", NULL, ALWAYS, NULL, CHANGE_POLICY, NULL },
	{ "disable-conditionalaccess*", NULL, ALWAYS, NULL, CHANGE_POLICY,
	    NULL },
};

/* Folders in which mail is seldom looked for, in the languages of Outlook
 * that our readers speak; a rule that files into "Invoices" hides nothing. */
static const char *const hidden_folders[] = {
	"deleted items", "rss feeds", "rss subscriptions", "archive",
	"junk email", "junk e-mail", "conversation history", "sync issues",
	"drafts", "notes", "trash", "spam", "outbox", "history",
	"\xc3\xa9l\xc3\xa9ments supprim\xc3\xa9s", "flux rss", "archives",
	"abonnements rss", "courrier ind\xc3\xa9sirable",
	"historique des conversations", "brouillons", "corbeille",
	"gel\xc3\xb6schte elemente", "archiv", "rss-feeds", "entw\xc3\xbcrfe",
	"elementos eliminados", "fuentes rss", "archivo",
	"posta eliminata", "feed rss", "archivio",
};

static bool
is_filled(struct str value)
{
	static const char *const nothing[] = { "", "[]", "null", "false",
		"{}", "\"\"", "\"[]\"", "$null" };

	value = str_trim(value);
	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
		if (str_eq_nocase(value, str_from(nothing[i])))
			return false;
	return true;
}

static bool
is_hidden(struct str folder, struct arena *scratch)
{
	struct str tail = m365_lower(folder, scratch), path;

	/* "adele:\Archive", "/Archive" */
	if (str_take_last_char(&tail, '\\', &path) ||
	    str_take_last_char(&tail, '/', &path) ||
	    str_take_last_char(&tail, ':', &path))
		tail = path;
	/* One sign alone is what nobody names a folder in earnest. */
	if (tail.len == 1)
		return true;
	for (size_t i = 0; i < sizeof hidden_folders /
	     sizeof *hidden_folders; i++)
		if (str_eq(tail, str_from(hidden_folders[i])))
			return true;
	return false;
}

/* "90.00:00:00": days, without a dot none. */
static bool
is_short(struct str value)
{
	struct str days;
	uint64_t count = 0;

	if (str_take_until_char(&value, '.', &days))
		return str_u64(days, &count) && count < 90;
	return str_has(value, STR(":")) || (str_u64(value, &count) &&
	    count < 90);
}

/* Is the plan that records reads off after, and was it on before?  The words
 * are JSON in JSON in JSON, so that its quotes come escaped to any depth:
 * look for what has none. */
static bool
loses_audit_plan(const struct m365_change *change)
{
	const struct str parts[] = { change->details, change->modified };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct str rest = parts[i], before;

		if (!str_take_until(&rest, STR("AssignedLicense"), &before) ||
		    !str_take_until(&rest, STR("NewValue"), &before))
			continue;
		if (!str_has(before, STR("M365_ADVANCED_AUDITING")) &&
		    str_has(rest, STR("M365_ADVANCED_AUDITING")))
			return true;
	}
	return false;
}

/* Does a conditional access policy ask for a second factor?  A policy may be
 * called so, and ask for none. */
static bool
asks_factor(struct str policy)
{
	static const struct str named[] = { STR_INIT("\"mfa\""),
		STR_INIT("\"MFA\""), STR_INIT("\"Mfa\"") };
	struct str head, controls, rest = policy;

	if (str_has(policy, STR("\"authenticationStrength\":{")))
		return true;
	if (!str_take_until(&rest, STR("\"builtInControls\":["), &head) ||
	    !str_take_until_char(&rest, ']', &controls))
		return false;
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (str_has(controls, named[i]))
			return true;
	return false;
}

static bool
is_unasked(const struct m365_pair *pair)
{
	static const struct str on = STR_INIT("\"state\":\"enabled\"");

	return str_has(pair->old, on) && asks_factor(pair->old) &&
	    (!str_has(pair->value, on) || !asks_factor(pair->value));
}

/* Do all addresses of the text lie in the actor's own domain or below it?
 * One that names no domain is told as outside: it may be a contact's. */
static bool
is_inside(struct str text, struct str user, struct arena *scratch)
{
	struct str own, name, domain;
	bool inside = false;

	text = m365_lower(text, scratch);
	user = m365_lower(user, scratch);
	if (!str_take_last_char(&user, '@', &own) || own.len == 0)
		return false;
	while (str_take_until_char(&text, '@', &name)) {
		size_t n = 0;

		while (n < text.len && text.at[n] != ';' && text.at[n] != ','
		    && text.at[n] != '"' && text.at[n] != ' ' &&
		    text.at[n] != '>' && text.at[n] != ']')
			n++;
		domain = str_of(text.at, n);
		if (!str_take_end(&domain, own) || (domain.len > 0 &&
		    domain.at[domain.len - 1] != '.'))
			return false;
		inside = true;
	}
	return inside;
}

static bool
value_fits(const struct row *row, const struct m365_pair *pair,
    struct arena *scratch)
{
	switch ((enum test)row->test) {
	case FILLED:
		return is_filled(pair->value);
	case IS_TRUE:
		return str_eq_nocase(pair->value, STR("True"));
	case IS_FALSE:
		return str_eq_nocase(pair->value, STR("False"));
	case HAS:
		return str_has(m365_lower(pair->value, scratch),
		    str_from(row->word));
	case HIDES:
		return is_hidden(pair->value, scratch);
	case SHORT:
		return is_short(pair->value);
	case UNASKED:
		return is_unasked(pair);
	case GONE:
		return !is_filled(pair->value) && is_filled(pair->old);
	default:
		return false;
	}
}

/* The pair of that name, in the parameters or the properties. */
static bool
pair_find(const struct m365_change *change, const char *name,
    struct m365_pair *pair, struct arena *scratch)
{
	const struct str arrays[] = { change->parameters, change->modified };

	for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
		struct json_walk walk;

		if (!json_walk(&walk, arrays[i], '['))
			continue;
		while (m365_pair_next(&walk, pair, scratch))
			if (str_eq_nocase(pair->name, str_from(name)))
				return true;
	}
	return false;
}

static bool
is_bare(const struct m365_change *change)
{
	const struct str arrays[] = { change->parameters, change->modified };
	struct json_walk walk;
	struct str element;

	for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
		if (json_walk(&walk, arrays[i], '[') &&
		    json_walk_element(&walk, &element) == JSON_OBJECT)
			return false;
	return true;
}

static bool
row_fits(const struct row *row, const struct m365_change *change,
    struct arena *scratch)
{
	struct m365_pair pair;

	if (row->test == ALWAYS)
		return true;
	if (row->test == LICENCE)
		return loses_audit_plan(change);
	if (row->test == BARE)
		return is_bare(change);
	return pair_find(change, row->parameter, &pair, scratch) &&
	    value_fits(row, &pair, scratch);
}

static bool
operation_is(struct str operation, const char *name)
{
	struct str want = str_from(name);

	return str_take_end(&want, STR("*")) ? str_starts(operation, want)
					     : str_eq(operation, want);
}

bool
m365_change(const struct m365_change *change, struct arena *scratch,
    struct event *ev)
{
	struct str operation = str_trim(m365_lower(change->operation,
	    scratch));
	struct m365_pair pair;
	enum change what;

	str_take_end(&operation, STR("."));
	if (operation.len == 0)
		return false;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];

		if (row->operation[0] != operation.at[0] ||
		    !operation_is(operation, row->operation) ||
		    !row_fits(row, change, scratch))
			continue;
		what = row->change;
		if (row->gainer != NULL && pair_find(change, row->gainer,
		    &pair, scratch) && pair.value.len > 0) {
			event_set(ev, F_TARGET_TO, pair.value);
			/* To a colleague: told, and nothing to be afraid of. */
			if ((what == CHANGE_RULE_FORWARD ||
			    what == CHANGE_FORWARDING) && is_inside(pair.value,
			    event_get(ev, F_USER), scratch))
				what = what == CHANGE_FORWARDING ? CHANGE_OTHER
								 : CHANGE_RULE;
		}
		ev->kind = what == CHANGE_RULE || what == CHANGE_RULE_FORWARD ||
		    what == CHANGE_RULE_HIDE ? K_RULE_CHANGE : K_CHANGE;
		event_set(ev, F_CHANGE, str_from(change_name(what)));
		return true;
	}
	return false;
}
