/* unpack: fuzz the way from a file's bytes to its lines, archives included.
 *
 * The first byte says how long a line may be; the rest is the file, read as
 * one that can seek and as one that cannot. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/must.h"
#include "source/lines.h"
#include "source/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PLAIN_MAX = 4 << 20 };	/* enough of a bomb */

struct source {
	struct unpack *unpack;
	size_t	       given, all;	/* of the part, and of all */
};

static size_t
source_fill(void *self, char *at, size_t n)
{
	struct source *source = self;
	size_t got = source->all > PLAIN_MAX ? 0 :
	    unpack_read(source->unpack, at, n);

	source->given += got;
	source->all += got;
	return got;
}

static void
part_read(struct source *source, size_t max)
{
	struct lines lines;
	struct str next;
	uint64_t after = 0;

	source->given = 0;
	lines_open(&lines, source_fill, source, 0, max);
	while (lines_next(&lines)) {
		while (lines_next_byte(&lines) == '\t' &&
		    lines_peek(&lines, &next))
			lines_join(&lines);
		must(lines_record(&lines).len <= max);
		must(lines_offset(&lines) == after);
		after = lines_offset_after(&lines);
	}
	must(after == source->given);
	lines_close(&lines);
}

static void
file_read(int fd, uint64_t bytes, size_t size, size_t max)
{
	struct source source = { 0 };
	struct part part;
	struct part_end end;
	uint32_t number = 0;

	source.unpack = unpack_open(fd, bytes);
	while (source.all <= PLAIN_MAX && unpack_next(source.unpack, &part)) {
		must(part.number == 0 || part.number == ++number);
		must(part.path.len <= UNPACK_PATH);
		part_read(&source, max);
		if (part.number == 0)
			continue;
		unpack_part_end(source.unpack, &end);
		must(end.trouble < TROUBLES);
	}
	unpack_end(source.unpack, &end);
	must(end.trouble < TROUBLES);
	must(!end.hashed || unpack_stored(source.unpack) == size);
	unpack_close(source.unpack);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("unpack", MFD_CLOEXEC);

	if (fd >= 0 && size > 0 &&
	    write(fd, data + 1, size - 1) == (ssize_t)size - 1) {
		lseek(fd, 0, SEEK_SET);
		file_read(fd, size - 1, size - 1, 1 + data[0]);
		lseek(fd, 0, SEEK_SET);
		file_read(fd, UINT64_MAX, size - 1, 1 + data[0]);
	}
	close(fd);
	return 0;
}
