/*
 * tool_sandbox FOLDER ATTEMPT [PATH]: enters feedd's sandbox, which lets at a
 * folder, and attempts something.  Prints what became of it, if it lives.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "feedd/sandbox.h"

static long
attempt_read(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC);
}

static long
attempt_write(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static long
attempt_list(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static long
attempt_exec(const char *path)
{
	char *argv[] = { NULL }, *envp[] = { NULL };

	return execve(path, argv, envp);
}

static long
attempt_fork(const char *path)
{
	(void)path;
	return fork();
}

static long
attempt_connect(const char *path)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)path;
	return connect(fd, (const struct sockaddr *)&to, sizeof(to));
}

static long
attempt_unix(const char *path)
{
	(void)path;
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long
attempt_ptrace(const char *path)
{
	(void)path;
	return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static long
attempt_code(const char *path)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)path;
	return p == MAP_FAILED ? -1 : 0;
}

static long
attempt_user(const char *path)
{
	(void)path;
	return setresuid(0, 0, 0);
}

static long
attempt_limit(const char *path)
{
	const struct rlimit r = { 1, 1 };

	(void)path;
	return setrlimit(RLIMIT_CORE, &r);
}

static long
attempt_unknown(const char *path)
{
	(void)path;
	return syscall(9999);
}

static void *
nothing(void *arg)
{
	return arg;
}

/* What is allowed. */
static long
attempt_thread(const char *path)
{
	pthread_t thread;

	(void)path;
	errno = pthread_create(&thread, NULL, nothing, NULL);
	return errno != 0 ? -1 : pthread_join(thread, NULL);
}

static const struct {
	const char *name;
	long (*attempt)(const char *path);
} attempts[] = {
	{ "read", attempt_read },
	{ "write", attempt_write },
	{ "list", attempt_list },
	{ "exec", attempt_exec },
	{ "fork", attempt_fork },
	{ "connect", attempt_connect },
	{ "unix", attempt_unix },
	{ "ptrace", attempt_ptrace },
	{ "code", attempt_code },
	{ "user", attempt_user },
	{ "limit", attempt_limit },
	{ "unknown", attempt_unknown },
	{ "thread", attempt_thread },
};

int
main(int argc, char *argv[])
{
	struct sandbox b = { 0 };
	struct fail f = { 0 };

	if (argc < 3)
		return 2;
	sandbox_path(&b, argv[1], SANDBOX_READ);
	if (sandbox_user(NULL, &f) == -1 || sandbox_enter(&b, &f) == -1) {
		fprintf(stderr, "tool_sandbox: %s\n", f.msg);
		return 1;
	}
	sandbox_free(&b);
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		if (strcmp(attempts[i].name, argv[2]) == 0)
			printf("%s\n",
			    attempts[i].attempt(argv[3]) == -1 ? strerror(errno)
							       : "done");
	return 0;
}
