#include "app/same.h"

#include <stdlib.h>
#include <sys/stat.h>

void
same_text(struct sha256 *hash, const char *text)
{
	struct str s = str_from(text);
	uint64_t mark = text == NULL ? UINT64_MAX : s.len;

	sha256_add(hash, str_of((const char *)&mark, sizeof mark));
	sha256_add(hash, s);
}

void
same_file(struct sha256 *hash, const char *path)
{
	struct stat st = { 0 };
	int64_t told[8];

	same_text(hash, path);
	if (path == NULL || stat(path, &st) != 0)
		return;
	told[0] = (int64_t)st.st_dev;
	told[1] = (int64_t)st.st_ino;
	told[2] = st.st_size;
	told[3] = st.st_mtim.tv_sec;
	told[4] = st.st_mtim.tv_nsec;
	told[5] = st.st_ctim.tv_sec;
	told[6] = st.st_ctim.tv_nsec;
	told[7] = st.st_mode;
	sha256_add(hash, str_of((const char *)told, sizeof told));
}

void
same_run(const struct plan *plan, const uint8_t settings[SHA256_BYTES],
    uint8_t run[SHA256_BYTES])
{
	struct sha256 hash;

	sha256_init(&hash);
	same_file(&hash, "/proc/self/exe");
	sha256_add(&hash, str_of((const char *)settings, SHA256_BYTES));
	for (size_t i = 0; i < plan->found.count; i++)
		same_file(&hash, plan->found.at[i].path.at);
	for (size_t i = 0; i < plan->unit_count; i++)
		sha256_add(&hash, str_of((const char *)&plan->units[i],
		    sizeof plan->units[i]));
	sha256_end(&hash, run);
}

static int
by_hash(const void *left, const void *right)
{
	return memcmp(left, right, SHA256_BYTES);
}

void
same_inputs(const struct plan *plan, uint8_t digest[SHA256_BYTES])
{
	uint8_t *hashes = mem_new(plan->found.count * SHA256_BYTES);
	size_t count = 0;

	for (size_t i = 0; i < plan->input_count; i++)
		if (!plan->inputs[i].is_member)
			memcpy(hashes + count++ * SHA256_BYTES,
			    plan->inputs[i].sha256, SHA256_BYTES);
	if (count > 0)
		qsort(hashes, count, SHA256_BYTES, by_hash);
	sha256_of(str_of((const char *)hashes, count * SHA256_BYTES), digest);
	free(hashes);
}
