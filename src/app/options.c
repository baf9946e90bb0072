/* options: long options, for all commands in one way. */
#include "app/command.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"

static int
usage_say(const struct command *command, const char *what, struct str arg)
{
	log_say("%s: %s '" STR_FMT "'; 'beffroi %s --help' says which there "
	    "are", command->name, what, STR_ARG(arg), command->name);
	return -1;
}

static const struct option_def *
def_find(const struct option_def *defs, struct str name)
{
	for (; defs->name != NULL; defs++)
		if (str_eq(name, str_from(defs->name)))
			return defs;
	return NULL;
}

/* Take the option at argv[i].  Gives how many arguments it used, or -1. */
static int
option_take(const struct command *command, int argc, char **argv, int i,
    const struct option_def *defs)
{
	struct str name = str_from(argv[i]), value = name;
	bool joined = str_take_until_char(&value, '=', &name);
	const struct option_def *def = def_find(defs, name);

	if (def == NULL)
		return usage_say(command, "there is no option", name);
	if (def->flag != NULL) {
		if (joined)
			return usage_say(command, "no value goes with", name);
		*def->flag = true;
		return 1;
	}
	if (joined) {
		*def->value = value.at;
		return 1;
	}
	if (i + 1 >= argc)
		return usage_say(command, "a value is missing behind", name);
	*def->value = argv[i + 1];
	return 2;
}

int
options_take(const struct command *command, int argc, char **argv,
    const struct option_def *defs)
{
	int kept = 0;

	for (int i = 1; i < argc;) {
		struct str arg = str_from(argv[i]);
		int used;

		if (str_eq(arg, STR("--"))) {
			while (++i < argc)
				argv[kept++] = argv[i];
			break;
		}
		if (arg.len < 2 || arg.at[0] != '-') {
			argv[kept++] = argv[i++];
			continue;
		}
		used = option_take(command, argc, argv, i, defs);
		if (used < 0)
			return -1;
		i += used;
	}
	return kept;
}

int
options_repeated(int argc, char **argv, const char *name,
    const char ***values)
{
	const char **found = mem_zero(((size_t)argc + 1) * sizeof *found);
	int kept = 1, count = 0;
	bool ended = false;

	for (int i = 1; i < argc; i++) {
		struct str arg = str_from(argv[i]);

		ended |= str_eq(arg, STR("--"));
		if (!ended && str_take(&arg, str_from(name)) && arg.len == 0 &&
		    i + 1 < argc)
			found[count++] = argv[++i];
		else if (!ended && arg.at != argv[i] &&
		    str_take_char(&arg, '='))
			found[count++] = arg.at;
		else
			argv[kept++] = argv[i];
	}
	*values = found;
	return kept;
}

bool
options_jobs(const char *text, unsigned *jobs)
{
	uint64_t number;

	*jobs = 0;
	if (text == NULL)
		return true;
	if (!str_u64(str_from(text), &number) || number < 1 ||
	    number > JOBS_MAX) {
		log_say("--jobs: a number from 1 to %d was wanted, not '%s'",
		    JOBS_MAX, text);
		return false;
	}
	*jobs = (unsigned)number;
	return true;
}
