#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "compiler/delegation.h"
#include "compiler/tree_catalog.h"
#include "formats/head.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "keys/published.h"
#include "keys/roots.h"
#include "keys/tree_read.h"
#include "keys/watch.h"

void
delegation_read(struct delegation *d, int treefd)
{
	d->why = (struct fail){ 0 };
	d->found = tree_catalog_read(treefd, &d->catalog, &d->why);
}

int
delegation_head(const struct catalog *c, int treefd, const char *db,
    struct fail *f)
{
	char path[PUBLISHED_PATH];
	struct wr w = { 0 };
	struct head head;
	int rc;

	snprintf(path, sizeof(path), "%s/head", db);
	if (faccessat(treefd, path, F_OK, AT_SYMLINK_NOFOLLOW) == -1 &&
	    (errno == ENOENT || errno == ENOTDIR))
		return 0;
	rc = tree_read(treefd, path, HEAD_MAX, &w, f);
	if (rc == 0) {
		rc = roots_head(c, db, rd_over(w.buf, w.len), &head, f);
		if (rc == -1)
			fail_at(f, "%s", path);
	}
	wr_free(&w);
	return rc == 0 ? 1 : -1;
}

/* A catalog that will be over is good still. */
static void
on_watch(void *arg, const struct fail *why)
{
	struct fail *f = arg;

	if (why->kind == FAIL_STALE || why->kind == FAIL_FUTURE)
		fail(f, why->kind, "%s", why->msg);
}

static int
check_key(const struct delegation *d, int treefd,
    const struct delegation_new *new, struct fail *f)
{
	struct fail why = { 0 };
	char id[KEY_ID_TEXT];

	if (delegation_head(&d->catalog, treefd, new->db, &why) != -1)
		return 0;
	key_id_text(id, new->key->id);
	return fail(f, FAIL_HELD,
	    "%s is published, but no subscriber takes it: %s; publish a "
	    "catalog that lets key %s sign epoch %u of it (feedkey catalog "
	    "make)",
	    new->db, why.msg, id, new->epoch);
}

int
delegation_check(const struct delegation *d, int treefd,
    const struct delegation_new *new, struct fail *f)
{
	struct fail why = d->why;

	if (d->found == 0)
		return 0;
	if (d->found == 1)
		watch_validity(&d->catalog, new->now, on_watch, &why);
	if (why.kind != FAIL_NONE)
		return fail(f, FAIL_HELD,
		    "%s is published, but no subscriber takes it: %s; publish "
		    "a good catalog (feedc catalog)",
		    new->db, why.msg);
	return check_key(d, treefd, new, f);
}
