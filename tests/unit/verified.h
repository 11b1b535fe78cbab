/* The databases of a tree, all of them verified. */
#ifndef FEEDMILL_UNIT_VERIFIED_H
#define FEEDMILL_UNIT_VERIFIED_H

#include <string.h>

#include "compiler/tree.h"
#include "compiler/verify.h"
#include "formats/fail.h"
#include "formats/name.h"

/* Returns how many there are, or -1 with the first failure. */
static inline int
verified_databases(int treefd, const struct pubkey *key, struct fail *f)
{
	struct tree_names names;
	int count = 0;

	if (tree_list(treefd, ".", &names, f) == -1)
		return -1;
	for (size_t i = 0; i < names.n && count != -1; i++) {
		const char *name = names.name[i];
		int rc;

		if (!name_is_db(name, strlen(name)))
			continue;
		rc = verify_database(treefd, name, key, f);
		count = rc == -1 ? -1 : count + rc;
	}
	tree_names_free(&names);
	return count;
}

#endif
