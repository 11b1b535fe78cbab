/*
 * One build of a quick list:
 *	quick [-a] SENDERS HITS DIR HOURS...
 * lets SENDERS send HITS a minute, and after so many hours each time measures
 * ten builds: from a minute's hits in a file below DIR to a batch in a journal
 * there, folded, to the set, its snapshot, and the delta from the last one; and
 * whole ones, as feedc run makes them, to the signed head without zones; and
 * last what a process takes that starts then (cold), and what the last
 * checkpoint took (settle).
 * Prints CPU in milliseconds, and bytes, one line each time.  With -a all
 * senders send once at first, and go on: what is listed is about as much after
 * an hour as after a day.
 */
#include <err.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/delegation.h"
#include "compiler/fold.h"
#include "compiler/hitbatch.h"
#include "compiler/hitlist.h"
#include "compiler/intake.h"
#include "compiler/tree.h"
#include "compiler/warm.h"
#include "formats/delta.h"
#include "formats/mem.h"
#include "formats/object.h"
#include "formats/set.h"
#include "formats/stamp.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "tests/bench/load.h"

#define START    (1763764800 / 60)
#define MEASURED 10
#define WHOLE    5

enum stage {
	TAKE,
	SET,
	SNAPSHOT,
	DELTA,
	STAGES,
};

struct bench {
	struct load load;
	struct conf *conf;
	const struct conf_db *db;
	const char *dir;
	unsigned hits;
	struct hitlist *list;
	struct delta_end last;
	struct tree *tree;
	struct seckey *key;
	double cpu[STAGES];
	size_t bytes, delta;
	FILE *day;     /* a file that grows all day */
	double settle; /* CPU of the last checkpoint */
	unsigned checkpoints;
	uint64_t longest; /* journal before it, bytes */
};

static double
cpu_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void
write_hit(struct bench *b, uint64_t sender, uint32_t time)
{
	char addr[ADDR_TEXT], stamp[STAMP_TEXT];
	enum family family;
	u128 a = load_addr(&b->load, sender, &family);

	addr_text(addr, family, a);
	stamp_text(stamp, time);
	fprintf(b->day, "%s %s\n", addr, stamp);
}

static void
write_hits(struct bench *b, uint32_t minute)
{
	for (unsigned i = 0; i < b->hits; i++)
		write_hit(b, load_draw(&b->load, minute),
		    minute * 60 + i * 60 / b->hits);
	if (fflush(b->day) == EOF)
		err(1, "%s", b->dir);
}

/* One hit of every sender, over the last hours: so their listings end. */
static void
write_all(struct bench *b, uint32_t minute)
{
	for (uint64_t i = 0; i < b->load.senders; i++)
		write_hit(b, i, (minute - (uint32_t)(i * 7919 % 700)) * 60);
	if (fflush(b->day) == EOF)
		err(1, "%s", b->dir);
}

static void
take(struct bench *b, uint32_t minute)
{
	struct intake_job job = { .conf = b->conf,
		.db = b->db,
		.now = minute * 60 };
	struct intake in = { 0 };
	struct fail f = { 0 };

	if (hitlist_take(b->list, &job, &in, &f) == -1)
		errx(1, "%s", f.msg);
	for (size_t i = 0; i < in.n; i++) {
		if (in.sources[i].bad > 0 || in.sources[i].hits.capped ||
		    in.sources[i].why.kind != FAIL_NONE)
			errx(1, "%s %s", in.sources[i].first_bad.msg,
			    in.sources[i].why.msg);
	}
	intake_free(&in);
}

static struct delta_end
end_of(struct bench *b, struct set *set, uint32_t minute)
{
	struct delta_end e = { .set = set,
		.id = { .db = "qil", .epoch = 1, .serial = minute * 60 } };
	struct wr w = { 0 };

	e.id.ngrains =
	    (uint16_t)quick_grains(&b->db->policy.quick, e.id.grains);
	snapshot_encode(&w, set, &e.id);
	memcpy(e.state, object_of(w.buf, w.len).hash, sizeof(e.state));
	b->bytes = w.len;
	wr_free(&w);
	return e;
}

static void
build(struct bench *b, uint32_t minute, unsigned at)
{
	double t[STAGES + 1];
	struct wr w = { 0 };
	struct delta_end e;
	struct set *set;

	write_hits(b, minute - 1);
	t[TAKE] = cpu_ms();
	take(b, minute);
	t[SET] = cpu_ms();
	set = hitlist_set(b->list, b->last.set);
	t[SNAPSHOT] = cpu_ms();
	e = end_of(b, set, minute);
	t[DELTA] = cpu_ms();
	if (b->last.set != NULL)
		delta_make(&w, &b->last, &e);
	t[STAGES] = cpu_ms();
	for (int i = 0; i < STAGES; i++)
		b->cpu[i] += at > 0 ? t[i + 1] - t[i] : 0;
	b->delta = w.len;
	set_free(b->last.set);
	b->last = e;
	wr_free(&w);
}

/* Whole builds of the minutes from one on; CPU of each but the first. */
static double
build_whole(struct bench *b, uint32_t minute)
{
	struct warm warm = { .hitlist = b->list };
	struct delegation none = { 0 };
	struct pubkey public;
	double cpu = 0;

	seckey_public(b->key, &public);
	for (unsigned i = 0; i <= WHOLE; i++) {
		struct build_job job = { .conf = b->conf,
			.tree = b->tree,
			.key = b->key,
			.publics = &public,
			.delegation = &none,
			.now = (minute + i) * 60,
			.warm = &warm };
		struct build made;
		double start;

		write_hits(b, minute + i - 1);
		start = cpu_ms();
		build_run(&made, b->db, &job);
		cpu += i > 0 ? cpu_ms() - start : 0;
		if (made.fail.kind != FAIL_NONE)
			errx(1, "%s", made.fail.msg);
		build_free(&made);
	}
	reach_clear(&warm.state);
	return cpu / WHOLE;
}

static uint64_t
journal_bytes(const struct bench *b)
{
	char path[512];
	struct stat st;

	snprintf(path, sizeof(path), "%s/state/hits/qil/journal", b->dir);
	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* As a process does that goes on; its CPU if there was a checkpoint. */
static void
settle(struct bench *b)
{
	uint64_t before = journal_bytes(b);
	double start = cpu_ms();
	struct fail f = { 0 };

	if (hitlist_settle(b->list, &f) == -1)
		errx(1, "%s", f.msg);
	if (journal_bytes(b) != before) {
		b->settle = cpu_ms() - start;
		b->checkpoints++;
		b->longest = before;
	}
}

/* CPU of starting with the journal as it is. */
static double
start_cold(struct bench *b)
{
	struct fail f = { 0 };
	double start;

	hitlist_close(b->list);
	start = cpu_ms();
	b->list = hitlist_open(b->conf, b->db, &f);
	if (b->list == NULL)
		errx(1, "%s", f.msg);
	return cpu_ms() - start;
}

/* Lets minutes pass, not measured, and then builds ten times. */
static uint32_t
measure(struct bench *b, uint32_t m, uint32_t hours)
{
	static const char *const names[] = { "take", "set", "snapshot",
		"delta" };
	const struct fold *fold = hitlist_fold(b->list);
	double all = 0, whole, start;

	for (; m < START + hours * 60; m++) {
		write_hits(b, m - 1);
		take(b, m);
		settle(b);
	}
	memset(b->cpu, 0, sizeof(b->cpu));
	for (unsigned i = 0; i <= MEASURED; i++, m++)
		build(b, m, i);
	set_free(b->last.set);
	b->last = (struct delta_end){ 0 };
	whole = build_whole(b, m);
	m += WHOLE + 1;
	printf("hours %u", hours);
	for (int i = 0; i < STAGES; i++) {
		printf(" %s %.1f", names[i], b->cpu[i] / MEASURED);
		all += b->cpu[i] / MEASURED;
	}
	printf(" all %.1f whole %.1f live %zu remembered %zu memory %zu "
	       "snapshot_bytes "
	       "%zu delta_bytes %zu",
	    all, whole, fold_listed(fold, IP4), fold_size(fold, IP4),
	    fold_memory(fold), b->bytes, b->delta);
	start = start_cold(b);
	printf(
	    " checkpoints %u settle %.1f longest %llu journal %llu cold %.1f\n",
	    b->checkpoints, b->settle, (unsigned long long)b->longest,
	    (unsigned long long)journal_bytes(b), start);
	return m;
}

static struct conf *
make_conf(const char *dir, const char *quick)
{
	struct fail f = { 0 };
	struct conf *conf;
	struct wr w = { 0 };

	wr_fmt(&w,
	    "spool = \"%s/records\"\nstate = \"%s/state\"\n"
	    "publish = \"%s/publish\"\nkey = \"/x\"\norigin = \"a.example\"\n"
	    "ns = { \"ns.example\" }\n"
	    "database qil { source-rate = 0 change = none formats = { }\n"
	    "protected-lines = 4000000000 %s }\n",
	    dir, dir, dir, quick);
	conf = conf_parse((const char *)w.buf, w.len, "bench", &f);
	if (conf == NULL)
		errx(1, "%s", f.msg);
	wr_free(&w);
	return conf;
}

static void
make_spool(struct bench *b)
{
	static const char *const names[] = { "records", "records/qil",
		"records/qil/traps" };
	char path[512];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", b->dir, names[i]);
		mkdir(path, 0755);
	}
	snprintf(path, sizeof(path), "%s/records/qil/traps/day.rec", b->dir);
	b->day = fopen(path, "w");
	if (b->day == NULL)
		err(1, "%s", path);
}

int
main(int argc, char **argv)
{
	struct bench b = { .load = { .on = 0.35, .wave = 0.02, .seed = 2026 } };
	uint32_t m = START;
	struct fail f = { 0 };
	bool all = argc > 1 && strcmp(argv[1], "-a") == 0;

	argc -= all;
	argv += all;
	if (sodium_init() == -1)
		errx(1, "libsodium");
	if (argc < 5)
		errx(2, "[-a] SENDERS HITS DIR HOURS...");
	b.load.senders = strtoull(argv[1], NULL, 10);
	b.hits = (unsigned)strtoul(argv[2], NULL, 10);
	b.dir = argv[3];
	b.conf = make_conf(b.dir, all ? "quick { first = 12h }" : "");
	b.db = conf_db(b.conf, "qil");
	make_spool(&b);
	if (all) {
		b.load.on = 1;
		b.load.wave = 0;
		write_all(&b, m - 1);
	}
	b.list = hitlist_open(b.conf, b.db, &f);
	b.tree = tree_open(b.conf->publish, &f);
	b.key = seckey_generate();
	if (b.list == NULL || b.tree == NULL)
		errx(1, "%s", f.msg);
	for (int i = 4; i < argc; i++)
		m = measure(&b, m, (uint32_t)strtoul(argv[i], NULL, 10));
	hitlist_close(b.list);
	tree_close(b.tree);
	seckey_free(b.key);
	fclose(b.day);
	set_free(b.last.set);
	conf_free(b.conf);
	return 0;
}
