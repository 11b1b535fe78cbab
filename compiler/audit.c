#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "compiler/audit.h"
#include "compiler/conf.h"
#include "compiler/published.h"
#include "compiler/verify.h"
#include "formats/fail.h"
#include "formats/head.h"
#include "formats/set.h"
#include "keys/keyfile.h"

/* Its public half; an encrypted one would have to be unlocked for that. */
static int
read_key(const char *path, struct pubkey *public, struct fail *f)
{
	int locked = seckey_locked(path, f);
	struct seckey *secret;

	if (locked == 1)
		return fail(f, FAIL_USAGE,
		    "%s: is encrypted: give its public key with --public",
		    path);
	if (locked == -1 || (secret = seckey_read(path, NULL, NULL, f)) == NULL)
		return -1;
	seckey_public(secret, public);
	seckey_free(secret);
	return 0;
}

static bool
is_published(int treefd, const char *db)
{
	char path[NAME_DB_MAX + 10];

	snprintf(path, sizeof(path), "%s/head", db);
	return faccessat(treefd, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void
look_at_set(struct audit *a, const char *db, const struct pubkey *key)
{
	struct fail why = { 0 };
	struct set *set = NULL;
	struct head head;
	int found = published_read(a->treefd, db, key, &head, &set, &why);

	if (found == -1)
		a->bad(a->arg, &why);
	else
		a->databases += (size_t)found;
	if (found == 1)
		set_free(set);
}

/*
 * Twice if need be: a build puts a text and then its signature in place, and
 * the old one of either may have been met with the new one of the other.
 */
static void
look_at_texts(struct audit *a, const char *db, const struct pubkey *key)
{
	struct fail why = { 0 };
	int found = verify_texts(a->treefd, db, key, &why);

	if (found == -1) {
		why = (struct fail){ 0 };
		found = verify_texts(a->treefd, db, key, &why);
	}
	if (found == -1)
		a->bad(a->arg, &why);
	else
		a->texts += (size_t)found;
}

int
audit_database(struct audit *a, const struct conf_db *db, struct fail *f)
{
	const char *name = db->policy.name;
	struct pubkey own;

	if (!is_published(a->treefd, name))
		return 0;
	if (a->public == NULL && read_key(db->key, &own, f) == -1)
		return -1;
	look_at_set(a, name, a->public != NULL ? a->public : &own);
	look_at_texts(a, name, a->public != NULL ? a->public : &own);
	return 0;
}
