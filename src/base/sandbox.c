#include "base/sandbox.h"

#include <errno.h>
#include <linux/types.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	/* Beyond what was there before.  It needs far less; one that is led
	 * astray by its input ends itself before it takes the machine's
	 * memory. */
	SANDBOX_DATA_BYTES = 1 << 30,
	SANDBOX_FDS = 64,
};

/* Landlock by hand: Debian 12's libc has no wrapper, and its headers know
 * the first ABI only.  All rights that a kernel may know, by ABI. */
struct landlock_rules {
	uint64_t fs, net, scope;
};

enum {
	LANDLOCK_CREATE = 444,
	LANDLOCK_RESTRICT = 446,
	LANDLOCK_ASK_ABI = 1,
};

static const struct landlock_rules landlock_known[] = {
	{ 0, 0, 0 },
	{ 0x1fff, 0, 0 },	/* 1: execute .. make_sym */
	{ 0x3fff, 0, 0 },	/* 2: refer */
	{ 0x7fff, 0, 0 },	/* 3: truncate */
	{ 0x7fff, 3, 0 },	/* 4: bind, connect of TCP */
	{ 0xffff, 3, 0 },	/* 5: ioctl of devices */
	{ 0xffff, 3, 3 },	/* 6: abstract sockets, signals */
};

static long
landlock_abi(void)
{
	long abi = syscall(LANDLOCK_CREATE, NULL, (size_t)0, LANDLOCK_ASK_ABI);
	long last = (long)(sizeof landlock_known / sizeof *landlock_known) - 1;

	return abi < 0 ? 0 : abi > last ? last : abi;
}

/* A ruleset that handles every right and grants none. */
static bool
landlock_enter(struct err *err)
{
	static const size_t sizes[] = { 0, 8, 8, 8, 16, 16, 24 };
	long abi = landlock_abi();
	struct landlock_rules rules = landlock_known[abi];
	long fd;

	if (abi == 0)
		return true;
	fd = syscall(LANDLOCK_CREATE, &rules, sizes[abi], 0);
	if (fd < 0)
		return err_sys(err, "Landlock refused a ruleset");
	if (syscall(LANDLOCK_RESTRICT, (int)fd, 0) < 0)
		return err_sys(err, "Landlock refused to restrict");
	close((int)fd);
	return true;
}

/* What is allowed with any arguments. */
static const int calls_free[] = {
	SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(close), SCMP_SYS(munmap),
	SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(futex),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(exit), SCMP_SYS(exit_group),
	SCMP_SYS(restart_syscall), SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(getrandom), SCMP_SYS(sysinfo), SCMP_SYS(clock_gettime),
	SCMP_SYS(sched_yield), SCMP_SYS(sigaltstack),
};

/* What is allowed when one argument has (the masked) value. */
struct call_bound {
	int	 call;
	unsigned argument;
	uint64_t mask, value;
};

static bool
seccomp_fill(scmp_filter_ctx filter, int keep)
{
	const struct call_bound bounds[] = {
		{ SCMP_SYS(sendmsg), 0, UINT32_MAX, (uint64_t)keep },
		{ SCMP_SYS(recvmsg), 0, UINT32_MAX, (uint64_t)keep },
		{ SCMP_SYS(write), 0, UINT32_MAX, 2 },
		{ SCMP_SYS(writev), 0, UINT32_MAX, 2 },
		{ SCMP_SYS(mmap), 2, PROT_EXEC, 0 },
		{ SCMP_SYS(mprotect), 2, PROT_EXEC, 0 },
		{ SCMP_SYS(tgkill), 0, UINT32_MAX, (uint64_t)getpid() },
	};

	for (size_t i = 0; i < sizeof calls_free / sizeof *calls_free; i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls_free[i],
		    0) < 0)
			return false;
	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
		struct scmp_arg_cmp cmp = { bounds[i].argument,
			SCMP_CMP_MASKED_EQ, bounds[i].mask, bounds[i].value };

		if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW,
		    bounds[i].call, 1, &cmp) < 0)
			return false;
	}
	return true;
}

static bool
seccomp_enter(int keep, struct err *err)
{
	/* The sanitizers look around when they have something to say; they
	 * are told no instead of being killed before they can. */
	scmp_filter_ctx filter = seccomp_init(SANDBOX_SANITIZED ?
	    SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS);
	bool fine;

	if (filter == NULL)
		return err_set(err, "no seccomp filter can be made");
	fine = seccomp_fill(filter, keep) && seccomp_load(filter) == 0;
	seccomp_release(filter);
	return fine || err_set(err, "seccomp refused the filter");
}

static bool
limit(int resource, rlim_t value)
{
	struct rlimit limit = { value, value };

	return setrlimit((__rlimit_resource_t)resource, &limit) == 0;
}

/* What the process had from its parent, which may be large; 0: not known. */
static rlim_t
data_bytes(void)
{
	unsigned long data = 0;
	FILE *statm = fopen("/proc/self/statm", "re");

	if (statm != NULL) {
		if (fscanf(statm, "%*u %*u %*u %*u %*u %lu", &data) != 1)
			data = 0;
		fclose(statm);
	}
	return (rlim_t)data * (rlim_t)sysconf(_SC_PAGESIZE);
}

void
sandbox_close(int keep)
{
	close(0);
	close(1);
	if (keep > 3)
		close_range(3, (unsigned)keep - 1, 0);
	close_range((unsigned)keep + 1, ~0u, 0);
}

bool
sandbox_enter(int keep, struct err *err)
{
	rlim_t data = data_bytes();

	sandbox_close(keep);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_sys(err, "privileges cannot be given up");
	if (!SANDBOX_SANITIZED && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_sys(err, "tracing cannot be forbidden");
	if (!limit(RLIMIT_CORE, 0) || !limit(RLIMIT_NOFILE, SANDBOX_FDS) ||
	    (!SANDBOX_SANITIZED &&
	    !limit(RLIMIT_DATA, data + SANDBOX_DATA_BYTES)))
		return err_sys(err, "limits cannot be set");
	return landlock_enter(err) && seccomp_enter(keep, err);
}
