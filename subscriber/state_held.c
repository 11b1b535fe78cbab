#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/head.h"
#include "keys/newfile.h"
#include "keys/sign.h"
#include "subscriber/state.h"
#include "subscriber/state_own.h"
#include "subscriber/trust.h"

/* Names of a database's files: its own, and the longest suffix. */
#define FILE_NAME (NAME_DB_MAX + 24)

static int
file_read(const struct state_db *d, const char *suffix, size_t most,
    struct wr *w, struct fail *f)
{
	char name[FILE_NAME];

	snprintf(name, sizeof(name), "%s%s", d->db, suffix);
	return state_read(d->state, d->feed, name, most, w, f);
}

static int
file_write(const struct state_db *d, const char *suffix, struct rd bytes,
    struct fail *f)
{
	char name[FILE_NAME];

	snprintf(name, sizeof(name), "%s%s", d->db, suffix);
	return state_write(d->state, d->feed, name, bytes, f);
}

/* For free(). */
static char *
file_path(const struct state_db *d, const char *suffix)
{
	char name[FILE_NAME];

	snprintf(name, sizeof(name), "%s%s", d->db, suffix);
	return state_path(d->state, d->feed, name);
}

/* What a head file says, whoever signed it. */
static int
peek(const struct wr *file, struct head *h, struct fail *f)
{
	struct rd text = rd_over(file->buf, file->len);
	struct signature sig;

	if (sign_parse(&sig, &text, f) == -1)
		return -1;
	return head_parse(h, (const char *)text.p, rd_left(&text), f);
}

/* Is this the head of that snapshot? */
static bool
fits(const struct wr *head_file, const struct wr *snapshot)
{
	struct fail f = { 0 };
	struct head h;

	return peek(head_file, &h, &f) == 0 &&
	    object_check(&h.snapshot, snapshot->buf, snapshot->len, &f) == 0;
}

/* The signature beside the snapshot is the one of its head. */
static int
put_signature(const struct state_db *d, const struct wr *head_file,
    struct fail *f)
{
	struct wr have = { 0 }, want = { 0 };
	struct fail odd = { 0 };
	struct signature sig;
	struct head h;
	int rc = 0;

	if (peek(head_file, &h, f) == -1 ||
	    sign_of_minisig(&sig, &h.signature, f) == -1)
		return -1;
	sign_print(&want, &sig);
	if (file_read(d, ".snap" NAME_SIGNED, SIGN_FILE_MAX, &have, &odd) !=
		1 ||
	    have.len != want.len || memcmp(have.buf, want.buf, want.len) != 0)
		rc = file_write(d, ".snap" NAME_SIGNED,
		    rd_over(want.buf, want.len), f);
	wr_free(&have);
	wr_free(&want);
	return rc;
}

static int
next_to_head(const struct state_db *d, struct fail *f)
{
	char *next = file_path(d, ".next"), *head = file_path(d, ".head");
	int rc = newfile_rename(next, head, f);

	free(next);
	free(head);
	return rc;
}

/* An installation that was interrupted before its snapshot was there. */
static int
drop_next(const struct state_db *d, struct fail *f)
{
	char *next = file_path(d, ".next");
	int rc = 0;

	if (unlink(next) == -1 && errno != ENOENT)
		rc = fail_errno(f, "%s", next);
	free(next);
	return rc;
}

/*
 * Goes on where an installation stopped: once the snapshot is in place the
 * head has to follow.  *head becomes the one that fits.
 */
static int
recover(const struct state_db *d, struct wr *head, const struct wr *snapshot,
    struct fail *f)
{
	struct wr next = { 0 };
	bool done;
	int rc = file_read(d, ".next", HEAD_MAX, &next, f);

	if (rc == 1) {
		done = fits(&next, snapshot);
		rc = 0;
		if (!state_is_looked_at(d->state)) {
			if (!done)
				rc = drop_next(d, f);
			else if (put_signature(d, &next, f) == -1 ||
			    next_to_head(d, f) == -1)
				rc = -1;
		}
		if (done) {
			struct wr old = *head;

			*head = next;
			next = old;
		}
	}
	wr_free(&next);
	return rc;
}

static void
judge(struct state_held *held)
{
	struct fail f = { 0 };
	struct head h;

	if (held->head_file.len == 0 || peek(&held->head_file, &h, &f) == -1) {
		held->damaged = held->head_file.len > 0;
		wr_free(&held->head_file);
		wr_free(&held->snapshot);
	} else if (!fits(&held->head_file, &held->snapshot)) {
		held->damaged = true;
		wr_free(&held->snapshot);
	}
}

static int
read_held(const struct state_db *d, struct state_held *held, struct fail *f)
{
	*held = (struct state_held){ 0 };
	if (file_read(d, ".head", HEAD_MAX, &held->head_file, f) == -1 ||
	    file_read(d, ".snap", TRUST_BYTES_MAX, &held->snapshot, f) == -1 ||
	    recover(d, &held->head_file, &held->snapshot, f) == -1)
		goto bad;
	judge(held);
	if (held->snapshot.len > 0 && !state_is_looked_at(d->state) &&
	    put_signature(d, &held->head_file, f) == -1)
		goto bad;
	return 0;
bad:
	state_held_free(held);
	return -1;
}

int
state_held(const struct state_db *d, struct state_held *held, struct fail *f)
{
	struct fail odd = { 0 };

	if (!state_is_looked_at(d->state))
		return read_held(d, held, f);
	/* without the lock one may have come between two renames of others */
	if (read_held(d, held, &odd) == 0 && !held->damaged)
		return 0;
	state_held_free(held);
	return read_held(d, held, f);
}

void
state_held_free(struct state_held *held)
{
	wr_free(&held->head_file);
	wr_free(&held->snapshot);
}

/* A head on its way, left by an installation that failed, comes first. */
static int
settle(const struct state_db *d, struct fail *f)
{
	char *next = file_path(d, ".next");
	struct state_held held = { 0 };
	int rc = 0;

	if (access(next, F_OK) == 0)
		rc = state_held(d, &held, f);
	free(next);
	state_held_free(&held);
	return rc;
}

int
state_install(const struct state_db *d, struct rd head_file, struct rd snapshot,
    struct fail *f)
{
	struct wr head = { 0 };
	int rc = -1;

	wr_bytes(&head, head_file.p, rd_left(&head_file));
	if (settle(d, f) == 0 && file_write(d, ".next", head_file, f) == 0 &&
	    file_write(d, ".snap", snapshot, f) == 0 &&
	    put_signature(d, &head, f) == 0)
		rc = next_to_head(d, f);
	wr_free(&head);
	return rc;
}

/* A head may take the place only of one of the same snapshot. */
static int
check_beat(const struct state_db *d, const struct wr *head, struct fail *f)
{
	struct wr have = { 0 };
	struct fail odd = { 0 };
	struct head is, next;
	int rc = peek(head, &next, f);

	if (rc == 0 && file_read(d, ".head", HEAD_MAX, &have, &odd) == 1 &&
	    peek(&have, &is, &odd) == 0 &&
	    memcmp(is.snapshot.hash, next.snapshot.hash,
		sizeof(is.snapshot.hash)) != 0)
		rc = fail(f, FAIL_SYSTEM,
		    "%s: serial %u is in place, which an installation that "
		    "failed has left: not taking %u",
		    d->db, is.serial, next.serial);
	wr_free(&have);
	return rc;
}

int
state_beat(const struct state_db *d, struct rd head_file, struct fail *f)
{
	struct wr head = { 0 };
	int rc;

	wr_bytes(&head, head_file.p, rd_left(&head_file));
	rc = settle(d, f);
	if (rc == 0)
		rc = check_beat(d, &head, f);
	if (rc == 0)
		rc = file_write(d, ".head", head_file, f);
	if (rc == 0)
		rc = put_signature(d, &head, f);
	wr_free(&head);
	return rc;
}
