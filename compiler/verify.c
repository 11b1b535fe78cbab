#include <stdio.h>
#include <string.h>

#include "compiler/tree.h"
#include "compiler/verify.h"
#include "formats/head.h"
#include "formats/index.h"
#include "formats/wr.h"
#include "keys/digest.h"
#include "keys/published.h"
#include "keys/sign.h"
#include "keys/tree_read.h"

/* A path in the tree. */
#define PATH_LEN (NAME_DB_MAX + TREE_NAME_MAX + 32)

int
verify_text(int treefd, const char *name, const struct pubkey *key,
    struct fail *f)
{
	char path[PATH_LEN], signame[PATH_LEN + 16];
	struct digest digest;
	struct wr sig = { 0 };
	int rc = -1;

	snprintf(path, sizeof(path), "text/%s", name);
	snprintf(signame, sizeof(signame), "text/%s" NAME_SIGNED, name);
	digest_begin(&digest);
	if (tree_read_digest(treefd, path, UINT64_MAX, &digest, NULL, f) == 0 &&
	    tree_read(treefd, signame, SIGN_FILE_MAX, &sig, f) == 0) {
		rc = sign_check(sig.buf, sig.len, &digest.hash, key, f);
		if (rc == -1)
			fail_at(f, "%s", path);
	}
	wr_free(&sig);
	return rc;
}

/* What a head and its index both say, they say alike. */
static int
check_alike(const struct head *h, const struct index *x, struct fail *f)
{
	const struct index_delta *d = x->n > 0 ? &x->deltas[x->n - 1] : NULL;

	if (x->snapshot_serial == h->serial &&
	    !object_same(&x->snapshot, &h->snapshot))
		return fail(f, FAIL_TRUST,
		    "%s: head and index name two snapshots", h->db);
	if (h->has_delta != (d != NULL) ||
	    (d != NULL &&
		(d->from != h->delta_from ||
		    !object_same(&d->object, &h->delta))))
		return fail(f, FAIL_TRUST, "%s: head and index name two deltas",
		    h->db);
	return 0;
}

static int
verify_objects(int treefd, const struct head *h, const struct index *x,
    const struct pubkey *key, struct fail *f)
{
	char path[PUBLISHED_PATH];

	if (check_alike(h, x, f) == -1 ||
	    published_signed(treefd, x, key, f) == -1)
		return -1;
	for (size_t i = 0; i < x->n; i++) {
		published_delta_path(path, x, i);
		if (published_object(treefd, path, &x->deltas[i].object, NULL,
			f) == -1)
			return -1;
	}
	return 0;
}

int
verify_database(int treefd, const char *db, const struct pubkey *key,
    struct fail *f)
{
	struct head h;
	struct index x;
	int rc = published_head(treefd, db, key, &h, f);

	if (rc != 1)
		return rc;
	if (published_index(treefd, &h, &x, f) == -1)
		return -1;
	if (verify_objects(treefd, &h, &x, key, f) == -1)
		rc = -1;
	index_clear(&x);
	return rc;
}

/* Is it the text of a database, or of any, and no signature? */
static bool
is_text(const char *name, const char *db)
{
	return name[0] != '.' && !name_is_signature(name) &&
	    (db == NULL || name_is_text_of(name, db));
}

int
verify_texts(int treefd, const char *db, const struct pubkey *key,
    struct fail *f)
{
	struct tree_names names;
	int count = 0;

	if (tree_list(treefd, "text", &names, f) == -1)
		return -1;
	for (size_t i = 0; i < names.n && count != -1; i++) {
		if (!is_text(names.name[i], db))
			continue;
		if (verify_text(treefd, names.name[i], key, f) == -1)
			count = -1;
		else
			count++;
	}
	tree_names_free(&names);
	return count;
}
