/* site: fuzz the reading of the site file.  It is the owner's, but a typing
 * error must end in a sentence. */
#include "event/site.h"

#include <sys/mman.h>

#include <stdio.h>
#include <unistd.h>

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	struct site site;
	struct err err = { "" };
	char path[64];

	if (fd < 0)
		fd = memfd_create("site.yml", 0);
	must(fd >= 0 && ftruncate(fd, 0) == 0);
	must(pwrite(fd, data, size, 0) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	site_init(&site);
	if (!site_load(&site, path, &err))
		must(err.text[0] != '\0');
	site_fini(&site);
	return 0;
}
