/* json_walk: where brackets are closed, and the walkers of json.h. */
#include "base/json_walk.h"

/* ---- whole values, without a look at what is in them ---- */

enum { BLOCK = JSON_SCAN_BLOCK };

static inline uint64_t
block_eq(const char *at, char c)
{
	return (uint64_t)scan_eq(at, c) |
	    (uint64_t)scan_eq(at + SCAN_LANE, c) << SCAN_LANE |
	    (uint64_t)scan_eq(at + 2 * SCAN_LANE, c) << 2 * SCAN_LANE |
	    (uint64_t)scan_eq(at + 3 * SCAN_LANE, c) << 3 * SCAN_LANE;
}

/* Bytes that a backslash escapes; *carry: the first byte is one. */
static inline uint64_t
block_escaped(uint64_t slashes, uint64_t *carry)
{
	uint64_t escaped = *carry;

	slashes &= ~escaped;
	*carry = 0;
	while (slashes != 0) {
		int i = __builtin_ctzll(slashes);

		if (i == BLOCK - 1) {
			*carry = 1;
			break;
		}
		escaped |= (uint64_t)2 << i;
		slashes &= ~((uint64_t)3 << i);
	}
	return escaped;
}

/* Each bit the parity of the bits up to it. */
static inline uint64_t
block_parity(uint64_t x)
{
	for (int n = 1; n < BLOCK; n *= 2)
		x ^= x << n;
	return x;
}

/* How many bytes of the block belong to the value; 0: all, and it goes on.
 * In JSON braces balance within brackets and the other way round, so it is
 * enough to count one sort. */
static inline size_t
block_skip(struct json_scan *s, const char *at)
{
	uint64_t slashes = block_eq(at, '\\'), quotes = block_eq(at, '"');
	uint64_t opens, closes, quoted;

	if ((slashes | s->escaped) != 0)
		quotes &= ~block_escaped(slashes, &s->escaped);
	quoted = block_parity(quotes) ^ s->quoted;
	s->quoted = 0 - (quoted >> (BLOCK - 1));
	opens = block_eq(at, s->open) & ~quoted;
	closes = block_eq(at, s->close) & ~quoted;
	while (closes != 0) {
		int i = __builtin_ctzll(closes);

		while (opens != 0 && __builtin_ctzll(opens) < i) {
			s->depth++;
			opens &= opens - 1;
		}
		if (--s->depth == 0)
			return (size_t)i + 1;
		closes &= closes - 1;
	}
	for (; opens != 0; opens &= opens - 1)
		s->depth++;
	return 0;
}

void
json_scan_begin(struct json_scan *scan, char open)
{
	*scan = (struct json_scan){ .depth = 1, .open = open,
		.close = open == '{' ? '}' : ']' };
}

size_t
json_scan(struct json_scan *scan, const char *at, size_t n)
{
	struct json_scan s = *scan;	/* bytes at `at` cannot alias it */
	char last[BLOCK] = { 0 };
	size_t done = 0, hit = 0;

	for (; n - done >= BLOCK; done += BLOCK)
		if ((hit = block_skip(&s, at + done)) > 0)
			return done + hit;
	if (n > done) {
		memcpy(last, at + done, n - done);
		hit = block_skip(&s, last);
	}
	*scan = s;
	return hit > 0 ? done + hit : 0;
}

size_t
json_bracket_length(struct str rest, char open)
{
	struct json_scan scan;

	json_scan_begin(&scan, open);
	if (rest.len > 0 && rest.at[0] == scan.close)
		return 1;
	return json_scan(&scan, rest.at, rest.len);
}

/* ---- members ---- */

const char *
json_other_value(const char *at, const char *end, struct str *value,
    enum json *type)
{
	static const struct { struct str text; enum json type; } words[] = {
		{ STR_INIT("true"), JSON_TRUE },
		{ STR_INIT("false"), JSON_FALSE },
		{ STR_INIT("null"), JSON_NULL },
	};
	struct str rest = str_of(at, (size_t)(end - at));
	size_t n;

	if (*at == '{' || *at == '[') {
		*type = *at == '{' ? JSON_OBJECT : JSON_ARRAY;
		str_drop(&rest, 1);
		n = json_bracket_length(rest, *at);
		*value = str_of(at, n + 1);
		return n == 0 ? NULL : at + n + 1;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (*at != words[i].text.at[0])
			continue;
		*type = words[i].type;
		*value = str_of(at, words[i].text.len);
		return str_starts(rest, words[i].text) ?
		    at + words[i].text.len : NULL;
	}
	n = json_number_length(rest);
	*type = JSON_NUMBER;
	*value = str_of(at, n);
	return n == 0 ? NULL : at + n;
}

/* Behind "{", "[" or a value: is there another value? */
static inline enum json
more_in(struct json_walk *walk, char close)
{
	const char *at = walk->rest.at, *end = at + walk->rest.len;
	enum json more = JSON_KEY;

	at = json_past_blanks(at, end);
	if (at == end)
		return JSON_BAD;
	if (*at == close) {
		at++;
		more = JSON_END;
	} else if (!walk->first) {
		if (*at != ',')
			return JSON_BAD;
		at = json_past_blanks(at + 1, end);
	}
	walk->first = false;
	walk->rest = str_of(at, (size_t)(end - at));
	return more;
}

bool
json_walk(struct json_walk *walk, struct str raw, char open)
{
	const char *end;

	if (raw.len == 0)		/* there may be no bytes at all */
		raw = STR("");
	end = raw.at + raw.len;
	raw.at = json_past_blanks(raw.at, end);
	raw.len = (size_t)(end - raw.at);
	*walk = (struct json_walk){ .rest = raw, .first = true };
	return str_take_char(&walk->rest, open);
}

static enum json
value_take(struct json_walk *walk, const char *at, const char *end,
    struct str *value)
{
	enum json type;

	at = json_value(at, end, value, &type, &walk->escaped);
	if (at == NULL)
		return JSON_BAD;
	walk->rest = str_of(at, (size_t)(end - at));
	return type;
}

enum json
json_walk_member(struct json_walk *walk, struct str *key, struct str *value)
{
	enum json more = more_in(walk, '}');
	const char *at = walk->rest.at, *end = at + walk->rest.len, *quote;
	bool escaped;

	if (more != JSON_KEY)
		return more;
	if (at == end || *at != '"' ||
	    (quote = json_quote(at + 1, end, &escaped)) == NULL)
		return JSON_BAD;
	*key = str_of(at + 1, (size_t)(quote - at) - 1);
	at = json_past_colon(quote + 1, end);
	return at == NULL ? JSON_BAD : value_take(walk, at, end, value);
}

enum json
json_walk_element(struct json_walk *walk, struct str *value)
{
	enum json more = more_in(walk, ']');
	const char *at = walk->rest.at;

	return more == JSON_KEY ? value_take(walk, at, at + walk->rest.len,
	    value) : more;
}

bool
json_walk_enter(const struct json_walk *array, struct json_walk *object)
{
	*object = *array;
	if (more_in(object, ']') != JSON_KEY ||
	    !str_take_char(&object->rest, '{'))
		return false;
	object->first = true;
	return true;
}
