/* assume: what --assume and --known name, put among the site's indicators.
 *
 * Accounts are folded as those of lines are, so this comes after the site
 * file. */
#include "event/site.h"

#include <string.h>

#include "base/file.h"

enum {
	ACCOUNT_MAX_BYTES = 512,
	KNOWN_MAX_BYTES = 32 << 20,	/* of a file of indicators */
};

static struct str
account_fold(const struct site *site, struct str name, char *buf)
{
	return site_principal(site, name, buf, ACCOUNT_MAX_BYTES);
}

static enum indicator_kind
kind_take(struct str *rest)
{
	static const struct { struct str mark; enum indicator_kind kind; }
	kinds[] = {
		{ STR_INIT("address="), IND_NETWORK },
		{ STR_INIT("account="), IND_ACCOUNT },
		{ STR_INIT("agent="), IND_AGENT },
		{ STR_INIT("session="), IND_LINE },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_take(rest, kinds[i].mark))
			return kinds[i].kind;
	return IND_NETWORK;
}

bool
site_assume(struct site *site, struct str spec, struct err *err)
{
	struct str rest = spec;
	enum says says = str_take(&rest, STR("hostile:")) ? SAYS_HOSTILE
	    : str_take(&rest, STR("owner:")) ? SAYS_OWNER : SAYS_NOTHING;
	enum indicator_kind kind = kind_take(&rest);
	char buf[ACCOUNT_MAX_BYTES];

	if (kind == IND_ACCOUNT)
		rest = account_fold(site, rest, buf);
	if (says != SAYS_NOTHING &&
	    indicators_add(&site->indicators, kind, says, rest))
		return true;
	return err_set(err, "'" STR_FMT "': hostile: or owner: was wanted, and "
	    "behind it an address or network, account=NAME, agent=TEXT, or "
	    "session= and eight digits at least of one of its lines",
	    STR_ARG(spec));
}

/* Accounts of a file have the spelling of whoever wrote it. */
static void
accounts_settle(struct site *site)
{
	struct indicators *in = &site->indicators;
	char buf[ACCOUNT_MAX_BYTES];

	for (size_t i = 0, count = in->count; i < count; i++)
		if (in->at[i].kind == IND_ACCOUNT)
			indicators_add(in, IND_ACCOUNT,
			    (enum says)in->at[i].says,
			    account_fold(site, in->at[i].text, buf));
}

bool
site_known(struct site *site, const char *path, struct err *err)
{
	struct file file = { 0 };
	bool fine = file_read(&file, path, err);

	if (fine && file.text.len > KNOWN_MAX_BYTES)
		fine = err_set(err, "is longer than %d MiB; give what "
		    "is known of this intrusion", KNOWN_MAX_BYTES >> 20);
	fine = fine && indicators_read(&site->indicators, file.text, err);
	if (fine)
		accounts_settle(site);
	else
		err_in(err, "%s", path);
	file_free(&file);
	return fine;
}
