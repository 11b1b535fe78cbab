#include "compiler/retain.h"
#include "compiler/chain.h"
#include "compiler/tree.h"
#include "compiler/verify.h"
#include "tests/unit/scene.h"
#include "tests/unit/tap.h"

/* How many objects of nml are in a folder. */
static long
count(const struct scene *s, const char *folder)
{
	struct fail f = { 0 };
	struct tree_names names;
	char dir[32];
	long n;

	snprintf(dir, sizeof(dir), "nml/%s", folder);
	tree_list(s->fd, dir, &names, &f);
	n = (long)names.n;
	tree_names_free(&names);
	return n;
}

/* Snapshots with their signatures, deltas and indexes of nml at a time. */
static long
kept(const struct scene *s, uint32_t now)
{
	struct fail f = { 0 };

	if (retain_objects(s->tree, "nml", now, &f) == -1)
		return -1;
	return 100 * count(s, "snapshot") + 10 * count(s, "delta") +
	    count(s, "index");
}

static void
test_retain(const struct scene *s)
{
	struct fail f = { 0 };
	struct publish stray;
	FILE *file;

	is_int(kept(s, T0), 0, "nothing is there, nothing is removed");
	put_build(s, "nml", T0, "one", &f);
	put_build(s, "nml", T0 + 60, "two", &f);
	put_build(s, "nml", T0 + 120, "three", &f);
	is_int(kept(s, T0 + 60 + RETAIN_GRACE - 1), 603,
	    "all is kept until the grace is over");
	is_int(kept(s, T0 + 60 + RETAIN_GRACE), 402, "then the first goes");
	is_int(kept(s, T0 + 120 + RETAIN_GRACE), 201, "then the second");
	is_int(kept(s, UINT32_MAX), 201, "what the head names stays for ever");
	stray = build_of(s, "nml", T0 + 999);
	put_state(&stray, "never named", "step", &f);
	file = fopen("pub/nml/snapshot/README", "w");
	if (file != NULL)
		fclose(file);
	is_int(kept(s, T0 + 130), 301, "what is later than the head goes");
	put_state(&stray, "never named", "step", &f);
	is_int(retain_leftovers(s->tree, "nml", &f), 0, "or before a build");
	is_int(kept(s, T0 + 130), 301, "  but no files of other names");
	is_int(verify_databases(s->fd, &s->public, &f), 1, "all verifies");
	is_str(f.msg, "", "nothing failed");
	unlink("pub/nml/snapshot/README");
}

/* One more state of nml, a step of so many bytes from the last one. */
static void
put_step(const struct scene *s, uint32_t serial, int bytes)
{
	struct publish p = build_of(s, "nml", serial);
	char snapshot[1001] = "", delta[1001] = "";
	struct fail f = { 0 };

	snprintf(snapshot, sizeof(snapshot), "%01000u", serial);
	snprintf(delta, sizeof(delta), "%0*u", bytes, serial);
	if (put_state(&p, snapshot, delta, &f) != NULL)
		publish_head(&p, &f);
	if (f.kind != FAIL_NONE)
		printf("# %s\n", f.msg);
}

/* The last state of nml was at T0 + 120. */
static void
test_retain_steps(const struct scene *s)
{
	const uint32_t t1 = T0 + 1000, t2 = t1 + CHAIN_KEY_SECONDS;
	struct fail f = { 0 };

	put_step(s, t1, 100);
	put_step(s, t1 + 60, 100);
	put_step(s, t1 + 120, 100);
	is_int(kept(s, t1 + 120), 234, "steps go on from the last key state");
	is_int(verify_databases(s->fd, &s->public, &f), 1, "all verifies");
	is_int(kept(s, t1 + RETAIN_GRACE), 233,
	    "which stays, while indexes before go");
	is_int(kept(s, UINT32_MAX), 231, "with the way from it");
	put_step(s, t2, 100);
	put_step(s, t2 + 60, 300);
	put_step(s, t2 + 120, 10);
	is_int(kept(s, t2 + 120), 464, "the next key state comes in an hour");
	is_int(kept(s, t2 + RETAIN_GRACE), 263,
	    "the one before goes with the last index of it");
	is_int(kept(s, t2 + 60 + RETAIN_GRACE), 232,
	    "and steps when they are no more offered");
	is_int(kept(s, UINT32_MAX), 231, "what the head names stays");
	is_int(verify_databases(s->fd, &s->public, &f), 1, "all verifies");
	is_str(f.msg, "", "nothing failed");
}

int
main(void)
{
	struct scene s;

	scene_open(&s);
	test_retain(&s);
	test_retain_steps(&s);
	scene_close(&s);
	return tap_end();
}
