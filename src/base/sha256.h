/* sha256: the hash that names lines and files.
 *
 * OpenSSL does the work, by its old direct calls: the EVP ones cost half as
 * much again on a log line, and sha256_of() runs once a line.  Nothing here
 * opens a file, so it works inside the sandbox. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { SHA256_BYTES = 32, SHA256_TEXT = 64 };

struct sha256 {
	_Alignas(8) unsigned char state[128];	/* OpenSSL's */
};

void sha256_init(struct sha256 *hash);
void sha256_add(struct sha256 *hash, struct str bytes);
void sha256_end(struct sha256 *hash, uint8_t digest[SHA256_BYTES]);

/* The hash of one slice. */
void sha256_of(struct str bytes, uint8_t digest[SHA256_BYTES]);
