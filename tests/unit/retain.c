#include "compiler/retain.h"
#include "compiler/chain.h"
#include "compiler/tree.h"
#include "keys/tree_read.h"
#include "tests/unit/scene.h"
#include "tests/unit/tap.h"
#include "tests/unit/verified.h"

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

	if (retain_objects(s->tree, "nml", now, RETAIN_GRACE, &f) == -1)
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
	is_int(retain_leftovers(s->tree, "nml", T0 + 130, &f), 0,
	    "or before a build");
	is_int(kept(s, T0 + 130), 301, "  but no files of other names");
	is_int(verified_databases(s->fd, &s->public, &f), 1, "all verifies");
	is_str(f.msg, "", "nothing failed");
	unlink("pub/nml/snapshot/README");
}

/* The bytes of a state. */
#define SNAPSHOT 20000

/*
 * One more state of nml, a step of so many bytes from the last one; with a
 * negative number it is none.
 */
static void
put_step_of(const struct scene *s, uint32_t epoch, uint32_t serial, int bytes)
{
	struct publish p = build_of(s, "nml", serial);
	char snapshot[SNAPSHOT + 1] = "", delta[SNAPSHOT + 1] = "";
	struct fail f = { 0 };

	p.head.epoch = epoch;
	snprintf(snapshot, sizeof(snapshot), "%0*u", SNAPSHOT, serial);
	snprintf(delta, sizeof(delta), "%0*u", bytes, serial);
	if (put_state(&p, snapshot, bytes < 0 ? NULL : delta, &f) != NULL)
		publish_head(&p, &f);
	if (f.kind != FAIL_NONE)
		printf("# %s\n", f.msg);
}

static void
put_step(const struct scene *s, uint32_t serial, int bytes)
{
	put_step_of(s, 1, serial, bytes);
}

/* The last state of nml was at T0 + 120. */
static void
test_retain_steps(const struct scene *s)
{
	const uint32_t t1 = T0 + 1000, t2 = t1 + CHAIN_KEY_SECONDS;
	struct fail f = { 0 };

	put_step(s, t1, 40);
	put_step(s, t1 + 60, 40);
	put_step(s, t1 + 120, 40);
	is_int(kept(s, t1 + 120), 234, "steps go on from the last key state");
	is_int(verified_databases(s->fd, &s->public, &f), 1, "all verifies");
	is_int(kept(s, t1 + RETAIN_GRACE), 233,
	    "which stays, while indexes before go");
	is_int(kept(s, UINT32_MAX), 231, "with the way from it");
	put_step(s, t2, 9700);
	put_step(s, t2 + 60, 265);
	put_step(s, t2 + 120, 10);
	is_int(kept(s, t2 + 120), 464, "the next key state comes in an hour");
	is_int(kept(s, t2 + RETAIN_GRACE), 263,
	    "the one before goes with the last index of it");
	is_int(kept(s, t2 + 60 + RETAIN_GRACE), 232,
	    "and steps when they are no more offered");
	is_int(kept(s, UINT32_MAX), 231, "what the head names stays");
	is_int(verified_databases(s->fd, &s->public, &f), 1, "all verifies");
	is_str(f.msg, "", "nothing failed");
}

/* Whether all that an index in the tree names is there. */
static bool
offers_truly(const struct scene *s, const char *name, struct fail *f)
{
	char path[PUBLISHED_PATH];
	struct wr text = { 0 };
	struct index x = { 0 };
	bool good;

	snprintf(path, sizeof(path), "nml/index/%s", name);
	good = tree_read(s->fd, path, INDEX_MAX, &text, f) == 0 &&
	    index_parse(&x, (const char *)text.buf, text.len, f) == 0 &&
	    published_signed(s->fd, &x, &s->public, f) == 0;
	for (size_t i = 0; i < x.n && good; i++) {
		published_delta_path(path, &x, i);
		good = published_object(s->fd, path, &x.deltas[i].object, NULL,
			   f) == 0;
	}
	index_clear(&x);
	wr_free(&text);
	return good;
}

/* The same of all indexes, which are those that were the last in the grace. */
static bool
all_offer_truly(const struct scene *s, const uint32_t *serials, size_t n,
    uint32_t now, struct fail *f)
{
	struct tree_names names;
	size_t want = 1;
	bool good = true;

	for (size_t i = 1; i < n; i++)
		want += serials[i] + RETAIN_GRACE > now;
	tree_list(s->fd, "nml/index", &names, f);
	if (names.n != want)
		good = fail(f, FAIL_FORMAT, "%zu indexes, want %zu", names.n,
			   want) == 0;
	for (size_t i = 0; i < names.n && good; i++)
		good = offers_truly(s, names.name[i], f);
	tree_names_free(&names);
	return good;
}

/* Long after the states above: steps of any size at any pace. */
static void
test_law(const struct scene *s)
{
	uint32_t serials[60] = { T0 + 1000 + CHAIN_KEY_SECONDS + 120 };
	uint32_t now = T0 + 1000000, random = 1;
	struct fail f = { 0 };
	size_t n = 1;

	while (n < 60 && f.kind == FAIL_NONE) {
		random = random * 1664525 + 1013904223;
		now +=
		    1 + (random >> 16) % ((random >> 8) % 4 == 0 ? 3000 : 300);
		put_step(s, now, (int)(random >> 20) % 300);
		serials[n++] = now;
		if (retain_objects(s->tree, "nml", now, RETAIN_GRACE, &f) == 0)
			all_offer_truly(s, serials, n, now, &f);
	}
	is_str(f.msg, "", "what is named within the grace is there");
	is_int((long long)n, 60, "over a long history");
}

/* Puts a file that is no index among those of nml. */
static void
put_damaged(uint32_t serial, const char *hash)
{
	char path[100];
	FILE *file;

	snprintf(path, sizeof(path), "pub/nml/index/%u.%s", serial, hash);
	file = fopen(path, "w");
	if (file == NULL || fputs("damaged\n", file) == EOF ||
	    fclose(file) == EOF)
		err(1, "%s", path);
}

/* An index that is damaged hides nothing that others offer. */
static void
test_damaged(const struct scene *s)
{
	const uint32_t t3 = T0 + 2000000;
	struct fail f = { 0 };

	put_step(s, t3, 100);
	put_step(s, t3 + 60, 100);
	put_step(s, t3 + 120, 100);
	kept(s, t3 + 120);
	put_damaged(t3 - 1, "00000000");
	put_damaged(t3 + 60, "00000000");
	put_damaged(t3 + 60, "ffffffff");
	is_int(kept(s, t3 + RETAIN_GRACE) % 10, 5,
	    "damaged indexes are passed over");
	is_int(verified_databases(s->fd, &s->public, &f), 1, "all verifies");
	is_int(kept(s, t3 + 60 + RETAIN_GRACE) % 10, 4,
	    "two of a serial have the same grace");
	is_int(kept(s, t3 + 120 + RETAIN_GRACE) % 10, 1, "and go together");
	is_int(verified_databases(s->fd, &s->public, &f), 1, "all verifies");
	is_str(f.msg, "", "nothing failed");
}

/*
 * Epochs end, and what they offered stays for its time: be the next one of
 * later serials, or of earlier ones since a clock was ahead.
 */
static void
test_epochs(const struct scene *s)
{
	const uint32_t t4 = T0 + 3000000, ahead = t4 + 100000000;
	const uint32_t t5 = t4 + 10000, t6 = t5 + 90;
	struct fail f = { 0 };

	put_step(s, t4, 100);
	put_step(s, t4 + 60, 100);
	is_int(kept(s, t4 + RETAIN_GRACE) % 10, 2, "an epoch, two indexes");
	put_step_of(s, 2, t5, -1);
	is_int(kept(s, t5 + RETAIN_GRACE - 1) % 10, 2, "is over");
	is_int(kept(s, t5 + RETAIN_GRACE) % 10, 1, "and goes later");
	put_step_of(s, 2, t6, 100);
	put_step_of(s, 2, ahead, 100);
	put_step_of(s, 2, ahead + 60, 100);
	kept(s, t6);
	put_step_of(s, 3, t6 + 100, -1);
	is_int(retain_leftovers(s->tree, "nml", t6 + 160, &f), 0,
	    "one that was ahead");
	put_step_of(s, 3, t6 + 160, 100);
	is_int(kept(s, t6 + 99 + RETAIN_GRACE), 645,
	    "  stays for its time, though later than the head");
	is_int(kept(s, t6 + 100 + RETAIN_GRACE), 212, "  and no longer");
	is_str(f.msg, "", "nothing failed");
}

static void
test_grace(void)
{
	is_int(retain_grace(1), 600, "the grace of builds every second");
	is_int(retain_grace(5), 600, "  every five");
	is_int(retain_grace(6), 720, "  every six");
	is_int(retain_grace(59), 7080, "  nearly every minute");
	is_int(retain_grace(60), RETAIN_GRACE, "  every minute");
	is_int(retain_grace(UINT32_MAX), RETAIN_GRACE, "  and hardly ever");
}

int
main(void)
{
	struct scene s;

	test_grace();

	scene_open(&s);
	test_retain(&s);
	test_retain_steps(&s);
	test_law(&s);
	test_damaged(&s);
	test_epochs(&s);
	scene_close(&s);
	return tap_end();
}
