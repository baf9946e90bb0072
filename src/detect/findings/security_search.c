/* security_search: somebody searches for what the security team wrote.
 *
 * Once per session; the words are in share/words.yml.  Who wonders whether he
 * was seen does it, and so does who was told of an alert: possible. */
#include "detect/searches.h"

static void
security_search_feed(void *state, const struct observation *seen,
    struct detect_context *context)
{
	searches_feed(state, seen, context, "security_search", WORDS_SECURITY);
}

const struct finding_def finding_security_search = {
	.name = "security_search",
	.about = "a search for mail of the security team or of an alert",
	.attack = "T1114",
	.wanted = KIND_BIT(K_PAGE) | KIND_BIT(K_MAIL_SEARCH) |
	    KIND_BIT(K_RECORD),
	.open = searches_open,
	.feed = security_search_feed,
	.close = searches_close,
};
