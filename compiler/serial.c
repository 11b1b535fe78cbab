#include <err.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/serial.h"
#include "formats/head.h"
#include "formats/mem.h"

static int
check(const char *db, const char *serial, struct fail *f)
{
	if (!db_name_ok(db, strlen(db)))
		return fail(f, FAIL_USAGE, "no database \"%s\"", db);
	if (*serial == '\0' || serial[strspn(serial, "0123456789")] != '\0')
		return fail(f, FAIL_USAGE, "\"%s\" is not a serial", serial);
	return 0;
}

char *
serial_path(const char *tree, const char *db, const char *serial,
    struct fail *f)
{
	char *pattern, *path = NULL;
	glob_t found;

	if (check(db, serial, f) == -1)
		return NULL;
	if (asprintf(&pattern, "%s/%s/snapshot/%s.*.snap", tree, db, serial) ==
	    -1)
		err(1, NULL);
	if (glob(pattern, 0, NULL, &found) == 0)
		path = mem_text(found.gl_pathv[0], strlen(found.gl_pathv[0]));
	else
		fail(f, FAIL_USAGE, "the tree has no serial %s of %s", serial,
		    db);
	globfree(&found);
	free(pattern);
	return path;
}
