/*
 * A database that is built again and again with what is kept of it in memory
 * is published as one that is built from the disk each time, byte for byte.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/delegation.h"
#include "compiler/hitlist.h"
#include "compiler/tree.h"
#include "compiler/warm.h"
#include "formats/head.h"
#include "formats/stamp.h"
#include "keys/keyfile.h"
#include "keys/published.h"
#include "tests/unit/tap.h"

#define START  1795219200u
#define BUILDS 80

/* An operator's folders; both have the same spool and key. */
struct site {
	struct conf *conf;
	struct tree *tree;
	struct warm warm;
	bool is_warm;
	unsigned failed;
};

static struct seckey *key;
static struct pubkey public;

static void
open_site(struct site *s, const char *name)
{
	char text[512], path[64];
	struct fail f = { 0 };

	snprintf(text, sizeof(text),
	    "spool = spool\nstate = %s/state\npublish = %s/tree\nkey = none\n"
	    "protect { documentation = open }\n"
	    "database qil { interval = 7s recent = 9 }",
	    name, name);
	*s = (struct site){ .conf = conf_parse(text, strlen(text), name, &f) };
	snprintf(path, sizeof(path), "%s/tree", name);
	if (s->conf == NULL || mkdir(name, 0755) == -1 ||
	    (s->tree = tree_open(path, &f)) == NULL)
		errx(1, "%s: %s", name, f.msg);
}

static void
build_site(struct site *s, uint32_t now)
{
	struct delegation none = { 0 };
	struct build_job job = { .conf = s->conf,
		.tree = s->tree,
		.key = key,
		.publics = &public,
		.delegation = &none,
		.now = now,
		.warm = s->is_warm ? &s->warm : NULL };
	struct fail f = { 0 };
	struct build b;

	if (s->is_warm && s->warm.hitlist == NULL)
		s->warm.hitlist = hitlist_open(s->conf, s->conf->dbs, &f);
	build_run(&b, s->conf->dbs, &job);
	s->failed += b.state == BUILD_FAILED || b.fail.kind != FAIL_NONE;
	if (b.fail.kind != FAIL_NONE)
		printf("# %s\n", b.fail.msg);
	build_free(&b);
}

/* Some hits of the last seconds, now and then with an answer of their own. */
static void
add_hits(uint32_t now, unsigned n)
{
	FILE *file = fopen("spool/qil/traps/day.rec", "a");
	char stamp[STAMP_TEXT];

	if (file == NULL)
		err(1, "spool");
	for (; n > 0; n--) {
		stamp_text(stamp, now - 1 - (uint32_t)(rand() % 5));
		fprintf(file, "198.51.100.%d %s%s\n", rand() % 256, stamp,
		    rand() % 9 == 0       ? " code=127.0.0.9"
			: rand() % 9 == 0 ? " txt=\"seen\""
					  : "");
	}
	if (rand() % 8 == 0)
		fprintf(file, "!198.51.100.%d %s\n", rand() % 256, stamp);
	fclose(file);
}

static bool
is_same_head(const struct site *a, const struct site *b)
{
	struct fail f = { 0 };
	struct head h[2];
	bool read = published_last(tree_fd(a->tree), "qil", &h[0], &f) == 1 &&
	    published_last(tree_fd(b->tree), "qil", &h[1], &f) == 1;

	return read && h[0].serial == h[1].serial && h[0].time == h[1].time &&
	    h[0].entries == h[1].entries && h[0].has_delta == h[1].has_delta &&
	    object_same(&h[0].snapshot, &h[1].snapshot) &&
	    object_same(&h[0].index, &h[1].index);
}

static void
test_series(struct site *warm, struct site *cold)
{
	unsigned others = 0;

	for (uint32_t i = 1; i <= BUILDS; i++) {
		uint32_t now = START + i * 7;

		if (i % 5 != 0)
			add_hits(now, 1 + i % 17);
		build_site(warm, now);
		build_site(cold, now);
		others += !is_same_head(warm, cold);
		/* One that is lost, or does not fit, is done without. */
		if (i % 40 == 0)
			warm_clear(&warm->warm);
		if (i % 33 == 0)
			reach_clear(&warm->warm.state);
	}
	ok(warm->failed == 0 && cold->failed == 0, "all was built");
	ok(others == 0, "heads, indexes and deltas are the same");
}

/* Somebody else has published meanwhile. */
static void
test_stranger(struct site *warm, struct site *cold)
{
	uint32_t now = START + 7 * BUILDS + 700;

	add_hits(now, 10);
	build_site(warm, now);
	build_site(cold, now);
	ok(warm->warm.state.end.set != NULL, "the state is kept");
	warm->warm.state.snapshot.buf[0] ^= 1;
	build_site(warm, now + 7);
	build_site(cold, now + 7);
	ok(warm->failed == 0 && is_same_head(warm, cold),
	    "one that is not what was published is not gone on from");
}

/* How many indexes a tree has. */
static size_t
indexes(const struct site *s)
{
	struct tree_names names;
	struct fail f = { 0 };
	size_t n;

	tree_list(tree_fd(s->tree), "qil/index", &names, &f);
	n = names.n;
	tree_names_free(&names);
	return n;
}

/*
 * Builds every half minute: with an interval of 7 s what is not named any more
 * stays for 840 s, and in memory is when it was looked for last.
 */
static void
test_retained(struct site *warm, struct site *cold)
{
	size_t more = 0, most = 0;

	for (uint32_t i = 1; i <= 40; i++) {
		uint32_t now = START + 7 * BUILDS + 2000 + i * 30;

		add_hits(now, 10);
		build_site(warm, now);
		build_site(cold, now);
		more += indexes(warm) != indexes(cold);
		if (indexes(warm) > most)
			most = indexes(warm);
	}
	ok(warm->failed == 0 && cold->failed == 0, "all was built again");
	is_int((long long)indexes(cold), 840 / 30 + 1,
	    "indexes stay as long as builds come often");
	is_int((long long)most, 840 / 30 + 2, "and hardly longer");
	ok(more > 0, "where they are not looked for each time");
}

int
main(void)
{
	char dir[] = "/tmp/feedmill-warm.XXXXXX", command[64];
	struct site warm, cold;

	if (mkdtemp(dir) == NULL || chdir(dir) == -1 ||
	    mkdir("spool", 0755) == -1 || mkdir("spool/qil", 0755) == -1 ||
	    mkdir("spool/qil/traps", 0755) == -1)
		err(1, "%s", dir);
	srand(1);
	key = seckey_generate();
	seckey_public(key, &public);
	open_site(&warm, "warm");
	open_site(&cold, "cold");
	warm.is_warm = true;
	test_series(&warm, &cold);
	test_stranger(&warm, &cold);
	test_retained(&warm, &cold);
	warm_clear(&warm.warm);
	tree_close(warm.tree);
	tree_close(cold.tree);
	conf_free(warm.conf);
	conf_free(cold.conf);
	seckey_free(key);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ok(system(command) == 0, "and it can be removed");
	return tap_end();
}
