/* main: which command, and nothing else.
 *
 * The commands are the files of commands/.  The locale is never set, and
 * the environment that could change an answer is emptied, so that the same
 * lines give the same bytes everywhere. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/command.h"
#include "base/log.h"
#include "base/str.h"

#ifndef BEFFROI_VERSION
#define BEFFROI_VERSION "0.1"
#endif

static const char *const unwanted[] = {
	"LANG", "LANGUAGE", "LC_ALL", "POSIXLY_CORRECT", "TZ", "TZDIR",
};

static void
help_print(FILE *out)
{
	fputs("usage: beffroi COMMAND [OPTION]... [ARGUMENT]...\n\n", out);
	for (size_t i = 0; i < commands_count; i++)
		fprintf(out, "  %-12s %s\n", commands[i]->name,
		    commands[i]->about);
	fputs("\n  beffroi COMMAND --help   says more about a command\n"
	    "  beffroi --version        prints the version\n", out);
}

static void
command_help(const struct command *command)
{
	printf("usage: beffroi %s %s\n\n%s.\n", command->name,
	    command->usage, command->about);
	if (command->options != NULL && command->options[0] != '\0')
		printf("\n%s", command->options);
}

static bool
asks_help(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct str arg = str_from(argv[i]);

		if (str_eq(arg, STR("--")))
			return false;
		if (str_eq(arg, STR("--help")) || str_eq(arg, STR("-h")))
			return true;
	}
	return false;
}

static const struct command *
command_find(struct str name)
{
	for (size_t i = 0; i < commands_count; i++)
		if (str_eq(name, str_from(commands[i]->name)))
			return commands[i];
	return NULL;
}

/* A descriptor that was closed would be given to the next file opened, and
 * what is meant for the terminal would go into a case.  Its place is taken by
 * something that refuses: to be read as 0, to be written as 1 or 2. */
static void
streams_hold(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			_exit(EXIT_FAILED);
}

int
main(int argc, char **argv)
{
	const struct command *command;
	struct str name = str_from(argc > 1 ? argv[1] : NULL);
	int code;

	streams_hold();
	for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
		unsetenv(unwanted[i]);
	/* A file that may grow no longer is an error with a sentence. */
	signal(SIGXFSZ, SIG_IGN);
	if (str_eq(name, STR("--version"))) {
		puts("beffroi " BEFFROI_VERSION);
		return EXIT_DONE;
	}
	if (str_eq(name, STR("--help")) || str_eq(name, STR("-h")) ||
	    str_eq(name, STR("help"))) {
		help_print(stdout);
		return EXIT_DONE;
	}
	command = command_find(name);
	if (command == NULL) {
		if (name.len > 0)
			log_say("no command is named '" STR_FMT "'",
			    STR_ARG(name));
		help_print(stderr);
		return EXIT_USAGE;
	}
	if (asks_help(argc - 1, argv + 1)) {
		command_help(command);
		return EXIT_DONE;
	}
	code = command->run(argc - 1, argv + 1);
	/* What the disk refused must not look like success. */
	if (fflush(stdout) != 0 && code != EXIT_USAGE) {
		log_say("standard output cannot be written");
		return EXIT_FAILED;
	}
	return code;
}
