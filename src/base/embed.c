#include "base/embed.h"

struct str
embedded_find(struct str name)
{
	for (size_t i = 0; i < embedded_count; i++)
		if (str_eq(name, str_from(embedded[i].name)))
			return str_of(embedded[i].at,
			    (size_t)(embedded[i].end - embedded[i].at));
	return (struct str){ 0 };
}
