#include <string.h>

#include "formats/set.h"
#include "formats/snapshot.h"
#include "keys/apply.h"
#include "keys/roots.h"
#include "keys/sign.h"
#include "subscriber/held.h"

void
held_free(struct held *h)
{
	set_free(h->at.set);
	wr_free(&h->head_file);
	h->at.set = NULL;
	h->known = false;
}

/* It is what was put there, by its hash, so that only memory can fail. */
static int
decode(struct held *h, const struct state_held *kept, struct fail *f)
{
	struct rd text = rd_over(kept->head_file.buf, kept->head_file.len);
	struct rd bytes = rd_over(kept->snapshot.buf, kept->snapshot.len);
	struct signature sig;

	if (sign_parse(&sig, &text, f) == -1 ||
	    head_parse(&h->head, (const char *)text.p, rd_left(&text), f) == -1)
		return -1;
	h->known = true;
	wr_bytes(&h->head_file, kept->head_file.buf, kept->head_file.len);
	if (kept->snapshot.len == 0)
		return 0;
	memcpy(h->at.state, h->head.snapshot.hash, sizeof(h->at.state));
	h->at.set = snapshot_decode(bytes, &h->at.id, f);
	return h->at.set == NULL ? -1 : 0;
}

int
held_read(struct held *h, const struct state_db *place, struct fail *f)
{
	struct state_held kept;
	int rc = 0;

	*h = (struct held){ .place = *place };
	if (state_held(place, &kept, f) == -1)
		return -1;
	if (kept.head_file.len > 0)
		rc = decode(h, &kept, f);
	state_held_free(&kept);
	return rc == -1 ? fail_at(f, "%s: what is held", place->db) : 0;
}

struct trust_held
held_trust(const struct held *h, const struct catalog *c)
{
	struct rd file = rd_over(h->head_file.buf, h->head_file.len);
	struct trust_held t = { 0 };
	struct fail f = { 0 };
	struct head head;

	if (!h->known)
		return t;
	t.head = &h->head;
	t.set = h->at.set != NULL;
	t.revoked = roots_head(c, h->place.db, file, &head, &f) == -1 &&
	    (f.kind == FAIL_KEY || f.kind == FAIL_TRUST);
	return t;
}

uint32_t
held_until(const struct held *h, const struct catalog *c)
{
	struct rd file = rd_over(h->head_file.buf, h->head_file.len);
	struct roots_signer by;
	struct fail f = { 0 };

	if (c == NULL)
		return h->head.valid_until;
	/* of one by a key that is named no more, the rest still holds */
	if (roots_head_key(c, h->place.db, file, &by, &f) == -1)
		by.until = UINT32_MAX;
	return trust_until(&h->head, by.until, c->valid_until);
}

static void
keep_head(struct held *h, const struct held_head *head)
{
	struct wr file = { 0 };

	wr_bytes(&file, head->file.p, rd_left(&head->file));
	wr_free(&h->head_file);
	h->head_file = file;
	h->head = *head->head;
	h->known = true;
}

int
held_install(struct held *h, const struct held_head *head, struct apply *a,
    struct fail *f)
{
	if (state_install(&h->place, head->file, a->snapshot, f) == -1)
		return -1;
	set_free(h->at.set);
	h->at = apply_take(a);
	keep_head(h, head);
	return 0;
}

int
held_beat(struct held *h, const struct held_head *head, struct fail *f)
{
	if (state_beat(&h->place, head->file, f) == -1)
		return -1;
	keep_head(h, head);
	return 0;
}
