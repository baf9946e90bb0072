#include "base/idle.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From <linux/ioprio.h>, which Debian 12 has not for users. */
enum {
	IOPRIO_WHO_PROCESS = 1,
	IOPRIO_CLASS_IDLE = 3,
	IOPRIO_CLASS_SHIFT = 13,
	NICE_LOWEST = 19,
};

bool
idle_enter(struct err *err)
{
	if (setpriority(PRIO_PROCESS, 0, NICE_LOWEST) != 0)
		return err_sys(err, "the processor's claim cannot be lowered");
	/* Not every kernel and not every container knows it. */
	if (syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0,
	    IOPRIO_CLASS_IDLE << IOPRIO_CLASS_SHIFT) != 0 &&
	    errno != ENOSYS && errno != EPERM && errno != EINVAL)
		return err_sys(err, "the disk's claim cannot be lowered");
	return true;
}
