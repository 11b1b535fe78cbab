#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compiler/path.h"
#include "compiler/published.h"
#include "compiler/tree.h"
#include "formats/head.h"
#include "formats/mem.h"
#include "formats/rd.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/wr.h"
#include "keys/digest.h"
#include "keys/sign.h"
#include "keys/tree_read.h"

/* The longest path below the tree: of the signature of a snapshot. */
#define PATH_LEN (NAME_DB_MAX + NAME_SIGNATURE + 16)

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

static int
read_head(int treefd, const char *db, const struct pubkey *key, struct head *h,
    struct fail *f)
{
	char path[PATH_LEN];
	struct wr file = { 0 };
	int rc;

	snprintf(path, sizeof(path), "%s/head", db);
	if (faccessat(treefd, path, F_OK, AT_SYMLINK_NOFOLLOW) == -1 &&
	    (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (tree_read(treefd, path, HEAD_MAX, &file, f) == -1)
		return -1;
	rc = open_head(h, &file, key, f);
	if (rc == 0 && strcmp(h->db, db) != 0)
		rc = fail(f, FAIL_TRUST, "this is the head of %s", h->db);
	wr_free(&file);
	return rc == 0 ? 1 : fail_at(f, "%s", path);
}

int
published_last(int treefd, const char *db, struct head *h, struct fail *f)
{
	return read_head(treefd, db, NULL, h, f);
}

int
published_head(int treefd, const char *db, const struct pubkey *key,
    struct head *h, struct fail *f)
{
	return read_head(treefd, db, key, h, f);
}

/* The .minisig of a file is the one that the head carries. */
static int
check_minisig(int treefd, const char *path, const struct signature *sig,
    struct fail *f)
{
	char name[PATH_LEN + 16];
	struct wr have = { 0 }, want = { 0 };
	int rc;

	snprintf(name, sizeof(name), "%s" NAME_SIGNED, path);
	sign_print(&want, sig);
	rc = tree_read(treefd, name, SIGN_FILE_MAX, &have, f);
	if (rc == 0 &&
	    (have.len != want.len || memcmp(have.buf, want.buf, want.len) != 0))
		rc = fail(f, FAIL_TRUST, "%s: is not as its head says", name);
	wr_free(&have);
	wr_free(&want);
	return rc;
}

int
published_snapshot(int treefd, const struct head *h, const struct pubkey *key,
    struct wr *copy, struct fail *f)
{
	char path[PATH_LEN], name[NAME_SNAPSHOT];
	struct digest digest;
	struct object object;
	struct signature sig;

	name_snapshot(name, h->serial, h->snapshot.hash);
	snprintf(path, sizeof(path), "%s/snapshot/%s", h->db, name);
	digest_begin_object(&digest);
	if (tree_read_digest(treefd, path, h->snapshot.bytes, &digest, copy,
		f) == -1)
		return -1;
	digest_object(&digest, &object);
	if (memcmp(object.hash, h->snapshot.hash, OBJECT_HASH_LEN) != 0)
		return fail(f, FAIL_TRUST,
		    "%s: has another hash than its head says", path);
	if (key == NULL)
		return 0;
	if (sign_of_minisig(&sig, &h->signature, f) == -1 ||
	    sign_verify(&sig, &digest.hash, key, f) == -1)
		return fail_at(f, "%s", path);
	return check_minisig(treefd, path, &sig, f);
}

/* A snapshot says which head it is for. */
static int
check_id(const struct snapshot_id *id, const struct head *head, struct fail *f)
{
	if (strcmp(id->db, head->db) != 0 || id->epoch != head->epoch ||
	    id->serial != head->serial)
		return fail(f, FAIL_TRUST,
		    "%s: the head of serial %u names a snapshot of %s, epoch "
		    "%u, serial %u",
		    head->db, head->serial, id->db, id->epoch, id->serial);
	return 0;
}

static int
decode(const struct wr *bytes, const struct head *head, struct set **set,
    struct fail *f)
{
	struct snapshot_id id;

	*set = snapshot_decode(rd_over(bytes->buf, bytes->len), &id, f);
	if (*set == NULL)
		return fail_at(f, "%s: the published snapshot", head->db);
	if (check_id(&id, head, f) == 0)
		return 1;
	set_free(*set);
	return -1;
}

int
published_read(int treefd, const char *db, const struct pubkey *key,
    struct head *head, struct set **set, struct fail *f)
{
	struct wr bytes = { 0 };
	int result = published_head(treefd, db, key, head, f);

	if (result == 1)
		result = published_snapshot(treefd, head, key, &bytes, f) == -1
		    ? -1
		    : decode(&bytes, head, set, f);
	wr_free(&bytes);
	return result;
}

/* The name that begins with the serial, NULL if there is none. */
static const char *
find_serial(const struct tree_names *names, const char *serial)
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
check_serial(const char *db, const char *serial, struct fail *f)
{
	if (!name_is_db(db, strlen(db)))
		return fail(f, FAIL_USAGE, "no database \"%s\"", db);
	if (*serial == '\0' || serial[strspn(serial, "0123456789")] != '\0')
		return fail(f, FAIL_USAGE, "\"%s\" is not a serial", serial);
	return 0;
}

char *
published_path(const char *tree, const char *db, const char *serial,
    struct fail *f)
{
	char folder[PATH_MAX], path[PATH_MAX], *found = NULL;
	struct tree_names names;
	const char *name;

	if (check_serial(db, serial, f) == -1 ||
	    path_join(folder, f, "%s/%s/snapshot", tree, db) == -1 ||
	    tree_list(AT_FDCWD, folder, &names, f) == -1)
		return NULL;
	name = find_serial(&names, serial);
	if (name == NULL)
		fail(f, FAIL_USAGE, "the tree has no serial %s of %s", serial,
		    db);
	else if (path_join(path, f, "%s/%s", folder, name) == 0)
		found = mem_text(path, strlen(path));
	tree_names_free(&names);
	return found;
}
