#include "base/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"

void
shelf_fini(struct shelf *shelf)
{
	dense_fini(&shelf->index);
	free(shelf->at);
	*shelf = (struct shelf){ 0 };
}

struct shelf *
shelf_new(void)
{
	return mem_zero(sizeof(struct shelf));
}

void
shelf_free(struct shelf *shelf)
{
	shelf_fini(shelf);
	free(shelf);
}

void *
shelf_at(struct shelf *shelf, size_t key, size_t size)
{
	uint64_t *number = dense_at(&shelf->index, key);

	must(shelf->count == 0 || shelf->size == size);
	if (*number == 0) {
		shelf->size = size;
		shelf->at = mem_room(shelf->at, shelf->count, &shelf->cap,
		    size);
		memset(shelf->at + shelf->count * size, 0, size);
		*number = ++shelf->count;
	}
	return shelf->at + (*number - 1) * size;
}
