/* duck: the few functions of DuckDB's C interface that we call.
 *
 * Declared here by hand, after the published C API of version 1.4, which
 * promises to keep them; the library is loaded at run time, so the program
 * builds and runs where there is none. */
#pragma once

#include <stdint.h>

#include "base/err.h"

/* Things of DuckDB's behind a pointer. */
struct duck_database;
struct duck_connection;
struct duck_config;
struct duck_statements;
struct duck_prepared;
struct duck_chunk;
struct duck_vector;
struct duck_scalar_function;
struct duck_logical_type;
struct duck_function_info;

/* A function of ours, called with a chunk of arguments. */
typedef void duck_scalar(struct duck_function_info *, struct duck_chunk *,
    struct duck_vector *);

/* Passed by value, so its size is part of the interface. */
struct duck_result {
	uint64_t deprecated[3];
	void	*deprecated_columns;
	char	*deprecated_error;
	void	*internal;
};
_Static_assert(sizeof(struct duck_result) == 48, "as DuckDB has it");

/* A text value in a vector: up to DUCK_SHORT bytes stand in it from `head`
 * on, over `far` too; longer ones stand at `far`. */
enum { DUCK_SHORT = 12 };
struct duck_text {
	uint32_t    length;
	char	    head[4];
	const char *far;
};
_Static_assert(sizeof(struct duck_text) == 16, "as DuckDB has it");

enum { DUCK_OK = 0, DUCK_SELECT = 1 };

enum duck_type {
	DUCK_BOOLEAN = 1, DUCK_TINYINT = 2, DUCK_BIGINT = 5, DUCK_UBIGINT = 9,
	DUCK_HUGEINT = 16, DUCK_VARCHAR = 17, DUCK_BLOB = 18,
	DUCK_UHUGEINT = 32,
};

/* DUCK(result, name, arguments) */
#define DUCK_FUNCTIONS(DUCK)                                                   \
	DUCK(const char *, library_version, (void))                            \
	DUCK(void, free, (void *))                                             \
	DUCK(int, create_config, (struct duck_config **))                      \
	DUCK(int, set_config,                                                  \
	    (struct duck_config *, const char *, const char *))                \
	DUCK(void, destroy_config, (struct duck_config **))                    \
	DUCK(int, open_ext,                                                    \
	    (const char *, struct duck_database **, struct duck_config *,      \
		char **))                                                      \
	DUCK(void, close, (struct duck_database **))                           \
	DUCK(int, connect,                                                     \
	    (struct duck_database *, struct duck_connection **))               \
	DUCK(void, disconnect, (struct duck_connection **))                    \
	DUCK(int, query,                                                       \
	    (struct duck_connection *, const char *, struct duck_result *))    \
	DUCK(uint64_t, extract_statements,                                     \
	    (struct duck_connection *, const char *,                           \
		struct duck_statements **))                                    \
	DUCK(const char *, extract_statements_error,                           \
	    (struct duck_statements *))                                        \
	DUCK(int, prepare_extracted_statement,                                 \
	    (struct duck_connection *, struct duck_statements *, uint64_t,     \
		struct duck_prepared **))                                      \
	DUCK(void, destroy_extracted, (struct duck_statements **))             \
	DUCK(const char *, prepare_error, (struct duck_prepared *))            \
	DUCK(void, destroy_prepare, (struct duck_prepared **))                 \
	DUCK(int, prepared_statement_type, (struct duck_prepared *))           \
	DUCK(uint64_t, prepared_statement_column_count,                        \
	    (struct duck_prepared *))                                          \
	DUCK(int, prepared_statement_column_type,                              \
	    (struct duck_prepared *, uint64_t))                                \
	DUCK(const char *, prepared_statement_column_name,                     \
	    (struct duck_prepared *, uint64_t))                                \
	DUCK(const char *, result_error, (struct duck_result *))               \
	DUCK(void, destroy_result, (struct duck_result *))                     \
	DUCK(struct duck_chunk *, fetch_chunk, (struct duck_result))           \
	DUCK(uint64_t, data_chunk_get_size, (struct duck_chunk *))             \
	DUCK(struct duck_vector *, data_chunk_get_vector,                      \
	    (struct duck_chunk *, uint64_t))                                   \
	DUCK(void, destroy_data_chunk, (struct duck_chunk **))                 \
	DUCK(void *, vector_get_data, (struct duck_vector *))                  \
	DUCK(uint64_t *, vector_get_validity, (struct duck_vector *))          \
	DUCK(void, vector_ensure_validity_writable, (struct duck_vector *))    \
	DUCK(void, validity_set_row_invalid, (uint64_t *, uint64_t))           \
	DUCK(void, vector_assign_string_element_len,                           \
	    (struct duck_vector *, uint64_t, const char *, uint64_t))          \
	DUCK(struct duck_scalar_function *, create_scalar_function, (void))    \
	DUCK(void, destroy_scalar_function, (struct duck_scalar_function **))  \
	DUCK(void, scalar_function_set_name,                                   \
	    (struct duck_scalar_function *, const char *))                     \
	DUCK(void, scalar_function_add_parameter,                              \
	    (struct duck_scalar_function *, struct duck_logical_type *))       \
	DUCK(void, scalar_function_set_return_type,                            \
	    (struct duck_scalar_function *, struct duck_logical_type *))       \
	DUCK(void, scalar_function_set_extra_info,                             \
	    (struct duck_scalar_function *, void *, void (*)(void *)))         \
	DUCK(void *, scalar_function_get_extra_info,                           \
	    (struct duck_function_info *))                                     \
	DUCK(void, scalar_function_set_function,                               \
	    (struct duck_scalar_function *, duck_scalar *))                    \
	DUCK(int, register_scalar_function,                                    \
	    (struct duck_connection *, struct duck_scalar_function *))         \
	DUCK(struct duck_logical_type *, create_logical_type, (int))           \
	DUCK(void, destroy_logical_type, (struct duck_logical_type **))

struct duck {
#define DUCK(result, name, arguments) result (*name) arguments;
	DUCK_FUNCTIONS(DUCK)
#undef DUCK
};

/* Find and load libduckdb.so, at least version 1.4: $BEFFROI_DUCKDB, else
 * duckdb/libduckdb.so beside the program, else where the system has it.
 * False with err, which says how to get one. */
bool duck_load(struct duck *duck, struct err *err);
