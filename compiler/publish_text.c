#include <stdio.h>
#include <string.h>

#include "compiler/gzip.h"
#include "compiler/publish.h"
#include "compiler/publish_text.h"

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
	char what[NAME_TEXT + 16];
	struct minisig sig;

	if (tree_file_done(file, f) == -1)
		return -1;
	snprintf(what, sizeof(what), "file=%s", name);
	publish_sign(p, &file->digest.hash, what, &sig);
	if (tree_file_commit(file, name, p->head.time, f) == -1)
		return -1;
	return publish_signature(p, "text", name, &sig, p->head.time, f);
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
