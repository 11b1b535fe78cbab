#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "feedd/sandbox_calls.h"
#include "formats/fail.h"

/* Calls that a server makes, with what libraries make for it. */
static const char *const calls[] = {
	/* what is open */
	"read", "readv", "pread64", "write", "writev", "sendfile", "sendfile64",
	"close", "lseek", "_llseek", "fstat", "fstat64", "fcntl", "fcntl64",
	"dup", "dup3", "fsync", "fdatasync", "ftruncate", "ftruncate64",
	/* files: landlock says which */
	"openat", "newfstatat", "fstatat64", "statx", "stat", "stat64", "lstat",
	"lstat64", "readlink", "readlinkat", "getdents64", "renameat",
	"renameat2", "rename", "unlink", "unlinkat", "inotify_init1",
	"inotify_add_watch", "inotify_rm_watch",
	/* connections that come in */
	"accept", "accept4", "bind", "listen", "getsockname", "getpeername",
	"getsockopt", "setsockopt", "recv", "recvfrom", "recvmsg", "send",
	"shutdown",
	/* waiting */
	"poll", "ppoll", "ppoll_time64", "select", "pselect6", "epoll_create1",
	"epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "eventfd2",
	"pipe2", "nanosleep", "clock_nanosleep", "clock_nanosleep_time64",
	"restart_syscall",
	/* memory, threads, signals, time */
	"brk", "munmap", "mremap", "madvise", "mlock", "munlock", "futex",
	"futex_time64", "set_robust_list", "rseq", "sched_yield",
	"sched_getaffinity", "getpriority", "setpriority", "membarrier",
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn",
	"sigaltstack", "tgkill", "exit", "exit_group", "clock_gettime",
	"clock_gettime64", "clock_getres", "gettimeofday", "time", "getrandom",
	/* who and where */
	"getpid", "gettid", "getuid", "geteuid", "getgid", "getegid",
	"getgroups", "getrlimit", "ugetrlimit", "getrusage", "sysinfo", "uname",
	NULL
};

/* Calls that nobody makes by mistake. */
static const char *const attacks[] = { "execve", "execveat", "fork", "vfork",
	"connect", "ptrace", "process_vm_readv", "process_vm_writev",
	"process_madvise", "pidfd_open", "pidfd_getfd", "kcmp", "setuid",
	"setgid", "setresuid", "setresgid", "setreuid", "setregid", "setfsuid",
	"setfsgid", "setgroups", "capset", "unshare", "setns", "chroot",
	"pivot_root", "mount", "umount2", "open_tree", "move_mount", "fsopen",
	"fsmount", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup",
	"keyctl", "add_key", "request_key", "init_module", "finit_module",
	"delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon",
	"swapoff", "iopl", "ioperm", "personality", "memfd_secret",
	"open_by_handle_at", "mknod", "mknodat", "settimeofday",
	"clock_settime", "adjtimex", "clock_adjtime", NULL };

/* A call whose argument has to have some bits so. */
struct judged {
	const char *name;
	uint32_t action;
	unsigned argument;
	uint64_t mask, value;
};

#define LETS   SCMP_ACT_ALLOW
#define ENDS   SCMP_ACT_KILL_PROCESS
#define WHOLE  UINT64_MAX
#define FAMILY UINT64_C(0xffffffff)

/* clang-format off */
static const struct judged judgeds[] = {
	/* a thread is made, a process is not */
	{ "clone", LETS, 0, CLONE_THREAD, CLONE_THREAD },
	{ "clone", ENDS, 0, CLONE_THREAD, 0 },
	/* no memory can be run */
	{ "mmap", LETS, 2, PROT_EXEC, 0 },
	{ "mmap2", LETS, 2, PROT_EXEC, 0 },
	{ "mprotect", LETS, 2, PROT_EXEC, 0 },
	/* doors of a new configuration */
	{ "socket", LETS, 0, FAMILY, AF_INET },
	{ "socket", LETS, 0, FAMILY, AF_INET6 },
	/* nor does data connect */
	{ "sendto", LETS, 4, WHOLE, 0 },
	{ "sendto", ENDS, 3, MSG_FASTOPEN, MSG_FASTOPEN },
	{ "sendmsg", LETS, 2, MSG_FASTOPEN, 0 },
	/* limits are read */
	{ "prlimit64", LETS, 2, WHOLE, 0 },
};

/* clang-format on */

extern void __lsan_do_leak_check(void) __attribute__((weak));

bool
sandbox_is_leak_checked(void)
{
	return __lsan_do_leak_check != NULL;
}

/* What this machine does not have needs no rule. */
static int
add(scmp_filter_ctx c, uint32_t action, const char *const *names)
{
	int rc = 0;

	for (; *names != NULL && rc == 0; names++) {
		int call = seccomp_syscall_resolve_name(*names);

		if (call != __NR_SCMP_ERROR)
			rc = seccomp_rule_add(c, action, call, 0);
	}
	return rc;
}

static int
add_judged(scmp_filter_ctx c)
{
	int rc = 0;

	for (size_t i = 0; i < sizeof(judgeds) / sizeof(judgeds[0]) && rc == 0;
	     i++) {
		const struct judged *j = &judgeds[i];
		struct scmp_arg_cmp arg = { j->argument, SCMP_CMP_MASKED_EQ,
			j->mask, j->value };
		int call = seccomp_syscall_resolve_name(j->name);

		if (call != __NR_SCMP_ERROR)
			rc =
			    seccomp_rule_add_array(c, j->action, call, 1, &arg);
	}
	return rc;
}

static int
filter(scmp_filter_ctx c)
{
	int rc = add(c, LETS, calls);

	if (rc == 0)
		rc = add(c, ENDS, attacks);
	if (rc == 0)
		rc = add_judged(c);
	if (rc == 0)
		rc = seccomp_attr_set(c, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	return rc == 0 ? seccomp_load(c) : rc;
}

int
sandbox_calls(struct fail *f)
{
	scmp_filter_ctx c;
	int rc;

	if (sandbox_is_leak_checked())
		return 0;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		return fail_errno(f, "no tracing");
	c = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	if (c == NULL)
		return fail(f, FAIL_SYSTEM, "no memory for a filter of calls");
	rc = filter(c);
	seccomp_release(c);
	errno = -rc;
	return rc == 0 ? 0 : fail_errno(f, "filter of system calls");
}
