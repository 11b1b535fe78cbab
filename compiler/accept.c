#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/accept.h"
#include "compiler/path.h"
#include "formats/stamp.h"

/* No name of a rule is longer. */
#define RULE_NAME 32

static int
state_path(char out[static PATH_MAX], const char *state, const char *name,
    struct fail *f)
{
	if (mkdir(state, 0755) == -1 && errno != EEXIST)
		return fail_errno(f, "%.300s", state);
	return path_join(out, f, "%s/%s", state, name);
}

static int
accepted_path(char out[static PATH_MAX], const char *state, const char *db,
    struct fail *f)
{
	char folder[PATH_MAX];

	if (state_path(folder, state, "accepted", f) == -1)
		return -1;
	return state_path(out, folder, db, f);
}

/* Appends a line in one write, so that lines of two processes never mix. */
static int
append(const char *path, const char *line, struct fail *f)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	size_t n = strlen(line);
	int result = 0;

	if (fd == -1)
		return fail_errno(f, "%.300s", path);
	if (write(fd, line, n) != (ssize_t)n || fsync(fd) == -1)
		result = fail_errno(f, "%.300s", path);
	close(fd);
	return result;
}

int
accept_read(const char *state, const char *db, unsigned *rules, struct fail *f)
{
	char path[PATH_MAX], name[RULE_NAME];
	enum guard_rule rule;
	FILE *file;

	*rules = 0;
	if (accepted_path(path, state, db, f) == -1)
		return -1;
	file = fopen(path, "re");
	if (file == NULL)
		return errno == ENOENT ? 0 : fail_errno(f, "%.300s", path);
	while (fscanf(file, "%31s", name) == 1) {
		if (guard_named(name, &rule))
			*rules |= 1u << rule;
	}
	fclose(file);
	return 0;
}

int
accept_add(const char *state, const char *db, enum guard_rule rule,
    struct fail *f)
{
	char path[PATH_MAX], line[RULE_NAME + 1];

	if (accepted_path(path, state, db, f) == -1)
		return -1;
	snprintf(line, sizeof(line), "%s\n", guard_name(rule));
	return append(path, line, f);
}

int
accept_clear(const char *state, const char *db, struct fail *f)
{
	char path[PATH_MAX];

	if (accepted_path(path, state, db, f) == -1)
		return -1;
	if (unlink(path) == -1 && errno != ENOENT)
		return fail_errno(f, "%.300s", path);
	return 0;
}

int
accept_log(const char *state, uint32_t now, const char *db, const char *text,
    struct fail *f)
{
	char path[PATH_MAX], stamp[STAMP_TEXT], line[1024];

	if (state_path(path, state, "log", f) == -1)
		return -1;
	stamp_text(stamp, now);
	snprintf(line, sizeof(line) - 1, "%s %s %s", stamp, db, text);
	memcpy(line + strlen(line), "\n", 2);
	return append(path, line, f);
}
