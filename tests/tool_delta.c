/*
 * What stories apply deltas with, as a subscriber does:
 *
 *	tool_delta SNAPSHOT DELTA...	the snapshot that they lead to
 *
 * It is written to standard output.
 */
#include <err.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "compiler/mapped.h"
#include "formats/delta.h"
#include "formats/set.h"
#include "formats/wr.h"

static int
start(struct delta_end *at, const char *path, struct fail *f)
{
	struct object o;
	struct mapped m;

	if (mapped_open(&m, path, f) == -1)
		return -1;
	o = object_of(m.bytes, m.n);
	memcpy(at->state, o.hash, sizeof(at->state));
	at->set = snapshot_decode(mapped_rd(&m), &at->id, f);
	mapped_close(&m);
	return at->set != NULL ? 0 : fail_at(f, "%s", path);
}

static int
step(struct delta_end *at, const char *path, struct fail *f)
{
	struct delta_end next = { 0 };
	struct mapped m;
	int rc;

	if (mapped_open(&m, path, f) == -1)
		return -1;
	rc = delta_apply(mapped_rd(&m), at, &next, f);
	mapped_close(&m);
	if (rc == -1)
		return fail_at(f, "%s", path);
	set_free(at->set);
	*at = next;
	return 0;
}

static void
print(const struct delta_end *at)
{
	struct wr w = { 0 };

	snapshot_encode(&w, at->set, &at->id);
	fwrite(w.buf, 1, w.len, stdout);
	wr_free(&w);
}

int
main(int argc, char *argv[])
{
	struct delta_end at = { 0 };
	struct fail f = { 0 };
	int rc;

	if (argc < 2)
		errx(FAIL_USAGE, "see the top of tests/tool_delta.c");
	if (sodium_init() == -1)
		errx(1, "libsodium does not start");
	rc = start(&at, argv[1], &f);
	for (int i = 2; i < argc && rc == 0; i++)
		rc = step(&at, argv[i], &f);
	if (rc == -1)
		errx((int)f.kind, "%s", f.msg);
	print(&at);
	set_free(at.set);
	return 0;
}
