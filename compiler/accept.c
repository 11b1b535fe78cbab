#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "compiler/accept.h"
#include "compiler/statefile.h"

/* No name of a rule is longer. */
#define RULE_NAME 32

static int
accepted_path(char out[static PATH_MAX], const char *state, const char *db,
    struct fail *f)
{
	char folder[PATH_MAX];

	if (statefile_path(folder, state, "accepted", f) == -1)
		return -1;
	return statefile_path(out, folder, db, f);
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
	return statefile_append(path, line, f);
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
