/* Words that betray a search. */
#include "event/words.h"

#include "event/site.h"
#include "test/test.h"

TEST(a_search_for_a_password_is_known_in_both_languages)
{
	struct site site;
	static const struct { const char *text; bool found; } cases[] = {
		{ "mot de passe", true }, { "Mots De Passe du portail", true },
		{ "MDP", true }, { "codes d'ACC\303\210S", true },
		{ "password:", true }, { "facture", false },
		{ "mdpx", false }, { "", false }, { "\303", false },
	};

	site_init(&site);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK(words_has(&site.words[WORDS_SECRETS],
		    str_from(cases[i].text)) == cases[i].found);
	CHECK(words_has(&site.words[WORDS_SECURITY],
	    STR("mail de la S\303\251curit\303\251 informatique")));
	CHECK(!words_has(&site.words[WORDS_SECURITY], STR("associe")));
	site_fini(&site);
}

TEST(accents_fold_and_everything_else_stays)
{
	struct arena arena;

	arena_init(&arena);
	CHECK_STR(words_fold(STR("\303\211t\303\251 \303\227 \342\202\254"),
	    &arena), STR("ete \303\227 \342\202\254"));
	arena_fini(&arena);
}
