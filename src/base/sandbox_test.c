#include "base/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/test.h"

enum { TRIED = 7, COULD = 9 };

/* What a process may not do: each gives whether it could. */
static bool
opens_a_file(int keep)
{
	(void)keep;
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool
makes_a_socket(int keep)
{
	(void)keep;
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool
forks(int keep)
{
	pid_t pid = fork();

	(void)keep;
	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static bool
makes_code(int keep)
{
	(void)keep;
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool
writes_elsewhere(int keep)
{
	int other = dup(keep);

	return other >= 0 && write(other, "x", 1) == 1;
}

/* Killed for it, or told no where a sanitizer wants to go on. */
static void
check_refused(bool (*try)(int))
{
	int ends[2], status = 0;
	pid_t pid;

	MUST_CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	pid = fork();
	if (pid == 0) {
		struct err err;

		if (!sandbox_enter(ends[1], &err))
			_exit(COULD);
		_exit(try(ends[1]) ? COULD : TRIED);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) ||
	    (WIFEXITED(status) && WEXITSTATUS(status) == TRIED));
	close(ends[0]);
}

TEST(a_sandboxed_process_cannot_open_connect_fork_or_write_elsewhere)
{
	check_refused(opens_a_file);
	check_refused(makes_a_socket);
	check_refused(forks);
	check_refused(makes_code);
	check_refused(writes_elsewhere);
}

TEST(a_sandboxed_process_can_speak_on_its_socket)
{
	int ends[2], status = 0;
	char byte = 0;
	pid_t pid;

	MUST_CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	pid = fork();
	if (pid == 0) {
		struct iovec part = { &byte, 1 };
		struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
		struct err err;

		if (!sandbox_enter(ends[1], &err) ||
		    recvmsg(ends[1], &message, 0) != 1 ||
		    sendmsg(ends[1], &message, MSG_NOSIGNAL) != 1)
			_exit(1);
		_exit(0);
	}
	close(ends[1]);			/* a dead child ends the talk */
	CHECK(write(ends[0], "k", 1) == 1);
	CHECK(read(ends[0], &byte, 1) == 1 && byte == 'k');
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	close(ends[0]);
}
