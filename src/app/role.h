/* role: another process of ours, with less trust, at the end of a socket. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

struct role {
	pid_t pid;
	int   fd;		/* our end of the socket */
};

/* What the process does, inside its sandbox; it ends when this returns. */
typedef void role_main(int fd, const void *job);

/* Start one.  It sees `job` as it was at this moment. */
bool role_start(struct role *role, role_main *main, const void *job,
    struct err *err);

/* Close the socket and wait until it is gone, by force if asked.  True if it
 * ended well; else err has how it ended: "was killed by signal 31 (Bad system
 * call)". */
bool role_end(struct role *role, bool by_force, struct err *err);
