/* unpack: fuzz the way from a file's bytes to its lines.
 *
 * The first byte says how long a line may be; the rest is the file. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/must.h"
#include "source/lines.h"
#include "source/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PLAIN_MAX = 4 << 20 };	/* enough of a bomb */

struct source {
	struct reader *reader;
	size_t	       given;
};

static size_t
source_fill(void *self, char *at, size_t n)
{
	struct source *source = self;
	size_t got = source->given > PLAIN_MAX ? 0 :
	    reader_read(source->reader, at, n);

	source->given += got;
	return got;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("unpack", MFD_CLOEXEC), code;
	uint8_t digest[SHA256_BYTES];
	struct source source = { 0 };
	struct lines lines;
	struct str next;
	uint64_t after = 0;

	if (fd < 0 || size == 0 ||
	    write(fd, data + 1, size - 1) != (ssize_t)size - 1 ||
	    lseek(fd, 0, SEEK_SET) != 0) {
		close(fd);
		return 0;
	}
	source.reader = reader_open_whole(fd, size - 1);
	lines_open(&lines, source_fill, &source, 0, 1 + data[0]);
	while (lines_next(&lines)) {
		while (lines_next_byte(&lines) == '\t' &&
		    lines_peek(&lines, &next))
			lines_join(&lines);
		must(lines_record(&lines).len <= 1u + data[0]);
		must(lines_offset(&lines) == after);
		after = lines_offset_after(&lines);
	}
	must(after == source.given);
	must(reader_trouble(source.reader, &code) < TROUBLES);
	must(reader_hash(source.reader, digest));
	must(reader_stored(source.reader) == size - 1);
	lines_close(&lines);
	reader_close(source.reader);
	close(fd);
	return 0;
}
