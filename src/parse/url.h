/* url: targets of web requests, as clients type them. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

/* The URL with the values of secret parameters (password, token, ...), of
 * session ids in its path (;jsessionid=x) or fragment, and the password before
 * an @ replaced by ***; itself if it has none. */
struct str url_mask(struct str url, struct arena *scratch);

/* The same for a query alone, without its ?. */
struct str url_mask_query(struct str query, struct arena *scratch);

/* Take the next parameter of a query: name=value, & between them. */
bool url_take_param(struct str *query, struct str *name, struct str *value);

/* %41 and + decoded, into scratch where there are any.  Escapes that are
 * none stay. */
struct str url_decode(struct str s, struct arena *scratch);
