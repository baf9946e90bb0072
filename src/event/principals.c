/* principals: the names of the directory's people become aliases of the site.
 *
 * A name that is the site file's own stays so.  One that two people have, or
 * that is another's account, belongs to nobody. */
#include "event/site_parts.h"

#include <stdlib.h>

#include "base/file.h"
#include "event/directory.h"

struct name {
	struct str alias, account;
};

static int
by_alias_then_account(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int order = str_cmp(x->alias, y->alias);

	return order != 0 ? order : str_cmp(x->account, y->account);
}

static int
by_person_account(const void *a, const void *b)
{
	return str_cmp(((const struct person *)a)->account,
	    ((const struct person *)b)->account);
}

const struct person *
site_person(const struct site *site, struct str account)
{
	struct person key = { .account = account };

	return site->person_count == 0 ? NULL : bsearch(&key, site->people,
	    site->person_count, sizeof key, by_person_account);
}

/* All names, folded: each account leads to itself, so that a name which is
 * somebody else's account is found out with the rest. */
static struct name *
names_of(struct site *site, struct directory *d, size_t *count)
{
	struct name *names = mem_new((d->count + d->alias_count + 1) *
	    sizeof *names);

	*count = 0;
	for (size_t i = 0; i < d->count; i++) {
		struct str account = site_name_fold(site,
		    d->people[i].account);
		const struct alias *alias = site_alias(site, account);

		d->people[i].account = account;
		names[(*count)++] = (struct name){ account,
			alias == NULL ? account : alias->account };
	}
	for (size_t i = 0; i < d->alias_count; i++)
		names[(*count)++] = (struct name){
			site_name_fold(site, d->aliases[i].alias),
			names[d->aliases[i].person].account };
	qsort(names, *count, sizeof *names, by_alias_then_account);
	return names;
}

/* Those that lead to one other account, and are not the site file's. */
static size_t
names_keep(struct site *site, struct name *names, size_t count)
{
	size_t kept = 0;

	for (size_t from = 0, to; from < count; from = to) {
		bool several = false;

		for (to = from + 1; to < count &&
		     str_eq(names[to].alias, names[from].alias); to++)
			several |= !str_eq(names[to].account,
			    names[from].account);
		if (several)
			site->names_shared++;
		else if (!str_eq(names[from].alias, names[from].account) &&
		    site_alias(site, names[from].alias) == NULL)
			names[kept++] = names[from];
	}
	return kept;
}

/* Both lists in one, sorted by alias. */
static void
aliases_merge(struct site *site, const struct name *names, size_t count)
{
	struct alias *all = arena_take(&site->arena,
	    (site->alias_count + count + 1) * sizeof *all);
	size_t a = 0, b = 0, n = 0;

	while (a < site->alias_count || b < count)
		if (b == count || (a < site->alias_count && str_cmp(
		    site->aliases[a].alias, names[b].alias) < 0))
			all[n++] = site->aliases[a++];
		else {
			all[n++] = (struct alias){ names[b].alias,
				names[b].account };
			b++;
		}
	site->aliases = all;
	site->alias_count = n;
}

static void
people_keep(struct site *site, const struct directory *d)
{
	struct person *people = arena_take(&site->arena,
	    (d->count + 1) * sizeof *people);
	size_t kept = 0;

	if (d->count > 0)
		memcpy(people, d->people, d->count * sizeof *people);
	qsort(people, d->count, sizeof *people, by_person_account);
	for (size_t i = 0; i < d->count; i++)
		if (kept == 0 || !str_eq(people[kept - 1].account,
		    people[i].account))
			people[kept++] = people[i];
	site->people = people;
	site->person_count = kept;
}

bool
site_directory(struct site *site, const char *path, struct err *err)
{
	struct directory d = { 0 };
	struct file file = { 0 };
	struct name *names;
	size_t count;
	bool fine = file_read(&file, path, err) &&
	    directory_read(&d, file.text, &site->arena, err);

	if (fine) {
		names = names_of(site, &d, &count);
		count = names_keep(site, names, count);
		aliases_merge(site, names, count);
		people_keep(site, &d);
		site->names_bad = d.bad;
		free(names);
	} else {
		err_in(err, "%s", path);
	}
	directory_fini(&d);
	file_free(&file);
	return fine;
}
