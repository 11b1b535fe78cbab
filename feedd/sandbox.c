#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "feedd/sandbox.h"
#include "feedd/sandbox_calls.h"
#include "formats/mem.h"
#include "keys/print.h"

/* The rights that each version of landlock knows are the first so many bits. */
static const unsigned char known[] = { 0, 13, 14, 15, 15, 16 };

#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE                                                                  \
	(READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |  \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | TRUNCATE)
/* What makes sense for a file. */
#define FILES                                                                  \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |        \
	    TRUNCATE)
/* Of version 3, which headers need not have. */
#define TRUNCATE (UINT64_C(1) << 14)

void
sandbox_path(struct sandbox *b, const char *path, enum sandbox_right right)
{
	b->paths = mem_grow(b->paths, b->n, &b->cap, sizeof(*b->paths));
	b->paths[b->n++] =
	    (struct sandbox_path){ mem_text(path, strlen(path)), right };
}

void
sandbox_folder_of(struct sandbox *b, const char *file, enum sandbox_right right)
{
	char *real = realpath(file, NULL);
	char *copy = mem_text(real == NULL ? file : real,
	    strlen(real == NULL ? file : real));
	const char *folder = dirname(copy);

	/* all that there is is not meant */
	sandbox_path(b, strcmp(folder, "/") == 0 ? file : folder, right);
	free(copy);
	free(real);
}

void
sandbox_free(struct sandbox *b)
{
	for (size_t i = 0; i < b->n; i++)
		free(b->paths[i].path);
	free(b->paths);
	*b = (struct sandbox){ 0 };
}

static int
allow(int ruleset, const char *path, uint64_t rights, struct fail *f)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = rights };
	struct stat st;
	int rc = -1;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd == -1 || fstat(rule.parent_fd, &st) == -1)
		return fail_errno(f, "%s", path);
	if (!S_ISDIR(st.st_mode))
		rule.allowed_access &= FILES;
	rc = (int)syscall(SYS_landlock_add_rule, ruleset,
	    LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	if (rc == -1)
		fail_errno(f, "%s: landlock", path);
	close(rule.parent_fd);
	return rc;
}

static int
enforce(const struct sandbox *b, int ruleset, uint64_t handled, struct fail *f)
{
	for (size_t i = 0; i < b->n; i++)
		if (allow(ruleset, b->paths[i].path,
			handled &
			    (b->paths[i].right == SANDBOX_READ ? READ : WRITE),
			f) == -1)
			return -1;
	if (sandbox_is_leak_checked() &&
	    allow(ruleset, "/proc", handled & READ, f) == -1)
		return -1;
	if (syscall(SYS_landlock_restrict_self, ruleset, 0) == -1)
		return fail_errno(f, "landlock");
	return 0;
}

static int
lock_files(const struct sandbox *b, struct fail *f)
{
	struct landlock_ruleset_attr handled = { 0 };
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	int ruleset, rc;

	if (version < 1) {
		print_warning("this kernel has no landlock: only their modes "
			      "keep files from this process");
		return 0;
	}
	if ((size_t)version >= sizeof(known))
		version = sizeof(known) - 1;
	handled.handled_access_fs = (UINT64_C(1) << known[version]) - 1;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled,
	    sizeof(handled), 0);
	if (ruleset == -1)
		return fail_errno(f, "landlock");
	rc = enforce(b, ruleset, handled.handled_access_fs, f);
	close(ruleset);
	return rc;
}

/* Each thread has its own of what follows. */
static int
judge_threads(struct fail *f)
{
	struct stat st;

	if (stat("/proc/self/task", &st) == 0 && st.st_nlink > 3)
		return fail(f, FAIL_SYSTEM,
		    "%lu threads before the sandbox, want one",
		    (unsigned long)st.st_nlink - 2);
	return 0;
}

int
sandbox_enter(const struct sandbox *b, struct fail *f)
{
	const struct rlimit none = { 0, 0 };

	tzset(); /* reads a file */
	if (judge_threads(f) == -1)
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return fail_errno(f, "no_new_privs");
	if (lock_files(b, f) == -1)
		return -1;
	if (setrlimit(RLIMIT_CORE, &none) == -1)
		return fail_errno(f, "no core");
	return sandbox_calls(f);
}
