/*
 * Runs a program as a service manager does whose unit restricts system calls:
 *
 *	tool_unit CALLS FAMILIES PROGRAM [ARGUMENT ...]
 *
 * CALLS is a file with the names of those that are allowed; all others fail,
 * as not implemented.  FAMILIES, as 1,2,10, are those of sockets that may be
 * made.  No memory is both written and run, and no privilege is gained.
 */
#include <err.h>
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define FAMILIES 64

static void
check(int rc, const char *what)
{
	if (rc < 0) {
		errno = -rc;
		err(1, "%s", what);
	}
}

static void
allow_calls(scmp_filter_ctx c, const char *path)
{
	FILE *f = fopen(path, "r");
	char name[64];

	if (f == NULL)
		err(1, "%s", path);
	while (fscanf(f, "%63s", name) == 1) {
		int call = seccomp_syscall_resolve_name(name);

		if (call != __NR_SCMP_ERROR && call != SCMP_SYS(socket) &&
		    call != SCMP_SYS(mmap) && call != SCMP_SYS(mprotect))
			check(seccomp_rule_add(c, SCMP_ACT_ALLOW, call, 0),
			    name);
	}
	fclose(f);
}

static void
allow_families(scmp_filter_ctx c, char *families)
{
	for (char *p = strtok(families, ","); p; p = strtok(NULL, ","))
		check(seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
			  SCMP_A0(SCMP_CMP_EQ, strtoul(p, NULL, 10), 0)),
		    "socket");
}

/* Memory that is not run, or not written. */
static void
allow_memory(scmp_filter_ctx c)
{
	const uint64_t both = PROT_WRITE | PROT_EXEC;
	const uint64_t some[] = { 0, PROT_WRITE, PROT_EXEC };

	for (size_t i = 0; i < 3; i++)
		check(seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
			  SCMP_A2(SCMP_CMP_MASKED_EQ, both, some[i])),
		    "mmap");
	check(seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		  SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)),
	    "mprotect");
}

int
main(int argc, char *argv[])
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));

	if (argc < 4 || c == NULL)
		errx(2, "usage: tool_unit CALLS FAMILIES PROGRAM ...");
	allow_calls(c, argv[1]);
	allow_families(c, argv[2]);
	allow_memory(c);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		err(1, "prctl");
	check(seccomp_load(c), "seccomp");
	execvp(argv[3], &argv[3]);
	err(1, "%s", argv[3]);
}
