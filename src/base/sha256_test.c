#include "base/sha256.h"

#include "base/buf.h"
#include "test/test.h"

TEST(sha256_gives_the_digests_of_fips_180)
{
	static const struct { struct str text, hex; } cases[] = {
		{ STR_INIT(""), STR_INIT("e3b0c44298fc1c149afbf4c8996fb924"
		    "27ae41e4649b934ca495991b7852b855") },
		{ STR_INIT("abc"), STR_INIT("ba7816bf8f01cfea414140de5dae2223"
		    "b00361a396177a9cb410ff61f20015ad") },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint8_t digest[SHA256_BYTES];
		struct buf hex = { 0 };
		struct sha256 hash;

		sha256_of(cases[i].text, digest);
		buf_hex(&hex, digest, sizeof digest);
		CHECK_STR(buf_str(&hex), cases[i].hex);
		sha256_init(&hash);
		for (size_t at = 0; at < cases[i].text.len; at++)
			sha256_add(&hash, str_of(cases[i].text.at + at, 1));
		sha256_end(&hash, digest);
		buf_reset(&hex);
		buf_hex(&hex, digest, sizeof digest);
		CHECK_STR(buf_str(&hex), cases[i].hex);
		buf_fini(&hex);
	}
}
