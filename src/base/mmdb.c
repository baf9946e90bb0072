#include "base/mmdb.h"

#include <maxminddb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/arena.h"

/* Hashed in steps whose pages are given back: a table of 100 MB is no reason
 * to hold 100 MB. */
enum { STEP_BYTES = 4 << 20 };

struct mmdb {
	MMDB_s	file;
	uint8_t sha256[SHA256_BYTES];
};

static void
mmdb_hash(struct mmdb *mmdb)
{
	const char *at = (const char *)mmdb->file.file_content;
	size_t left = (size_t)mmdb->file.file_size;
	struct sha256 hash;

	sha256_init(&hash);
	while (left > 0) {
		size_t n = left < STEP_BYTES ? left : STEP_BYTES;

		sha256_add(&hash, str_of(at, n));
		madvise((void *)(uintptr_t)at, n, MADV_DONTNEED);
		at += n;
		left -= n;
	}
	sha256_end(&hash, mmdb->sha256);
}

struct mmdb *
mmdb_open(const char *path, struct err *err)
{
	struct mmdb *mmdb;
	struct stat st;
	int code;

	/* The library would wait for a pipe. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		err_set(err, "is no regular file");
		err_in(err, "%s", path);
		return NULL;
	}
	mmdb = mem_zero(sizeof *mmdb);
	code = MMDB_open(path, MMDB_MODE_MMAP, &mmdb->file);
	if (code == MMDB_SUCCESS) {
		mmdb_hash(mmdb);
		return mmdb;
	}
	free(mmdb);
	if (code == MMDB_FILE_OPEN_ERROR)
		err_sys(err, "cannot read");
	else
		err_set(err, "is no MMDB file, or damaged: %s",
		    MMDB_strerror(code));
	err_in(err, "%s", path);
	return NULL;
}

void
mmdb_close(struct mmdb *mmdb)
{
	if (mmdb == NULL)
		return;
	MMDB_close(&mmdb->file);
	free(mmdb);
}

struct str
mmdb_type(const struct mmdb *mmdb)
{
	return str_from(mmdb->file.metadata.database_type);
}

/* A date that no file can have is none. */
int64_t
mmdb_made_ms(const struct mmdb *mmdb)
{
	uint64_t epoch = mmdb->file.metadata.build_epoch;

	return epoch > INT32_MAX ? 0 : (int64_t)epoch * 1000;
}

const uint8_t *
mmdb_sha256(const struct mmdb *mmdb)
{
	return mmdb->sha256;
}

/* ---- is a record sound? ----
 *
 * libmaxminddb passes over a value by calling itself for each level of it, so
 * that three million nested arrays would be the end of us.  A value is a byte
 * of type and size, more bytes of size, and what it holds. */

enum {
	DEPTH_MAX = 32,		/* of a city's record five are used */
	VALUES_MAX = 10000,	/* and some hundred values */
};

enum { TYPE_EXTENDED, TYPE_POINTER, TYPE_MAP = 7, TYPE_ARRAY = 11,
	TYPE_BOOLEAN = 14 };

struct walk {
	const uint8_t *at;		/* the data of the file */
	size_t	       len, next;
	unsigned       left;		/* values that may come yet */
};

/* n bytes as one number, the highest first. */
static bool
walk_bytes(struct walk *walk, size_t n, size_t *number)
{
	*number = 0;
	if (n > walk->len - walk->next)
		return false;
	while (n-- > 0)
		*number = *number << 8 | walk->at[walk->next++];
	return true;
}

static bool
walk_size(struct walk *walk, size_t control, size_t *size)
{
	static const size_t from[] = { 29, 285, 65821 };
	size_t more = control & 0x1f;

	*size = more;
	if (more < 29)
		return true;
	if (!walk_bytes(walk, more - 28, size))
		return false;
	*size += from[more - 29];
	return true;
}

/* Where a pointer leads to. */
static bool
walk_pointer(struct walk *walk, size_t control, size_t *to)
{
	static const size_t from[] = { 0, 2048, 526336, 0 };
	size_t kind = control >> 3 & 3;

	if (!walk_bytes(walk, kind + 1, to))
		return false;
	if (kind < 3)
		*to += from[kind] + ((control & 7) << 8 * (kind + 1));
	return *to < walk->len;
}

static bool walk_value(struct walk *walk, unsigned depth);

static bool
walk_far(struct walk *walk, size_t control, unsigned depth)
{
	size_t to, back;

	if (!walk_pointer(walk, control, &to))
		return false;
	back = walk->next;
	walk->next = to;
	if (!walk_value(walk, depth))
		return false;
	walk->next = back;
	return true;
}

static bool
walk_value(struct walk *walk, unsigned depth)
{
	size_t control, type, size;

	if (depth == DEPTH_MAX || walk->left == 0 ||
	    !walk_bytes(walk, 1, &control))
		return false;
	walk->left--;
	type = control >> 5;
	if (type == TYPE_POINTER)
		return walk_far(walk, control, depth + 1);
	if (type == TYPE_EXTENDED) {
		if (!walk_bytes(walk, 1, &type))
			return false;
		type += 7;
	}
	if (!walk_size(walk, control, &size))
		return false;
	if (type == TYPE_MAP || type == TYPE_ARRAY) {
		for (size *= type == TYPE_MAP ? 2 : 1; size > 0; size--)
			if (!walk_value(walk, depth + 1))
				return false;
		return true;
	}
	if (type == TYPE_BOOLEAN)	/* its size is what it says */
		return true;
	if (size > walk->len - walk->next)
		return false;
	walk->next += size;
	return true;
}

static bool
record_is_sound(const struct mmdb *mmdb, uint32_t offset)
{
	struct walk walk = { mmdb->file.data_section,
		mmdb->file.data_section_size, offset, VALUES_MAX };

	return offset < walk.len && walk_value(&walk, 0);
}

struct mmdb_record
mmdb_find(const struct mmdb *mmdb, const uint8_t address[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	const struct sockaddr *socket = (const struct sockaddr *)&v6;
	MMDB_lookup_result_s found;
	int code;

	memcpy(&v6.sin6_addr, address, sizeof v6.sin6_addr);
	if (memcmp(address, mapped, sizeof mapped) == 0) {
		memcpy(&v4.sin_addr, address + sizeof mapped,
		    sizeof v4.sin_addr);
		socket = (const struct sockaddr *)&v4;
	}
	found = MMDB_lookup_sockaddr(&mmdb->file, socket, &code);
	if (code != MMDB_SUCCESS || !found.found_entry ||
	    !record_is_sound(mmdb, found.entry.offset))
		return (struct mmdb_record){ 0 };
	return (struct mmdb_record){ mmdb, found.entry.offset };
}

static bool
mmdb_value(struct mmdb_record record, const char *const *path,
    MMDB_entry_data_s *value)
{
	MMDB_entry_s entry;

	if (record.mmdb == NULL)
		return false;
	entry = (MMDB_entry_s){ &record.mmdb->file, record.offset };
	return MMDB_aget_value(&entry, value, path) == MMDB_SUCCESS &&
	    value->has_data;
}

/* Bytes of a character by its first one; 0: no first byte. */
static size_t
utf8_length(unsigned char c)
{
	return c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3
	    : c < 0xf5 ? 4 : 0;
}

static bool
is_utf8(struct str s)
{
	while (s.len > 0) {
		size_t n = utf8_length((unsigned char)s.at[0]);

		if (n == 0 || n > s.len)
			return false;
		for (size_t i = 1; i < n; i++)
			if (((unsigned char)s.at[i] & 0xc0) != 0x80)
				return false;
		str_drop(&s, n);
	}
	return true;
}

bool
mmdb_text(struct mmdb_record record, const char *const *path, struct str *text)
{
	MMDB_entry_data_s value;
	struct str is;

	if (!mmdb_value(record, path, &value) ||
	    value.type != MMDB_DATA_TYPE_UTF8_STRING ||
	    value.data_size == 0 || value.data_size > MMDB_TEXT_MAX)
		return false;
	is = str_of(value.utf8_string, value.data_size);
	if (!is_utf8(is))
		return false;
	*text = is;
	return true;
}

bool
mmdb_number(struct mmdb_record record, const char *const *path,
    uint64_t *number)
{
	MMDB_entry_data_s value;

	if (!mmdb_value(record, path, &value))
		return false;
	switch (value.type) {
	case MMDB_DATA_TYPE_UINT16: *number = value.uint16; return true;
	case MMDB_DATA_TYPE_UINT32: *number = value.uint32; return true;
	case MMDB_DATA_TYPE_UINT64: *number = value.uint64; return true;
	default: return false;
	}
}

/* An IEEE 754 double: a sign, 11 bits of exponent, 52 of fraction.  Worked
 * out in whole numbers, as an answer may hang on it; the last ten bits of
 * the fraction are far below a millionth. */
static bool
micro_of_double(double value, int64_t *micro)
{
	enum { FRACTION = 52, BIAS = 1023, SPARE = 10, MOST = 8 };
	uint64_t bits, fraction;
	int exponent;
	unsigned shift;

	_Static_assert(sizeof value == sizeof bits, "a double of 64 bits");
	memcpy(&bits, &value, sizeof bits);
	exponent = (int)(bits >> FRACTION & 0x7ff) - BIAS;
	if (exponent > MOST)		/* infinite, or not a number, too */
		return false;
	fraction = (bits & (((uint64_t)1 << FRACTION) - 1)) |
	    (uint64_t)1 << FRACTION;
	fraction = (fraction >> SPARE) * 1000000;
	shift = (unsigned)(FRACTION - SPARE - exponent);
	*micro = shift > 63 ? 0 : (int64_t)((fraction +
	    ((uint64_t)1 << (shift - 1))) >> shift);
	if (bits >> 63)
		*micro = -*micro;
	return true;
}

bool
mmdb_micro(struct mmdb_record record, const char *const *path, int64_t *micro)
{
	MMDB_entry_data_s value;

	return mmdb_value(record, path, &value) &&
	    value.type == MMDB_DATA_TYPE_DOUBLE &&
	    micro_of_double(value.double_value, micro);
}
