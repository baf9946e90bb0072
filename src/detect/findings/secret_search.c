/* secret_search: somebody searches a mailbox or a register for passwords.
 *
 * Once per session; the words are in share/words.yml.  Who forgot his own
 * password does it too: possible. */
#include "detect/searches.h"

static void
secret_search_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	searches_feed(state, seen, context, "secret_search", WORDS_SECRETS);
}

const struct finding_def finding_secret_search = {
	.name = "secret_search",
	.about = "a search for passwords, keys or codes",
	.attack = "T1552",
	.wanted = KIND_BIT(K_PAGE) | KIND_BIT(K_MAIL_SEARCH) |
	    KIND_BIT(K_RECORD),
	.open = searches_open,
	.feed = secret_search_feed,
	.close = searches_close,
};
