#include "source/heads.h"

#include <string.h>

enum { FIRST_LENGTH = 64 };	/* most lines are longer */

uint64_t
heads_length(int n)
{
	return (uint64_t)FIRST_LENGTH << 2 * n;
}

int
heads_last(uint64_t bytes)
{
	int n = WIRE_HEADS - 1;

	while (n >= 0 && heads_length(n) > bytes)
		n--;
	return n;
}

void
heads_init(struct heads *heads)
{
	*heads = (struct heads){ 0 };
	sha256_init(&heads->hash);
}

bool
heads_are_known(const struct heads *heads)
{
	return heads->told.size >= heads_length(WIRE_HEADS - 1);
}

static uint64_t
hash_now(const struct heads *heads)
{
	struct sha256 copy = heads->hash;
	uint8_t digest[SHA256_BYTES];
	uint64_t first;

	sha256_end(&copy, digest);
	memcpy(&first, digest, sizeof first);
	return first;
}

void
heads_add(struct heads *heads, struct str bytes)
{
	for (int n = heads_last(heads->told.size) + 1; n < WIRE_HEADS; n++) {
		uint64_t left = heads_length(n) - heads->told.size;

		if (bytes.len < left) {
			sha256_add(&heads->hash, bytes);
			break;
		}
		sha256_add(&heads->hash, str_of(bytes.at, left));
		heads->told.size += left;
		heads->told.heads[n] = hash_now(heads);
		str_drop(&bytes, left);
	}
	if (heads_are_known(heads))
		sha256_add(&heads->hash, bytes);
	heads->told.size += bytes.len;
}
