#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/path.h"
#include "compiler/serial.h"
#include "compiler/tree.h"
#include "formats/mem.h"
#include "formats/name.h"

/* The name that begins with the serial, NULL if there is none. */
static const char *
find(const struct tree_names *names, const char *serial)
{
	size_t n = strlen(serial);
	uint32_t any;

	for (size_t i = 0; i < names->n; i++) {
		const char *name = names->name[i];

		if (name_serial(name, &any) && !name_is_signature(name) &&
		    strncmp(name, serial, n) == 0 && name[n] == '.')
			return name;
	}
	return NULL;
}

static int
check(const char *db, const char *serial, struct fail *f)
{
	if (!name_is_db(db, strlen(db)))
		return fail(f, FAIL_USAGE, "no database \"%s\"", db);
	if (*serial == '\0' || serial[strspn(serial, "0123456789")] != '\0')
		return fail(f, FAIL_USAGE, "\"%s\" is not a serial", serial);
	return 0;
}

char *
serial_path(const char *tree, const char *db, const char *serial,
    struct fail *f)
{
	char folder[PATH_MAX], path[PATH_MAX], *found = NULL;
	struct tree_names names;
	const char *name;

	if (check(db, serial, f) == -1 ||
	    path_join(folder, f, "%s/%s/snapshot", tree, db) == -1 ||
	    tree_list(AT_FDCWD, folder, &names, f) == -1)
		return NULL;
	name = find(&names, serial);
	if (name == NULL)
		fail(f, FAIL_USAGE, "the tree has no serial %s of %s", serial,
		    db);
	else if (path_join(path, f, "%s/%s", folder, name) == 0)
		found = mem_text(path, strlen(path));
	tree_names_free(&names);
	return found;
}
