/* command: one verb of the program, "beffroi NAME ...".
 *
 * Each is one file in commands/ that defines `const struct command
 * command_NAME` and nothing else has to be touched.  run() gets the
 * arguments behind the name (argv[0] is the name itself) and returns one of
 * the exit codes below. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum exit_code {
	EXIT_DONE   = 0,
	EXIT_ANSWER_NO = 1,	/* done, and the answer is no */
	EXIT_USAGE  = 2,	/* wrong use */
	EXIT_PARTLY = 3,	/* something of the input was not used, and it
				 * was said which */
	EXIT_FAILED = 4,
};

struct command {
	const char *name;
	const char *about;	/* one line, no full stop */
	const char *usage;	/* what follows the name: "[--site F] PATH..." */
	const char *options;	/* help: a line "  --site F   text" each */
	int (*run)(int argc, char **argv);
};

/* All commands, by name; made from the listing of commands/. */
extern const struct command *const commands[];
extern const size_t commands_count;

/* A command's long options.  Each takes a value unless flag is set; both
 * "--name value" and "--name=value" are read, "--" ends them, and what is no
 * option is moved to the front of argv in its order. */
struct option_def {
	const char  *name;	/* "--jobs" */
	const char **value;	/* where the value goes, or */
	bool	    *flag;	/* what to set */
};

/* Take the options out of argv.  Gives the number of arguments left in
 * argv[0..], or -1 after saying on stderr what is wrong (then return
 * EXIT_USAGE).  defs ends with a NULL name. */
int options_take(const struct command *command, int argc, char **argv,
    const struct option_def *defs);

/* Take an option that may come several times, and its values, out of argv;
 * before options_take().  Gives how many arguments are left; the values, in
 * their order, and a NULL behind them go to *values, which is freed by the
 * caller. */
int options_repeated(int argc, char **argv, const char *name,
    const char ***values);

/* "--jobs 4": 1 to JOBS_MAX, 0 when text is NULL.  False after saying on
 * stderr what is wrong. */
enum { JOBS_MAX = 256 };
bool options_jobs(const char *text, unsigned *jobs);
