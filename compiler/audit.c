#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "compiler/audit.h"
#include "compiler/conf.h"
#include "compiler/delegation.h"
#include "compiler/reach.h"
#include "compiler/tree_catalog.h"
#include "compiler/verify.h"
#include "formats/fail.h"
#include "formats/head.h"
#include "formats/index.h"
#include "formats/set.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "keys/published.h"
#include "keys/sign.h"
#include "keys/watch.h"

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

/* What is over now is as bad as a signature that is. */
static void
on_watch(void *arg, const struct fail *why)
{
	struct audit *a = arg;

	if (why->kind == FAIL_HELD)
		a->soon(a->arg, why);
	else if (why->kind != FAIL_NONE)
		a->bad(a->arg, why);
}

void
audit_catalog(struct audit *a)
{
	struct fail why = { 0 };
	int found = tree_catalog_read(a->treefd, &a->catalog, &why);

	a->has_catalog = found == 1;
	if (found == -1)
		a->bad(a->arg, &why);
	if (found == 1)
		watch_validity(&a->catalog, a->now, on_watch, a);
}

/* The catalog lets the head's key sign it, and will go on to. */
static void
look_at_delegation(struct audit *a, const char *db)
{
	const struct catalog_db *said = catalog_db(&a->catalog, db);
	struct fail why = { 0 };

	if (delegation_head(&a->catalog, a->treefd, db, &why) == -1)
		a->bad(a->arg, &why);
	if (said != NULL)
		watch_db(&a->catalog, said, a->now, on_watch, a);
}

static bool
is_published(int treefd, const char *db)
{
	char path[NAME_DB_MAX + 10];

	snprintf(path, sizeof(path), "%s/head", db);
	return faccessat(treefd, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* The signature that the head has for the snapshot at its serial. */
static int
check_signature(const struct wr *snapshot, const struct head *h,
    const struct pubkey *key, struct fail *f)
{
	struct sign_hash hash = sign_hash_of(snapshot->buf, snapshot->len);
	struct signature sig;

	if (sign_of_minisig(&sig, &h->signature, f) == -1 ||
	    sign_verify(&sig, &hash, key, f) == -1)
		return fail_at(f, "%s: the snapshot of the head", h->db);
	return 0;
}

/* What the way that the tree offers leads to is what the head signs. */
static int
check_way(int treefd, const char *db, const struct pubkey *key, struct fail *f)
{
	struct head h;
	struct index x = { 0 };
	struct reach state = { 0 };
	int rc = published_head(treefd, db, key, &h, f) == 1 ? 0 : -1;

	if (rc == 0)
		rc = published_index(treefd, &h, &x, f);
	if (rc == 0)
		rc = reach_head(treefd, &h, &x, &state, f);
	if (rc == 0)
		rc = check_signature(&state.snapshot, &h, key, f);
	reach_clear(&state);
	index_clear(&x);
	return rc;
}

static void
look_at_set(struct audit *a, const char *db, const struct pubkey *key)
{
	struct fail why = { 0 };

	if (verify_database(a->treefd, db, key, &why) == -1 ||
	    check_way(a->treefd, db, key, &why) == -1)
		a->bad(a->arg, &why);
	else
		a->databases++;
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
	if (a->has_catalog)
		look_at_delegation(a, name);
	return 0;
}
