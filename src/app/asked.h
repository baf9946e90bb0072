/* asked: how a case was asked for, kept in it as command.json, so that it can
 * be asked for again: the folder the command was given in, its options, its
 * paths. */
#pragma once

#include <stddef.h>

#include "base/buf.h"

struct asked_for {
	const char *const *options;	/* "--site", "site.yml", ... */
	size_t		   option_count;
	char *const	  *paths;
	size_t		   path_count;
};

/* The text of command.json. */
void asked_json(const struct asked_for *asked, struct buf *out);

/* A command for a shell that makes the case in folder anew, without a newline;
 * *piped: it reads standard input.  False, with both as they were, if the case
 * does not keep how it was asked for. */
bool asked_again(const char *folder, struct buf *out, bool *piped);
