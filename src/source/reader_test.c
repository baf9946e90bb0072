#include "source/reader.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "test/test.h"

enum { PLAIN_BYTES = 700 * 1000 };	/* more than two blocks */

static struct str
plain_bytes(void)
{
	static char bytes[PLAIN_BYTES];
	uint64_t seed = 3;

	for (size_t i = 0; i < sizeof bytes; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		bytes[i] = (char)("0123456789abcdef \n"[(seed >> 40) % 18]);
	}
	return str_of(bytes, sizeof bytes);
}

static void
add_gzip(struct buf *out, struct str plain)
{
	static struct isal_zstream z;
	size_t room = plain.len * 2 + 1024;

	isal_deflate_init(&z);
	z.gzip_flag = IGZIP_GZIP;
	z.end_of_stream = 1;
	z.next_in = (uint8_t *)(uintptr_t)plain.at;
	z.avail_in = (uint32_t)plain.len;
	z.next_out = (uint8_t *)buf_room(out, room);
	z.avail_out = (uint32_t)room;
	CHECK(isal_deflate(&z) == COMP_OK);
	out->len += z.total_out;
}

static void
add_zstd(struct buf *out, struct str plain)
{
	size_t room = ZSTD_compressBound(plain.len);
	ZSTD_CCtx *zstd = ZSTD_createCCtx();

	ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
	out->len += ZSTD_compress2(zstd, buf_room(out, room), room, plain.at,
	    plain.len);
	ZSTD_freeCCtx(zstd);
}

static int
file_of(struct str bytes)
{
	int fd = memfd_create("reader_test", MFD_CLOEXEC);

	if (write(fd, bytes.at, bytes.len) != (ssize_t)bytes.len ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

/* Read stored bytes to their end: what came out, and what went wrong. */
static enum read_trouble
read_whole(struct str stored, size_t step, struct buf *out)
{
	int fd = file_of(stored), code;
	struct reader *reader = reader_open_whole(fd, stored.len);
	uint8_t is[SHA256_BYTES], want[SHA256_BYTES];
	enum read_trouble trouble;
	size_t got;

	buf_reset(out);
	while ((got = reader_read(reader, buf_room(out, step), step)) > 0)
		out->len += got;
	trouble = reader_trouble(reader, &code);
	sha256_of(stored, want);
	CHECK(reader_hash(reader, is));
	CHECK(memcmp(is, want, sizeof is) == 0);
	CHECK_U64(reader_stored(reader), stored.len);
	reader_close(reader);
	close(fd);
	return trouble;
}

static void
check_whole(struct str stored, struct str plain, enum read_trouble trouble)
{
	static const size_t steps[] = { 1 << 20, 4099, 1 };
	struct buf out = { 0 };

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		if (steps[i] == 1 && plain.len > 5000)
			continue;
		CHECK_U64(read_whole(stored, steps[i], &out), trouble);
		CHECK(str_eq(buf_str(&out), plain));
	}
	buf_fini(&out);
}

TEST(plain_files_come_as_they_are)
{
	struct str plain = plain_bytes();

	check_whole(plain, plain, TROUBLE_NONE);
	check_whole(STR(""), STR(""), TROUBLE_NONE);
	check_whole(STR("a"), STR("a"), TROUBLE_NONE);
	check_whole(STR("\x1f\x8b"), STR("\x1f\x8b"), TROUBLE_NONE);
}

static void
check_packing(void (*add)(struct buf *, struct str))
{
	struct str plain = plain_bytes(), half = plain, rest = plain;
	struct buf stored = { 0 }, out = { 0 };
	size_t first;

	half.len /= 2;
	str_drop(&rest, half.len);
	add(&stored, half);
	first = stored.len;
	add(&stored, STR(""));
	add(&stored, rest);
	check_whole(buf_str(&stored), plain, TROUBLE_NONE);

	/* cut in the second member */
	CHECK_U64(read_whole(str_of(stored.at, first + 5000), 1 << 20, &out),
	    TROUBLE_CUT);
	CHECK(out.len >= half.len && str_starts(plain, buf_str(&out)));

	buf_add(&stored, STR("\0\0\0\0\0\0\0\0\0"));
	check_whole(buf_str(&stored), plain, TROUBLE_NONE);
	buf_add(&stored, STR("something else"));
	check_whole(buf_str(&stored), plain, TROUBLE_JUNK);

	/* a byte of the last member's body is another one */
	stored.at[first + 40000] = (char)~stored.at[first + 40000];
	CHECK_U64(read_whole(buf_str(&stored), 1 << 20, &out),
	    TROUBLE_DAMAGED);
	CHECK(out.len >= half.len &&
	    str_starts(buf_str(&out), half));
	buf_fini(&stored);
	buf_fini(&out);
}

TEST(gzip_members_are_one_stream_and_damage_is_told)
{
	check_packing(add_gzip);
}

TEST(zstd_frames_are_one_stream_and_damage_is_told)
{
	check_packing(add_zstd);
}

TEST(a_packed_stream_cut_at_any_byte_gives_what_came_before)
{
	struct str plain = STR("Dec 11 21:04:00 mail x: y\nDec 11\n");
	struct buf stored = { 0 }, out = { 0 };

	add_gzip(&stored, plain);
	for (size_t at = 4; at < stored.len; at++) {
		CHECK_U64(read_whole(str_of(stored.at, at), 7, &out),
		    TROUBLE_CUT);
		CHECK(str_starts(plain, buf_str(&out)));
	}
	buf_fini(&stored);
	buf_fini(&out);
}

TEST(a_range_gives_its_bytes_and_tells_when_the_file_shrank)
{
	struct str plain = STR("0123456789");
	int fd = file_of(plain), code;
	struct reader *reader = reader_open_range(fd, 3, 7);
	char bytes[16];

	CHECK_U64(reader_read(reader, bytes, sizeof bytes), 4);
	CHECK_STR(str_of(bytes, 4), STR("3456"));
	CHECK_U64(reader_read(reader, bytes, sizeof bytes), 0);
	CHECK_U64(reader_trouble(reader, &code), TROUBLE_NONE);
	reader_close(reader);

	reader = reader_open_range(fd, 8, 20);
	CHECK_U64(reader_read(reader, bytes, sizeof bytes), 2);
	CHECK_U64(reader_read(reader, bytes, sizeof bytes), 0);
	CHECK_U64(reader_trouble(reader, &code), TROUBLE_SHRUNK);
	reader_close(reader);
	close(fd);
}

TEST(what_is_packed_in_a_way_not_understood_is_said_and_not_read)
{
	check_whole(STR("7z\xbc\xaf'\x1c"), STR(""), TROUBLE_FOREIGN);
	check_whole(STR("Rar!\x1a\7\1"), STR(""), TROUBLE_FOREIGN);
	check_whole(STR("\x1f\x9d\x90" "D"), STR(""), TROUBLE_FOREIGN);
	check_whole(STR("\xff\xfe" "D\0e\0"), STR(""), TROUBLE_FOREIGN);
}

TEST(a_thousandfold_is_a_bomb_when_it_is_large)
{
	CHECK(!meter_is_bomb(&(struct meter){ 1, 1 << 30 }));
	CHECK(!meter_is_bomb(&(struct meter){ 40000, 3ull << 30 }));
	CHECK(meter_is_bomb(&(struct meter){ 30000, 3ull << 30 }));
	CHECK(!meter_is_bomb(&(struct meter){ 1 << 30, 100ull << 30 }));
	CHECK(meter_is_bomb(&(struct meter){ 64 << 20, 65ull << 30 }));
}
