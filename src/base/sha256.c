/* The direct calls are deprecated, not withdrawn: this asks for the 1.1 view
 * of OpenSSL, in this file alone. */
#define OPENSSL_API_COMPAT 0x10100000L

#include "base/sha256.h"

#include <openssl/sha.h>

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct sha256),
    "OpenSSL's state fits");

void
sha256_init(struct sha256 *hash)
{
	SHA256_Init((SHA256_CTX *)hash->state);
}

void
sha256_add(struct sha256 *hash, struct str bytes)
{
	if (bytes.len > 0)
		SHA256_Update((SHA256_CTX *)hash->state, bytes.at, bytes.len);
}

void
sha256_end(struct sha256 *hash, uint8_t digest[SHA256_BYTES])
{
	SHA256_Final(digest, (SHA256_CTX *)hash->state);
}

void
sha256_of(struct str bytes, uint8_t digest[SHA256_BYTES])
{
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add(&hash, bytes);
	sha256_end(&hash, digest);
}
