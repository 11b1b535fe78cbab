#include <stdio.h>

#include "formats/set.h"
#include "keys/apply.h"
#include "keys/roots.h"
#include "keys/sign.h"
#include "subscriber/catalogs.h"
#include "subscriber/conf.h"
#include "subscriber/recheck.h"
#include "subscriber/state.h"
#include "subscriber/trust.h"

int
recheck_catalog(struct recheck_place *p, struct fail *f)
{
	struct catalogs catalogs = { .pinned = &p->feed->roots };
	int rc = catalogs_read(&catalogs, p->state, p->feed->name, f);

	if (rc == 0 && !catalogs.held)
		rc = fail(f, FAIL_ROOTS,
		    "no catalog is held that was believed by these roots%s",
		    catalogs.repinned
			? ", but one by others that were in the configuration "
			  "before: update once with these, or name the former "
			  "ones again"
			: ": it is damaged, or none was fetched yet, and the "
			  "next update fetches it");
	if (rc == 0)
		p->catalog = catalogs.catalog;
	catalogs_free(&catalogs);
	return rc;
}

/* The signature beside the snapshot, for those who have minisign. */
static int
check_signature(const struct recheck *r, const struct recheck_place *p,
    const char *db, const struct wr *snapshot, struct fail *f)
{
	struct sign_hash hash = sign_hash_of(snapshot->buf, snapshot->len);
	char name[NAME_DB_MAX + sizeof(".snap" NAME_SIGNED)];
	struct wr file = { 0 };
	int rc;

	snprintf(name, sizeof(name), "%s.snap" NAME_SIGNED, db);
	rc = state_read(p->state, p->feed->name, name, SIGN_FILE_MAX, &file, f);
	if (rc == 0)
		rc = fail(f, FAIL_MISSING, "%s: is not there", name);
	else if (rc == 1 &&
	    (rc = sign_check(file.buf, file.len, &hash, &r->key, f)) == -1)
		fail_at(f, "%s", name);
	wr_free(&file);
	return rc;
}

static int
check_set(struct recheck *r, const struct wr *snapshot, struct fail *f)
{
	struct apply a = apply_begin(&r->head, NULL);
	int rc = apply_snapshot(&a, &r->head.snapshot, r->head.serial,
	    rd_over(snapshot->buf, snapshot->len), f);

	if (rc == 0)
		rc = apply_end(&a, &r->key, f);
	if (rc == 0)
		r->set = apply_take(&a).set;
	apply_free(&a);
	return rc;
}

static int
check(struct recheck *r, const struct recheck_place *p, const char *db,
    const struct state_held *held, struct fail *f)
{
	struct rd file = rd_over(held->head_file.buf, held->head_file.len);
	struct roots_signer by;

	if (held->head_file.len == 0)
		return fail(f, held->damaged ? FAIL_HASH : FAIL_MISSING,
		    held->damaged ? "the head is damaged" : "nothing is held");
	if (roots_head(&p->catalog, db, file, &r->head, f) == -1 ||
	    roots_head_key(&p->catalog, db, file, &by, f) == -1)
		return fail_at(f, "head");
	r->key = by.key;
	r->until = trust_until(&r->head, by.until, p->catalog.valid_until);
	if (held->snapshot.len == 0)
		return fail(f, FAIL_HASH,
		    "the snapshot is damaged; the next update repairs it");
	if (check_set(r, &held->snapshot, f) == -1)
		return fail_at(f, "snapshot");
	return check_signature(r, p, db, &held->snapshot, f);
}

int
recheck_db(struct recheck *r, const struct recheck_place *p, const char *db,
    struct fail *f)
{
	struct state_db place = { p->state, p->feed->name, db };
	struct state_held held;
	int rc;

	*r = (struct recheck){ 0 };
	if (state_held(&place, &held, f) == -1)
		return -1;
	rc = check(r, p, db, &held, f);
	state_held_free(&held);
	if (rc == -1)
		recheck_free(r);
	return rc;
}

void
recheck_free(struct recheck *r)
{
	set_free(r->set);
	r->set = NULL;
}
