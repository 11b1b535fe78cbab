#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compiler/accept.h"
#include "compiler/statefile.h"
#include "formats/field.h"

/* No name of a rule is longer. */
#define RULE_NAME 32

/* A rule and a serial. */
#define LINE_LEN (RULE_NAME + 16)

static int
accepted_path(char out[static PATH_MAX], const char *state, const char *db,
    struct fail *f)
{
	char folder[PATH_MAX];

	if (statefile_path(folder, state, "accepted", f) == -1)
		return -1;
	return statefile_path(out, folder, db, f);
}

/* The rule that a line names; 0 if it is none, or for an earlier serial. */
static unsigned
rule_in(char *line, uint32_t serial)
{
	size_t n = strcspn(line, " \n");
	struct field rest = { line + n, line + strcspn(line, "\n") };
	uint64_t after;
	enum guard_rule rule;

	if (!field_byte(&rest, ' ') || !field_number(&rest, UINT32_MAX, &after))
		after = ACCEPT_ANY;
	line[n] = '\0';
	return guard_named(line, &rule) && serial <= after ? 1u << rule : 0;
}

int
accept_read(const char *state, const char *db, uint32_t serial, unsigned *rules,
    struct fail *f)
{
	char path[PATH_MAX], line[LINE_LEN];
	FILE *file;

	*rules = 0;
	if (accepted_path(path, state, db, f) == -1)
		return -1;
	file = fopen(path, "re");
	if (file == NULL)
		return errno == ENOENT ? 0 : fail_errno(f, "%.300s", path);
	while (fgets(line, sizeof(line), file) != NULL)
		*rules |= rule_in(line, serial);
	fclose(file);
	return 0;
}

int
accept_add(const char *state, const char *db, uint32_t serial,
    enum guard_rule rule, struct fail *f)
{
	char path[PATH_MAX], line[LINE_LEN];

	if (accepted_path(path, state, db, f) == -1)
		return -1;
	snprintf(line, sizeof(line), "%s %u\n", guard_name(rule), serial);
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
