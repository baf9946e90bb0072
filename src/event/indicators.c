#include "event/indicators.h"

#include <stdlib.h>

#include "base/arena.h"

/* The key of a value: its kind, and the value as it is compared. */
struct key {
	char   at[1 + INDICATOR_MAX_BYTES];
	size_t len;
};

static struct key
key_of_network(const struct network *network)
{
	struct key key = { .len = 2 + sizeof network->address };

	key.at[0] = (char)('a' + IND_NETWORK);
	key.at[1] = (char)network->bits;
	memcpy(key.at + 2, network->address, sizeof network->address);
	return key;
}

static bool
key_of_text(struct key *key, enum indicator_kind kind, struct str text)
{
	if (text.len == 0 || text.len > INDICATOR_MAX_BYTES)
		return false;
	key->at[0] = (char)('a' + (int)kind);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		key->at[i + 1] = kind != IND_MESSAGE && c >= 'A' && c <= 'Z'
		    ? (char)(c + ('a' - 'A')) : c;
	}
	key->len = text.len + 1;
	return true;
}

void
indicators_init(struct indicators *in)
{
	*in = (struct indicators){ 0 };
	intern_init(&in->keys);
}

void
indicators_fini(struct indicators *in)
{
	intern_fini(&in->keys);
	free(in->at);
}

/* A line is named by the digits that the report shows, eight at least. */
static bool
is_digest(struct str text)
{
	if (text.len < 8 || text.len > 64)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!((text.at[i] >= '0' && text.at[i] <= '9') ||
		    (text.at[i] >= 'a' && text.at[i] <= 'f')))
			return false;
	return true;
}

static bool
key_make(struct indicators *in, struct key *key, enum indicator_kind kind,
    struct str value)
{
	struct network network;
	struct err why;

	if (kind == IND_NETWORK) {
		if (!network_parse(value, &network, &why))
			return false;
		in->lengths[network.bits / 64] |= (uint64_t)1 <<
		    network.bits % 64;
		*key = key_of_network(&network);
		return true;
	}
	if (kind == IND_LINE && (!is_digest(value) ||
	    in->of_kind[IND_LINE] == INDICATOR_LINES_MAX))
		return false;
	if (kind == IND_MESSAGE && str_take_char(&value, '<'))
		str_take_end(&value, STR(">"));
	return key_of_text(key, kind, value);
}

bool
indicators_add(struct indicators *in, enum indicator_kind kind,
    enum says says, struct str value)
{
	struct key key;
	struct indicator *at;
	uint32_t number;

	if (in->count == INDICATORS_MAX || value.len > INDICATOR_MAX_BYTES ||
	    !key_make(in, &key, kind, value))
		return false;
	number = intern_add(&in->keys, str_of(key.at, key.len));
	if (number <= in->count) {	/* the stronger word stands */
		at = &in->at[number - 1];
		if (says < at->says)
			at->says = (uint8_t)says;
		return true;
	}
	in->at = mem_room(in->at, in->count, &in->cap, sizeof *in->at);
	in->at[in->count++] = (struct indicator){ (uint8_t)kind,
		(uint8_t)says, arena_str(&in->keys.arena, value) };
	in->of_kind[kind]++;
	return true;
}

static enum says
says_of(const struct indicators *in, const struct key *key)
{
	uint32_t number = intern_find(&in->keys, str_of(key->at, key->len));

	return number == 0 ? SAYS_NOTHING : (enum says)in->at[number - 1].says;
}

static enum says
stronger(enum says a, enum says b)
{
	return a == SAYS_NOTHING || (b != SAYS_NOTHING && b < a) ? b : a;
}

enum says
indicators_of_address(const struct indicators *in, struct str address)
{
	enum says says = SAYS_NOTHING;
	struct network network;
	struct err why;

	if (in->of_kind[IND_NETWORK] == 0 || address.len == 0 ||
	    memchr(address.at, '/', address.len) != NULL ||
	    !network_parse(address, &network, &why))
		return SAYS_NOTHING;
	for (unsigned bits = network.bits + 1u; bits-- > 0;) {
		struct key key;

		if (!(in->lengths[bits / 64] >> bits % 64 & 1))
			continue;
		network_shorten(&network, bits);
		key = key_of_network(&network);
		says = stronger(says, says_of(in, &key));
	}
	return says;
}

enum says
indicators_of_text(const struct indicators *in, enum indicator_kind kind,
    struct str text)
{
	struct key key;

	return in->of_kind[kind] == 0 || !key_of_text(&key, kind, text)
	    ? SAYS_NOTHING : says_of(in, &key);
}

enum says
indicators_of_line(const struct indicators *in, const uint8_t sha256[32])
{
	static const char digits[] = "0123456789abcdef";
	enum says says = SAYS_NOTHING;
	char hex[64];

	if (in->of_kind[IND_LINE] == 0)
		return says;
	for (size_t i = 0; i < 32; i++) {
		hex[2 * i] = digits[sha256[i] >> 4];
		hex[2 * i + 1] = digits[sha256[i] & 15];
	}
	for (size_t i = 0; i < in->count; i++)
		if (in->at[i].kind == IND_LINE && str_starts(
		    str_of(hex, sizeof hex), in->at[i].text))
			says = stronger(says, (enum says)in->at[i].says);
	return says;
}
