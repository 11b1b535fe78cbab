#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feedd/process.h"
#include "formats/wr.h"

struct process
process_begin(uint32_t now)
{
	return (struct process){ .started = now,
		.statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC),
		.fds =
		    open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
}

void
process_end(struct process *p)
{
	if (p->statm != -1)
		close(p->statm);
	if (p->fds != -1)
		close(p->fds);
	p->statm = p->fds = -1;
}

static void
put(struct wr *w, const char *name, const char *help, uint64_t value)
{
	wr_fmt(w,
	    "# HELP process_%s %s\n# TYPE process_%s gauge\nprocess_%s %" PRIu64
	    "\n",
	    name, help, name, name, value);
}

static void
put_cpu(struct wr *w)
{
	struct rusage u;
	uint64_t us;

	getrusage(RUSAGE_SELF, &u);
	us = (uint64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 +
	    (uint64_t)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
	wr_fmt(w,
	    "# HELP process_cpu_seconds_total Time on the processors.\n"
	    "# TYPE process_cpu_seconds_total counter\n"
	    "process_cpu_seconds_total %" PRIu64 ".%06u\n",
	    us / 1000000, (unsigned)(us % 1000000));
}

/* Pages: of all, and of those in memory. */
static void
put_memory(struct wr *w, int statm)
{
	char text[128], *end;
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), all;
	ssize_t n = statm == -1 ? -1 : pread(statm, text, sizeof(text) - 1, 0);

	if (n <= 0)
		return;
	text[n] = '\0';
	all = strtoull(text, &end, 10);
	put(w, "virtual_memory_bytes", "Addresses in use.", all * page);
	put(w, "resident_memory_bytes", "Memory in use.",
	    strtoull(end, NULL, 10) * page);
}

/* Newer kernels tell how many there are, others list them. */
static void
put_fds(struct wr *w, int fds)
{
	struct stat st;
	uint64_t n = 0;
	DIR *d;

	if (fds == -1 || fstat(fds, &st) == -1)
		return;
	n = (uint64_t)st.st_size;
	if (n == 0) {
		int fd = fcntl(fds, F_DUPFD_CLOEXEC, 3);

		d = fd == -1 ? NULL : fdopendir(fd);
		if (d == NULL)
			return;
		rewinddir(d);
		for (struct dirent *e; (e = readdir(d)) != NULL;)
			n += e->d_name[0] != '.';
		closedir(d);
		n--; /* that of this look */
	}
	put(w, "open_fds", "Open file descriptors.", n);
}

void
process_text(struct wr *w, const struct process *p)
{
	struct rlimit r;

	put(w, "start_time_seconds", "When it started, since 1970.",
	    p->started);
	put_cpu(w);
	put_memory(w, p->statm);
	put_fds(w, p->fds);
	if (getrlimit(RLIMIT_NOFILE, &r) == 0)
		put(w, "max_fds", "Most file descriptors.", r.rlim_cur);
}
