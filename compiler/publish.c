#include <stdio.h>
#include <string.h>

#include "compiler/gzip.h"
#include "compiler/publish.h"
#include "compiler/published.h"
#include "keys/sign.h"

#define DIR_LEN (NAME_DB_MAX + 16)

/* What a signature is of, for humans; programs read it in what is signed. */
static void
comment(char out[static MINISIG_COMMENT + 1], const struct head *h,
    const char *what)
{
	snprintf(out, MINISIG_COMMENT + 1, "db=%s epoch=%u serial=%u %s", h->db,
	    h->epoch, h->serial, what);
}

int
publish_snapshot_open(struct publish *p, struct tree_file *file, struct fail *f)
{
	char dir[DIR_LEN];

	snprintf(dir, sizeof(dir), "%s/snapshot", p->head.db);
	if (tree_file_open(file, p->tree, dir, f) == -1)
		return -1;
	digest_begin_object(&file->digest);
	return 0;
}

/* Signs a file that is done; the comment is lent to the signature. */
static void
sign(const struct publish *p, struct tree_file *file,
    const char about[static MINISIG_COMMENT + 1], struct signature *s)
{
	sign_make(s, p->key, &file->digest.hash, about);
	s->untrusted = MINISIG_UNTRUSTED;
	s->untrusted_len = strlen(MINISIG_UNTRUSTED);
}

/* Puts a file that is done in its place, and its signature after it. */
static int
commit(struct publish *p, struct tree_file *file, const char *name,
    const struct signature *sig, uint32_t mtime, struct fail *f)
{
	char signame[NAME_SIGNATURE];
	struct wr text = { 0 };
	int rc;

	name_signature(signame, name);
	if (tree_file_commit(file, name, mtime, f) == -1)
		return -1;
	sign_print(&text, sig);
	rc = tree_put(p->tree, file->dir, signame, &text, mtime, f);
	wr_free(&text);
	return rc;
}

int
publish_snapshot_close(struct publish *p, struct tree_file *file,
    struct fail *f)
{
	struct head *h = &p->head;
	char name[NAME_SNAPSHOT], about[MINISIG_COMMENT + 1];
	struct signature sig;

	if (tree_file_done(file, f) == -1)
		return -1;
	digest_object(&file->digest, &h->snapshot);
	comment(about, h, "snapshot");
	sign(p, file, about, &sig);
	sign_to_minisig(&sig, &h->signature);
	name_snapshot(name, h->serial, h->snapshot.hash);
	return commit(p, file, name, &sig, h->serial, f);
}

static int
drain_both(void *arg, const void *bytes, size_t n)
{
	struct publish_text *t = arg;

	wr_bytes(&t->plain.wr, bytes, n);
	gzip_add(t->gzip, bytes, n);
	return t->plain.wr.bad || t->packed.wr.bad ? -1 : 0;
}

int
publish_text_open(struct publish *p, struct publish_text *t, const char *name,
    bool packed, struct fail *f)
{
	*t = (struct publish_text){ .plain.fd = -1,
		.plain.dirfd = -1,
		.packed.fd = -1,
		.packed.dirfd = -1 };
	snprintf(t->name, sizeof(t->name), "%s", name);
	if (tree_file_open(&t->plain, p->tree, "text", f) == -1)
		return -1;
	if (!packed)
		return 0;
	if (tree_file_open(&t->packed, p->tree, "text", f) == -1) {
		publish_text_drop(t);
		return -1;
	}
	t->gzip = gzip_new(&t->packed.wr);
	t->both = (struct wr){ .drain = drain_both, .arg = t };
	return 0;
}

struct wr *
publish_text_wr(struct publish_text *t)
{
	return t->gzip != NULL ? &t->both : &t->plain.wr;
}

static int
close_one(struct publish *p, struct tree_file *file, const char *name,
    struct fail *f)
{
	char what[NAME_TEXT + 16], about[MINISIG_COMMENT + 1];
	struct signature sig;

	if (tree_file_done(file, f) == -1)
		return -1;
	snprintf(what, sizeof(what), "file=%s", name);
	comment(about, &p->head, what);
	sign(p, file, about, &sig);
	return commit(p, file, name, &sig, p->head.time, f);
}

int
publish_text_close(struct publish *p, struct publish_text *t, struct fail *f)
{
	bool packed = t->gzip != NULL;
	char packed_name[NAME_TEXT + sizeof(NAME_PACKED)];
	int rc;

	snprintf(packed_name, sizeof(packed_name), "%s" NAME_PACKED, t->name);
	wr_flush(&t->both);
	gzip_end(t->gzip);
	t->gzip = NULL;
	rc = close_one(p, &t->plain, t->name, f);
	if (rc == 0 && packed)
		rc = close_one(p, &t->packed, packed_name, f);
	publish_text_drop(t);
	return rc;
}

void
publish_text_drop(struct publish_text *t)
{
	gzip_free(t->gzip);
	t->gzip = NULL;
	tree_file_drop(&t->plain);
	tree_file_drop(&t->packed);
	wr_free(&t->both);
}

/* Subscribers would refuse what goes back. */
static int
check_forward(const struct head *last, const struct head *h, struct fail *f)
{
	if (h->epoch < last->epoch)
		return fail(f, FAIL_STALE, "%s: epoch %u is published already",
		    h->db, last->epoch);
	if (h->epoch > last->epoch)
		return 0;
	if (h->serial < last->serial || h->time < last->time)
		return fail(f, FAIL_STALE,
		    "%s: serial %u, time %u is before what is published "
		    "(%u, %u)",
		    h->db, h->serial, h->time, last->serial, last->time);
	if (h->serial == last->serial &&
	    memcmp(h->snapshot.hash, last->snapshot.hash, OBJECT_HASH_LEN) != 0)
		return fail(f, FAIL_STALE,
		    "%s: serial %u is published with another snapshot", h->db,
		    h->serial);
	return 0;
}

int
publish_head(struct publish *p, struct fail *f)
{
	struct wr text = { 0 }, file = { 0 };
	char about[MINISIG_COMMENT + 1];
	struct head last;
	int rc = published_last(tree_fd(p->tree), p->head.db, &last, f);

	if (rc == -1 || (rc == 1 && check_forward(&last, &p->head, f) == -1))
		return -1;
	head_write(&text, &p->head);
	comment(about, &p->head, "head");
	sign_text_wrap(&file, p->key, text.buf, text.len, about);
	rc = tree_put(p->tree, p->head.db, "head", &file, p->head.time, f);
	wr_free(&text);
	wr_free(&file);
	return rc;
}
