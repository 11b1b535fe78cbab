#include <string.h>

#include "compiler/published.h"
#include "compiler/verify.h"
#include "formats/head.h"
#include "formats/rd.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/wr.h"

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
	int result = verify_head(treefd, db, key, head, f);

	if (result == 1)
		result = verify_snapshot(treefd, head, key, &bytes, f) == -1
		    ? -1
		    : decode(&bytes, head, set, f);
	wr_free(&bytes);
	return result;
}
