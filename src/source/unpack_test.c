#include "source/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "test/test.h"

enum { ROOM = 1 << 20 };

static struct str
line_of(int number)
{
	static char line[64];

	return str_of(line, (size_t)snprintf(line, sizeof line,
	    "Dec 11 21:04:%02d mail x: y\n", number % 60));
}

static int
file_of(struct str bytes)
{
	int fd = memfd_create("unpack_test", MFD_CLOEXEC);

	if (write(fd, bytes.at, bytes.len) != (ssize_t)bytes.len ||
	    lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

/* An archive in the making. */
struct packer {
	struct archive *archive;
	size_t		used;
	char		bytes[ROOM];
};

static void
packer_open(struct packer *packer, int (*format)(struct archive *),
    int (*filter)(struct archive *))
{
	packer->archive = archive_write_new();
	packer->used = 0;
	CHECK(format(packer->archive) == ARCHIVE_OK);
	if (filter != NULL)
		CHECK(filter(packer->archive) == ARCHIVE_OK);
	CHECK(archive_write_open_memory(packer->archive, packer->bytes, ROOM,
	    &packer->used) == ARCHIVE_OK);
}

static void
packer_add(struct packer *packer, const char *name, struct str bytes)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, (la_int64_t)bytes.len);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_mtime(entry, 1765487040, 0);
	CHECK(archive_write_header(packer->archive, entry) == ARCHIVE_OK);
	CHECK(archive_write_data(packer->archive, bytes.at, bytes.len) ==
	    (la_ssize_t)bytes.len);
	archive_entry_free(entry);
}

static struct str
packer_close(struct packer *packer)
{
	CHECK(archive_write_close(packer->archive) == ARCHIVE_OK);
	archive_write_free(packer->archive);
	return str_of(packer->bytes, packer->used);
}

/* "var/a.log" and "b.log", of three lines and of one. */
static struct str
packed(struct packer *packer, int (*format)(struct archive *),
    int (*filter)(struct archive *))
{
	struct buf three = { 0 };
	struct str all;

	for (int i = 0; i < 3; i++)
		buf_add(&three, line_of(i));
	packer_open(packer, format, filter);
	packer_add(packer, "var/a.log", buf_str(&three));
	packer_add(packer, "b.log", line_of(9));
	all = packer_close(packer);
	buf_fini(&three);
	return all;
}

/* What comes out, as text: "PATH:TROUBLE:BYTES " of each part, then that of
 * the file. */
static void
unpacked(struct str stored, bool seeks, size_t step, struct buf *out)
{
	int fd = file_of(stored);
	struct unpack *unpack = unpack_open(fd, seeks ? stored.len :
	    UINT64_MAX);
	char *bytes = mem_new(step);
	struct part part;
	struct part_end end;

	buf_reset(out);
	while (unpack_next(unpack, &part)) {
		uint8_t want[SHA256_BYTES];
		struct sha256 hash;
		uint64_t plain = 0;
		size_t got;

		sha256_init(&hash);
		buf_add(out, part.path);
		while ((got = unpack_read(unpack, bytes, step)) > 0) {
			sha256_add(&hash, str_of(bytes, got));
			plain += got;
		}
		sha256_end(&hash, want);
		if (part.number == 0) {
			buf_printf(out, ":%llu ", (unsigned long long)plain);
			continue;
		}
		unpack_part_end(unpack, &end);
		CHECK(!end.hashed ||
		    memcmp(end.sha256, want, sizeof want) == 0);
		CHECK(end.hashed == (end.trouble == TROUBLE_NONE));
		buf_printf(out, ":%d:%llu ", (int)end.trouble,
		    (unsigned long long)plain);
	}
	unpack_end(unpack, &end);
	buf_printf(out, ":%d", (int)end.trouble);
	free(bytes);
	unpack_close(unpack);
	close(fd);
}

static void
check_unpacked(struct str stored, bool seeks, const char *want)
{
	static const size_t steps[] = { 1 << 20, 7, 1 };
	struct buf out = { 0 };

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		unpacked(stored, seeks, steps[i], &out);
		CHECK_STR(buf_str(&out), str_from(want));
	}
	buf_fini(&out);
}

static struct packer outer, inner;

/* As written below: three lines of 26 bytes, and one. */
#define BOTH "var/a.log:0:78 b.log:0:26 :0"

TEST(the_files_of_a_tar_are_parts_however_it_is_packed)
{
	static int (*const filters[])(struct archive *) = {
		NULL, archive_write_add_filter_gzip,
		archive_write_add_filter_zstd, archive_write_add_filter_xz,
		archive_write_add_filter_bzip2, archive_write_add_filter_lz4,
	};

	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		check_unpacked(packed(&outer, archive_write_set_format_ustar,
		    filters[i]), true, BOTH);
		check_unpacked(packed(&outer, archive_write_set_format_pax,
		    filters[i]), false, BOTH);
		check_unpacked(packed(&outer, archive_write_set_format_gnutar,
		    filters[i]), true, BOTH);
	}
}

TEST(the_files_of_a_zip_are_parts_from_its_end_and_from_its_start)
{
	check_unpacked(packed(&outer, archive_write_set_format_zip, NULL),
	    true, BOTH);
	check_unpacked(packed(&outer, archive_write_set_format_zip, NULL),
	    false, BOTH);
}

TEST(one_packed_stream_is_one_part_as_often_as_it_was_packed)
{
	static int (*const filters[])(struct archive *) = {
		archive_write_add_filter_gzip, archive_write_add_filter_zstd,
		archive_write_add_filter_xz, archive_write_add_filter_bzip2,
		archive_write_add_filter_lz4,
	};
	struct buf bytes = { 0 };

	buf_add(&bytes, line_of(1));
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		packer_open(&outer, archive_write_set_format_raw, filters[i]);
		packer_add(&outer, "data", buf_str(&bytes));
		buf_reset(&bytes);
		buf_add(&bytes, packer_close(&outer));
		check_unpacked(buf_str(&bytes), true, ":26 :0");
		check_unpacked(buf_str(&bytes), false, ":26 :0");
	}
	buf_fini(&bytes);
}

TEST(archives_in_archives_are_opened_and_named_by_their_way)
{
	struct str tar = packed(&inner, archive_write_set_format_ustar,
	    archive_write_add_filter_gzip);

	packer_open(&outer, archive_write_set_format_zip, NULL);
	packer_add(&outer, "first.log", line_of(1));
	packer_add(&outer, "mail.tar.gz", tar);
	packer_add(&outer, "last.log", line_of(2));
	check_unpacked(packer_close(&outer), true, "first.log:0:26 "
	    "mail.tar.gz!var/a.log:0:78 mail.tar.gz!b.log:0:26 "
	    "last.log:0:26 :0");

	tar = packed(&inner, archive_write_set_format_zip, NULL);
	packer_open(&outer, archive_write_set_format_ustar, NULL);
	packer_add(&outer, "empty.log", STR(""));
	packer_add(&outer, "mail.zip", tar);
	check_unpacked(packer_close(&outer), true, "empty.log:0:0 "
	    "mail.zip!var/a.log:0:78 mail.zip!b.log:0:26 :0");
}

TEST(a_packed_log_in_a_tar_is_unpacked)
{
	struct str log;

	packer_open(&inner, archive_write_set_format_raw,
	    archive_write_add_filter_gzip);
	packer_add(&inner, "data", line_of(1));
	log = packer_close(&inner);
	packer_open(&outer, archive_write_set_format_ustar, NULL);
	packer_add(&outer, "mail.log.1.gz", log);
	log.len -= 6;
	packer_add(&outer, "mail.log.2.gz", log);
	packer_add(&outer, "mail.log", line_of(2));
	check_unpacked(packer_close(&outer), true, "mail.log.1.gz:0:26 "
	    "mail.log.2.gz:3:26 mail.log:0:26 :0");
	CHECK_U64(TROUBLE_CUT, 3);
}

TEST(a_damaged_archive_in_another_is_said_and_the_rest_is_read)
{
	struct str tar = packed(&inner, archive_write_set_format_ustar, NULL);
	struct buf out = { 0 };

	inner.bytes[1024 + 20] ^= 1;	/* in the second header */
	packer_open(&outer, archive_write_set_format_ustar, NULL);
	packer_add(&outer, "bad.tar", tar);
	packer_add(&outer, "good.log", line_of(2));
	unpacked(packer_close(&outer), true, 4096, &out);
	CHECK_STR(buf_str(&out), STR("bad.tar!var/a.log:0:78 bad.tar:4:0 "
	    "good.log:0:26 :0"));
	CHECK_U64(TROUBLE_DAMAGED, 4);
	buf_fini(&out);
}

TEST(an_archive_cut_at_any_byte_gives_what_came_before_and_says_so)
{
	struct str tar = packed(&outer, archive_write_set_format_ustar, NULL);
	struct buf out = { 0 };

	for (size_t at = 513; at < 1536 + 26; at++) {
		unpacked(str_of(tar.at, at), true, 4096, &out);
		/* the padding behind a file belongs to it */
		CHECK(str_starts(buf_str(&out), at < 512 + 78 ?
		    STR("var/a.log:3:") : at < 1024 ?
		    STR("var/a.log:3:78 ") : STR("var/a.log:0:78 ")));
		CHECK(str_ends(buf_str(&out), STR(":3")));
	}
	buf_fini(&out);
}

/* Is the second file missing, and neither the end nor the first says why?
 * Pieces of a name may say that it is encrypted. */
static bool
is_silent(struct str out)
{
	return str_ends(out, STR(":0")) && !str_has(out, STR("b.log:0:26")) &&
	    !str_has(out, STR("a.log:6:"));
}

/* Its data are shorter by a piece, so that nothing is where its end says. */
TEST(a_zip_that_lists_more_than_was_reached_says_so)
{
	struct str zip = packed(&outer, archive_write_set_format_zip, NULL);
	struct buf less = { 0 }, out = { 0 };

	for (size_t lost = 40; lost < 120; lost += 13) {
		buf_reset(&less);
		buf_add(&less, str_of(zip.at, 45));
		buf_add(&less, str_of(zip.at + 45 + lost, zip.len - 45 - lost));
		unpacked(buf_str(&less), true, 4096, &out);
		CHECK(!is_silent(buf_str(&out)));
		unpacked(buf_str(&less), false, 4096, &out);
		CHECK(!is_silent(buf_str(&out)));
	}
	buf_fini(&less);
	buf_fini(&out);
}

TEST(any_byte_of_a_zip_may_be_wrong)
{
	struct str zip = packed(&outer, archive_write_set_format_zip, NULL);
	struct buf out = { 0 };

	for (size_t at = 0; at < zip.len; at++) {
		outer.bytes[at] ^= 0x55;
		unpacked(zip, true, 4096, &out);
		unpacked(zip, false, 4096, &out);
		outer.bytes[at] ^= 0x55;
	}
	buf_fini(&out);
}

static int
zip_locked(struct archive *archive)
{
	return archive_write_set_format_zip(archive) == ARCHIVE_OK &&
	    archive_write_set_passphrase(archive, "x") == ARCHIVE_OK ?
	    archive_write_set_format_option(archive, "zip", "encryption",
	    "zipcrypt") : ARCHIVE_FATAL;
}

TEST(an_encrypted_file_is_said_and_not_read)
{
	packer_open(&outer, zip_locked, NULL);
	packer_add(&outer, "locked.log", line_of(2));
	check_unpacked(packer_close(&outer), true, "locked.log:8:0 :0");
	CHECK_U64(TROUBLE_ENCRYPTED, 8);
}

TEST(what_lies_too_deep_is_said_and_not_read)
{
	struct buf bytes = { 0 }, out = { 0 };

	buf_add(&bytes, line_of(1));
	for (int i = 0; i < UNPACK_DEPTH; i++) {
		packer_open(&outer, archive_write_set_format_ustar,
		    archive_write_add_filter_gzip);
		packer_add(&outer, "x", buf_str(&bytes));
		buf_reset(&bytes);
		buf_add(&bytes, packer_close(&outer));
	}
	unpacked(buf_str(&bytes), true, 4096, &out);
	CHECK_STR(buf_str(&out), STR("x!x!x!x!x!x!x:9:0 :0"));
	CHECK_U64(TROUBLE_DEPTH, 9);
	buf_fini(&bytes);
	buf_fini(&out);
}

TEST(text_that_begins_like_a_packing_is_text)
{
	check_unpacked(STR("BZh9 is no bzip2\n"), true, ":17 :0");
	check_unpacked(STR("ustar\n"), true, ":6 :0");
	check_unpacked(STR(""), true, ":0 :0");
}
