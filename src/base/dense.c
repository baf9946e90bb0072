#include "base/dense.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"

enum { DENSE_FIRST = 1024 };

void
dense_fini(struct dense *dense)
{
	free(dense->at);
	*dense = (struct dense){ 0 };
}

void
dense_widen(struct dense *dense, size_t key)
{
	size_t len = dense->len == 0 ? DENSE_FIRST : dense->len;

	must(key < SIZE_MAX / sizeof *dense->at / 2);
	while (len <= key)
		len *= 2;
	dense->at = mem_grow(dense->at, len * sizeof *dense->at);
	memset(dense->at + dense->len, 0,
	    (len - dense->len) * sizeof *dense->at);
	dense->len = len;
}
