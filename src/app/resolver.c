#include "app/resolver.h"

void
resolver_open(struct resolver *resolver, const struct site *site,
    struct intern *names)
{
	*resolver = (struct resolver){
		.site = site, .names = names,
		.places = places_open(site, names),
	};
}

void
resolver_close(struct resolver *resolver)
{
	if (resolver->places != NULL)
		places_close(resolver->places);
	dense_fini(&resolver->principals);
	*resolver = (struct resolver){ 0 };
}

static uint32_t
principal_of(struct resolver *r, uint32_t user)
{
	uint64_t *known = dense_at(&r->principals, user);
	char text[256];

	if (user != 0 && *known == 0)
		*known = intern_add(r->names, site_principal(r->site,
		    intern_str(r->names, user), text, sizeof text));
	return (uint32_t)*known;
}

void
resolver_take(struct resolver *resolver, struct brief *brief)
{
	brief->user = principal_of(resolver, brief->user);
	if (brief->service == SERVICE_M365 && (brief->kind == K_MAIL_OPEN ||
	    brief->kind == K_MAIL_CHANGE || brief->kind == K_MAIL_SYNC ||
	    brief->kind == K_SEARCH))
		brief->object = principal_of(resolver, brief->object);
	places_of(resolver->places, brief->src);
}
