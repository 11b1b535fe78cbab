#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/head.h"
#include "formats/index.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/digest.h"
#include "keys/published.h"
#include "keys/sign.h"
#include "keys/tree_read.h"

/* The head in a file's bytes; by any key if none is given. */
static int
open_head(struct head *h, const struct wr *file, const struct pubkey *key,
    struct fail *f)
{
	struct rd text = rd_over(file->buf, file->len);
	struct signature sig;
	int rc;
	size_t n;

	if (key != NULL)
		rc = sign_text_open(file->buf, file->len, key, &text, f);
	else
		rc = sign_parse(&sig, &text, f);
	if (rc == -1)
		return -1;
	n = rd_left(&text);
	return head_parse(h, (const char *)rd_take(&text, n), n, f);
}

/* The file of a head.  Returns 1, 0 if there is none, or -1. */
static int
read_file(int treefd, const char *path, struct wr *file, struct fail *f)
{
	if (faccessat(treefd, path, F_OK, AT_SYMLINK_NOFOLLOW) == -1 &&
	    (errno == ENOENT || errno == ENOTDIR))
		return 0;
	return tree_read(treefd, path, HEAD_MAX, file, f) == 0 ? 1 : -1;
}

int
published_head(int treefd, const char *db, const struct pubkey *key,
    struct head *h, struct fail *f)
{
	char path[PUBLISHED_PATH];
	struct wr file = { 0 };
	int rc;

	snprintf(path, sizeof(path), "%s/head", db);
	rc = read_file(treefd, path, &file, f);
	if (rc == 1) {
		if (open_head(h, &file, key, f) == -1)
			rc = fail_at(f, "%s", path);
		else if (strcmp(h->db, db) != 0)
			rc = fail(f, FAIL_TRUST, "%s: this is the head of %s",
			    path, h->db);
	}
	wr_free(&file);
	return rc;
}

bool
published_by_another(int treefd, const char *db, const struct pubkey *key)
{
	char path[PUBLISHED_PATH];
	struct wr file = { 0 };
	struct fail unheard = { 0 };
	struct signature sig;
	struct head h;
	bool is = false;

	snprintf(path, sizeof(path), "%s/head", db);
	if (published_last(treefd, db, &h, &unheard) == 1 &&
	    read_file(treefd, path, &file, &unheard) == 1) {
		struct rd text = rd_over(file.buf, file.len);

		is = sign_parse(&sig, &text, &unheard) == 0 &&
		    memcmp(sig.id, key->id, KEY_ID_LEN) != 0;
	}
	wr_free(&file);
	return is;
}

int
published_last(int treefd, const char *db, struct head *h, struct fail *f)
{
	return published_head(treefd, db, NULL, h, f);
}

/* Reads an object; what was hashed is left to check a signature of it. */
static int
read_object(int treefd, const char *path, const struct object *want,
    struct digest *digest, struct wr *copy, struct fail *f)
{
	struct object is;

	digest_begin_object(digest);
	if (tree_read_digest(treefd, path, want->bytes, digest, copy, f) == -1)
		return -1;
	digest_object(digest, &is);
	if (!object_same(&is, want))
		return fail(f, FAIL_TRUST,
		    "%s: has another hash than the one signed", path);
	return 0;
}

int
published_object(int treefd, const char *path, const struct object *want,
    struct wr *copy, struct fail *f)
{
	struct digest digest;

	return read_object(treefd, path, want, &digest, copy, f);
}

/* An index says which head it is for. */
static int
check_owner(const struct index *x, const struct head *h, struct fail *f)
{
	if (strcmp(x->db, h->db) != 0 || x->epoch != h->epoch ||
	    x->serial != h->serial)
		return fail(f, FAIL_TRUST,
		    "its head is of %s, epoch %u, serial %u, and it of %s, "
		    "epoch %u, serial %u",
		    h->db, h->epoch, h->serial, x->db, x->epoch, x->serial);
	return 0;
}

int
published_index(int treefd, const struct head *h, struct index *x,
    struct fail *f)
{
	char path[PUBLISHED_PATH], name[NAME_INDEX];
	struct wr text = { 0 };
	int rc;

	*x = (struct index){ 0 };
	name_index(name, h->serial, h->index.hash);
	snprintf(path, sizeof(path), "%s/index/%s", h->db, name);
	rc = published_object(treefd, path, &h->index, &text, f);
	if (rc == 0) {
		rc = index_parse(x, (const char *)text.buf, text.len, f);
		if (rc == 0 && (rc = check_owner(x, h, f)) == -1)
			index_clear(x);
		if (rc == -1)
			fail_at(f, "%s", path);
	}
	wr_free(&text);
	return rc;
}

void
published_snapshot_path(char out[static PUBLISHED_PATH], const struct index *x)
{
	char name[NAME_SNAPSHOT];

	name_snapshot(name, x->snapshot_serial, x->snapshot.hash);
	snprintf(out, PUBLISHED_PATH, "%s/snapshot/%s", x->db, name);
}

void
published_delta_path(char out[static PUBLISHED_PATH], const struct index *x,
    size_t i)
{
	char name[NAME_DELTA];

	name_delta(name, x->deltas[i].from, index_to(x, i),
	    x->deltas[i].object.hash);
	snprintf(out, PUBLISHED_PATH, "%s/delta/%s", x->db, name);
}

int
published_signed(int treefd, const struct index *x, const struct pubkey *key,
    struct fail *f)
{
	char path[PUBLISHED_PATH],
	    signame[PUBLISHED_PATH + sizeof(NAME_SIGNED)];
	struct wr sig = { 0 };
	struct digest digest;
	int rc;

	published_snapshot_path(path, x);
	snprintf(signame, sizeof(signame), "%s" NAME_SIGNED, path);
	if (read_object(treefd, path, &x->snapshot, &digest, NULL, f) == -1)
		return -1;
	rc = tree_read(treefd, signame, SIGN_FILE_MAX, &sig, f);
	if (rc == 0) {
		rc = sign_check(sig.buf, sig.len, &digest.hash, key, f);
		if (rc == -1)
			fail_at(f, "%s", signame);
	}
	wr_free(&sig);
	return rc;
}
