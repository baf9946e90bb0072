#include "event/network.h"

#include <arpa/inet.h>
#include <string.h>

enum { MAPPED_BITS = 96, V4_GROUP_BITS = 24, V6_GROUP_BITS = 64 };

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static bool
is_v4(const uint8_t address[16])
{
	return memcmp(address, mapped, sizeof mapped) == 0;
}

static bool
address_parse(struct str text, uint8_t address[16])
{
	char copy[INET6_ADDRSTRLEN];

	if (text.len == 0 || text.len >= sizeof copy ||
	    memchr(text.at, '\0', text.len) != NULL)
		return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	if (memchr(copy, ':', text.len) != NULL)
		return inet_pton(AF_INET6, copy, address) == 1;
	memcpy(address, mapped, sizeof mapped);
	return inet_pton(AF_INET, copy, address + sizeof mapped) == 1;
}

/* The slice is in buf. */
static struct str
address_text(const uint8_t address[16], char buf[NETWORK_TEXT])
{
	if (is_v4(address))
		inet_ntop(AF_INET, address + sizeof mapped, buf, NETWORK_TEXT);
	else
		inet_ntop(AF_INET6, address, buf, NETWORK_TEXT);
	return str_from(buf);
}

/* Clear what lies behind the first `bits` bits. */
static void
address_mask(uint8_t address[16], unsigned bits)
{
	for (unsigned i = 0; i < 16; i++, bits -= bits < 8 ? bits : 8)
		if (bits < 8)
			address[i] &= (uint8_t)(0xff00 >> bits);
}

bool
network_parse(struct str text, struct network *network, struct err *err)
{
	struct str address = text, bits = { 0 };
	uint64_t   number, most;
	bool	   v4;

	str_take_last_char(&address, '/', &bits);
	if (!address_parse(address, network->address))
		return err_set(err, "'" STR_FMT "' is no address or network",
		    STR_ARG(text));
	v4 = memchr(address.at, ':', address.len) == NULL;
	most = v4 ? 128 - MAPPED_BITS : 128;
	if (bits.at == NULL)
		number = most;
	else if (!str_u64(bits, &number) || number > most)
		return err_set(err, "'" STR_FMT "': a prefix of 0 to %u bits "
		    "was wanted", STR_ARG(text), (unsigned)most);
	network->bits = (uint8_t)(v4 ? number + MAPPED_BITS : number);
	address_mask(network->address, network->bits);
	return true;
}

bool
network_has(const struct network_list *list, struct str address)
{
	uint8_t whole[16], part[16];

	if (list->count == 0 || !address_parse(address, whole))
		return false;
	for (size_t i = 0; i < list->count; i++) {
		memcpy(part, whole, sizeof part);
		address_mask(part, list->at[i].bits);
		if (memcmp(part, list->at[i].address, sizeof part) == 0)
			return true;
	}
	return false;
}

struct str
network_prefix(struct str address, char buf[NETWORK_TEXT])
{
	uint8_t	   binary[16];
	struct str text;
	bool	   v4;

	if (!address_parse(address, binary))
		return address;
	v4 = is_v4(binary);
	address_mask(binary, v4 ? MAPPED_BITS + V4_GROUP_BITS : V6_GROUP_BITS);
	text = address_text(binary, buf);
	memcpy(buf + text.len, v4 ? "/24" : "/64", 3);
	return str_of(buf, text.len + 3);
}

struct str
network_canonical(struct str address, char buf[NETWORK_TEXT])
{
	uint8_t binary[16];

	/* what inet_pton() takes as IPv4 is canonical, or is no address: both
	 * come back as they are */
	if (memchr(address.at == NULL ? "" : address.at, ':', address.len) ==
	    NULL || !address_parse(address, binary))
		return address;
	return address_text(binary, buf);
}

void
network_shorten(struct network *network, unsigned bits)
{
	address_mask(network->address, bits);
	network->bits = (uint8_t)bits;
}
