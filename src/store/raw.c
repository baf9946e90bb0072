#include "store/raw.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"

struct raw {
	const struct duck	 *duck;
	const struct store_lines *lines;
	pthread_mutex_t		  mutex;	/* DuckDB's threads */
	struct buf		  bytes, text;
};

static struct str
duck_str(const struct duck_text *text)
{
	if (text->length > DUCK_SHORT)
		return str_of(text->far, text->length);
	return str_of((const char *)text + offsetof(struct duck_text, head),
	    text->length);
}

/* What SQL calls text must be UTF-8, and none of it may get lost. */
static struct str
text_of(struct raw *raw, struct str bytes)
{
	size_t n;

	buf_reset(&raw->text);
	for (; bytes.len > 0; str_drop(&bytes, n)) {
		n = bytes.at[0] == '\0' ? 0 : str_utf8(bytes);
		if (n > 0) {
			buf_add(&raw->text, str_of(bytes.at, n));
			continue;
		}
		buf_printf(&raw->text, "\\x%02x", (unsigned char)bytes.at[0]);
		n = 1;
	}
	return buf_str(&raw->text);
}

static bool
is_valid(const uint64_t *valid, uint64_t row)
{
	return valid == NULL || (valid[row / 64] >> row % 64 & 1) != 0;
}

static void
rows_answer(struct raw *raw, struct duck_chunk *input,
    struct duck_vector *output, bool as_text)
{
	const struct duck *duck = raw->duck;
	const void *data[3];
	const uint64_t *valid[3];

	for (uint64_t c = 0; c < 3; c++) {
		struct duck_vector *vector =
		    duck->data_chunk_get_vector(input, c);

		data[c] = duck->vector_get_data(vector);
		valid[c] = duck->vector_get_validity(vector);
	}
	duck->vector_ensure_validity_writable(output);
	for (uint64_t row = 0; row < duck->data_chunk_get_size(input); row++) {
		int64_t offset = ((const int64_t *)data[1])[row];
		int64_t length = ((const int64_t *)data[2])[row];
		bool ok = is_valid(valid[0], row) && is_valid(valid[1], row) &&
		    is_valid(valid[2], row) && offset >= 0 && length >= 0 &&
		    length <= UINT32_MAX &&
		    raw->lines->line(raw->lines->self,
		    duck_str(&((const struct duck_text *)data[0])[row]),
		    (uint64_t)offset, (uint32_t)length, &raw->bytes);
		struct str line = as_text && ok ?
		    text_of(raw, buf_str(&raw->bytes)) : buf_str(&raw->bytes);

		if (ok)
			duck->vector_assign_string_element_len(output, row,
			    line.at, line.len);
		else
			duck->validity_set_row_invalid(
			    duck->vector_get_validity(output), row);
	}
}

static void
answer(struct duck_function_info *info, struct duck_chunk *input,
    struct duck_vector *output, bool as_text, const struct duck *duck)
{
	struct raw *raw = duck->scalar_function_get_extra_info(info);

	pthread_mutex_lock(&raw->mutex);
	rows_answer(raw, input, output, as_text);
	pthread_mutex_unlock(&raw->mutex);
}

/* The callbacks are not told which library called them; there is one. */
static const struct duck *the_duck;

static void
raw_answer(struct duck_function_info *info, struct duck_chunk *input,
    struct duck_vector *output)
{
	answer(info, input, output, false, the_duck);
}

static void
text_answer(struct duck_function_info *info, struct duck_chunk *input,
    struct duck_vector *output)
{
	answer(info, input, output, true, the_duck);
}

static bool
function_register(struct raw *raw, struct duck_connection *connection,
    const char *name, int result, duck_scalar *call)
{
	static const int types[] = { DUCK_VARCHAR, DUCK_BIGINT, DUCK_BIGINT };
	const struct duck *duck = raw->duck;
	struct duck_scalar_function *f = duck->create_scalar_function();
	struct duck_logical_type *type;
	bool ok;

	duck->scalar_function_set_name(f, name);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		type = duck->create_logical_type(types[i]);
		duck->scalar_function_add_parameter(f, type);
		duck->destroy_logical_type(&type);
	}
	type = duck->create_logical_type(result);
	duck->scalar_function_set_return_type(f, type);
	duck->destroy_logical_type(&type);
	duck->scalar_function_set_extra_info(f, raw, NULL);
	duck->scalar_function_set_function(f, call);
	ok = duck->register_scalar_function(connection, f) == DUCK_OK;
	duck->destroy_scalar_function(&f);
	return ok;
}

struct raw *
raw_register(const struct duck *duck, struct duck_connection *connection,
    const struct store_lines *lines, struct err *err)
{
	struct raw *raw = mem_zero(sizeof *raw);

	the_duck = duck;
	raw->duck = duck;
	raw->lines = lines;
	pthread_mutex_init(&raw->mutex, NULL);
	if (function_register(raw, connection, "beffroi_raw", DUCK_BLOB,
	    raw_answer) && function_register(raw, connection, "beffroi_text",
	    DUCK_VARCHAR, text_answer))
		return raw;
	err_set(err, "DuckDB does not take our functions");
	raw_free(raw);
	return NULL;
}

void
raw_free(struct raw *raw)
{
	if (raw == NULL)
		return;
	pthread_mutex_destroy(&raw->mutex);
	buf_fini(&raw->bytes);
	buf_fini(&raw->text);
	free(raw);
}
