/* measure: run a command; say how long it took and how much memory its whole
 * tree of processes held at most.
 *
 *	measure OUTPUT [--memory] COMMAND [ARGUMENT]...
 *
 * Its standard output goes to the file OUTPUT.  Prints "WALL_MS CPU_MS
 * PEAK_KIB".  Memory is looked at only with --memory, because looking costs
 * time: every 10 ms the resident sets of all descendants are added, so pages
 * that two share count twice and the figure is never too low. */
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PROCESSES = 4096, POLL_MS = 10 };

static struct { int pid, parent; long rss; } seen[PROCESSES];

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* "pid (name) state ppid ..." of /proc/PID/stat; rss is the 24th. */
static int
stat_read(const char *pid, int *parent, long *rss)
{
	char path[300], text[1024], *at;
	FILE *file;
	size_t n;

	snprintf(path, sizeof path, "/proc/%s/stat", pid);
	if ((file = fopen(path, "r")) == NULL)
		return 0;
	n = fread(text, 1, sizeof text - 1, file);
	fclose(file);
	text[n] = '\0';
	if ((at = strrchr(text, ')')) == NULL)
		return 0;
	return sscanf(at + 1, " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
	    "%*u %*u %*d %*d %*d %*d %*d %*d %*u %*u %ld", parent, rss) == 2;
}

/* KiB of all that descend from this process. */
static long
tree_kib(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	long pages = 0;
	int count = 0, more = 1;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] < '0' || entry->d_name[0] > '9' ||
		    count == PROCESSES)
			continue;
		if (!stat_read(entry->d_name, &seen[count].parent,
		    &seen[count].rss))
			continue;
		seen[count++].pid = atoi(entry->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	/* Who descends is marked by a parent of -1, until none is new. */
	while (more) {
		more = 0;
		for (int i = 0; i < count; i++) {
			int ours = seen[i].parent == getpid();

			for (int j = 0; !ours && j < count; j++)
				ours = seen[i].parent > 0 &&
				    seen[j].parent == -1 &&
				    seen[j].pid == seen[i].parent;
			if (!ours || seen[i].parent == -1)
				continue;
			seen[i].parent = -1;
			pages += seen[i].rss;
			more = 1;
		}
	}
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void
child_run(const char *output, char **command)
{
	int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0) {
		perror(output);
		_exit(126);
	}
	close(fd);
	execvp(command[0], command);
	perror(command[0]);
	_exit(127);
}

int
main(int argc, char **argv)
{
	int memory = argc > 2 && strcmp(argv[2], "--memory") == 0, status;
	struct rusage used;
	double start, cpu;
	long peak = 0;
	pid_t pid;

	if (argc < 3 + memory) {
		fprintf(stderr, "usage: measure OUTPUT [--memory] COMMAND\n");
		return 2;
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	start = now_ms();
	if ((pid = fork()) == 0)
		child_run(argv[1], argv + 2 + memory);
	while (memory && waitpid(pid, &status, WNOHANG) == 0) {
		long kib = tree_kib();

		peak = kib > peak ? kib : peak;
		usleep(POLL_MS * 1000);
	}
	if (!memory)
		waitpid(pid, &status, 0);
	start = now_ms() - start;
	getrusage(RUSAGE_CHILDREN, &used);
	cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
	    (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
	printf("%.0f %.0f %ld\n", start, cpu, peak);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}
