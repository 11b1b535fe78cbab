#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/tree.h"
#include "compiler/verify.h"
#include "formats/head.h"
#include "formats/mem.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/sign.h"

#define PIECE 65536

/* A path in the tree. */
#define PATH_LEN (NAME_DB_MAX + TREE_NAME_MAX + 32)

/* Opens a regular file that may be absent.  Returns -1 with errno. */
static int
open_file(int treefd, const char *path, uint64_t *size)
{
	int fd = openat(treefd, path,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	*size = (uint64_t)st.st_size;
	return fd;
}

/* Passes a file on piece by piece. */
static int
drain_file(int fd, wr_drain *take, void *arg)
{
	uint8_t piece[PIECE];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0)
		if (take(arg, piece, (size_t)n) == -1)
			return -1;
	return (int)n;
}

static int
take_all(void *arg, const void *bytes, size_t n)
{
	wr_bytes(arg, bytes, n);
	return 0;
}

/* Adds a file of at most max bytes. */
static int
read_small(int treefd, const char *path, size_t max, struct wr *w,
    struct fail *f)
{
	uint64_t size;
	int fd = open_file(treefd, path, &size), rc;

	if (fd == -1)
		return fail_errno(f, "%s", path);
	if (size > max) {
		rc = fail(f, FAIL_FORMAT, "%s: has more than %zu bytes", path,
		    max);
	} else {
		rc = drain_file(fd, take_all, w);
		if (rc == -1)
			fail_errno(f, "%s", path);
	}
	close(fd);
	return rc;
}

static int
open_head(struct head *h, const struct wr *file, const struct pubkey *key,
    struct fail *f)
{
	struct rd text;
	size_t n;

	if (sign_text_open(file->buf, file->len, key, &text, f) == -1)
		return -1;
	n = rd_left(&text);
	return head_parse(h, (const char *)rd_take(&text, n), n, f);
}

int
verify_head(int treefd, const char *db, const struct pubkey *key,
    struct head *h, struct fail *f)
{
	char path[PATH_LEN];
	struct wr file = { 0 };
	int rc;

	snprintf(path, sizeof(path), "%s/head", db);
	if (faccessat(treefd, path, F_OK, AT_SYMLINK_NOFOLLOW) == -1 &&
	    (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (read_small(treefd, path, HEAD_MAX, &file, f) == -1)
		return -1;
	rc = open_head(h, &file, key, f);
	if (rc == 0 && strcmp(h->db, db) != 0)
		rc = fail(f, FAIL_TRUST, "this is the head of %s", h->db);
	wr_free(&file);
	return rc == 0 ? 1 : fail_at(f, "%s", path);
}

/* What a file's bytes come to. */
struct sums {
	crypto_generichash_blake2b_state identity;
	struct sign_hash hash;
	struct wr *copy;
};

static int
take_sums(void *arg, const void *bytes, size_t n)
{
	struct sums *s = arg;

	crypto_generichash_blake2b_update(&s->identity, bytes, n);
	sign_hash_add(&s->hash, bytes, n);
	if (s->copy != NULL)
		wr_bytes(s->copy, bytes, n);
	return 0;
}

/* Reads a file of the size given, or of any if that is UINT64_MAX. */
static int
sum_file(int treefd, const char *path, uint64_t want, struct sums *s,
    struct fail *f)
{
	uint64_t size;
	int fd = open_file(treefd, path, &size), rc;

	if (fd == -1)
		return fail_errno(f, "%s", path);
	sign_hash_init(&s->hash);
	crypto_generichash_blake2b_init(&s->identity, NULL, 0, OBJECT_HASH_LEN);
	if (want != UINT64_MAX && size != want) {
		rc = fail(f, FAIL_TRUST, "%s: has %ju bytes, its head says %ju",
		    path, (uintmax_t)size, (uintmax_t)want);
	} else {
		rc = drain_file(fd, take_sums, s);
		if (rc == -1)
			fail_errno(f, "%s", path);
	}
	close(fd);
	return rc;
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
	rc = read_small(treefd, name, SIGN_FILE_MAX, &have, f);
	if (rc == 0 &&
	    (have.len != want.len || memcmp(have.buf, want.buf, want.len) != 0))
		rc = fail(f, FAIL_TRUST, "%s: is not as its head says", name);
	wr_free(&have);
	wr_free(&want);
	return rc;
}

int
verify_snapshot(int treefd, const struct head *h, const struct pubkey *key,
    struct wr *copy, struct fail *f)
{
	char path[PATH_LEN], name[NAME_SNAPSHOT];
	struct sums s = { .copy = copy };
	uint8_t hash[OBJECT_HASH_LEN];
	struct signature sig;

	name_snapshot(name, h->serial, h->snapshot.hash);
	snprintf(path, sizeof(path), "%s/snapshot/%s", h->db, name);
	if (sum_file(treefd, path, h->snapshot.bytes, &s, f) == -1)
		return -1;
	crypto_generichash_blake2b_final(&s.identity, hash, OBJECT_HASH_LEN);
	if (memcmp(hash, h->snapshot.hash, OBJECT_HASH_LEN) != 0)
		return fail(f, FAIL_TRUST,
		    "%s: has another hash than its head says", path);
	if (sign_of_minisig(&sig, &h->signature, f) == -1 ||
	    sign_verify(&sig, &s.hash, key, f) == -1)
		return fail_at(f, "%s", path);
	return check_minisig(treefd, path, &sig, f);
}

int
verify_text(int treefd, const char *name, const struct pubkey *key,
    struct fail *f)
{
	char path[PATH_LEN], signame[PATH_LEN + 16];
	struct sums s = { .copy = NULL };
	struct wr sig = { 0 };
	int rc = -1;

	snprintf(path, sizeof(path), "text/%s", name);
	snprintf(signame, sizeof(signame), "text/%s" NAME_SIGNED, name);
	if (sum_file(treefd, path, UINT64_MAX, &s, f) == 0 &&
	    read_small(treefd, signame, SIGN_FILE_MAX, &sig, f) == 0) {
		rc = sign_check(sig.buf, sig.len, &s.hash, key, f);
		if (rc == -1)
			fail_at(f, "%s", path);
	}
	wr_free(&sig);
	return rc;
}

static int
verify_database(int treefd, const char *db, const struct pubkey *key,
    struct fail *f)
{
	struct head h;
	int rc = verify_head(treefd, db, key, &h, f);

	if (rc == 1 && verify_snapshot(treefd, &h, key, NULL, f) == -1)
		rc = -1;
	return rc;
}

int
verify_databases(int treefd, const struct pubkey *key, struct fail *f)
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
