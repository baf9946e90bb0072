#include "app/role.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/command.h"
#include "base/log.h"
#include "base/paged.h"
#include "base/sandbox.h"
#include "base/str.h"

/* `make cover` counts lines, and writes its counters into files at the end,
 * which no sandbox allows: that build shuts nobody in, and serves no other
 * purpose. */
#ifdef ROLES_COVERED
void __gcov_dump(void);

static bool
role_enter(int fd, struct err *err)
{
	(void)err;
	sandbox_close(fd);
	return true;
}

static _Noreturn void
role_exit(void)
{
	__gcov_dump();
	_exit(EXIT_DONE);
}
#else
static bool
role_enter(int fd, struct err *err)
{
	return sandbox_enter(fd, err);
}

static _Noreturn void
role_exit(void)
{
	_exit(EXIT_DONE);
}
#endif

/* The child: no way back to the caller's code. */
static _Noreturn void
role_live(int fd, role_main *main, const void *job)
{
	struct err err;

	/* Whoever kills the core wants no orphans. */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	log_before = NULL;
	paged_forget();
	if (!role_enter(fd, &err)) {
		log_say("sandbox: %s", err.text);
		_exit(EXIT_FAILED);
	}
	main(fd, job);
	role_exit();
}

bool
role_start(struct role *role, role_main *main, const void *job,
    struct err *err)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return err_sys(err, "no socket for another process");
	fflush(NULL);
	role->pid = fork();
	if (role->pid == 0)
		role_live(ends[1], main, job);
	close(ends[1]);
	if (role->pid < 0) {
		err_sys(err, "no other process can be started");
		close(ends[0]);
		return false;
	}
	role->fd = ends[0];
	return true;
}

bool
role_end(struct role *role, bool by_force, struct err *err)
{
	int status = 0;

	close(role->fd);
	if (by_force)
		kill(role->pid, SIGKILL);
	while (waitpid(role->pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_sys(err, "cannot be waited for");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (WIFSIGNALED(status)) {
		const char *what = sigdescr_np(WTERMSIG(status));

		return err_set(err, "was killed by signal %d (%s)",
		    WTERMSIG(status), what == NULL ? "unknown" : what);
	}
	return err_set(err, "gave up with code %d", WEXITSTATUS(status));
}
