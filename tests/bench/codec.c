/*
 * How small and how fast the snapshot code is:
 *	codec LIST ...		figures of any plain lists, packed or not
 *	codec -d DIR		the lists of a data folder beside their targets
 *	codec -l LIST		a list of millions: a cold lookup as well
 *	codec -q LIST		the same hosts as a quick list with untils: as
 *				it is made, and with all untils on their grids
 * Bits an entry count the entries as given, before anything is joined.  The
 * peer is xz of the gaps between the addresses and of the lengths.
 */
#include <archive.h>
#include <archive_entry.h>
#include <err.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "formats/set.h"
#include "formats/snapshot.h"
#include "tests/bench/list.h"
#include "tests/splitmix.h"

#define SERIAL 1763764800

static const struct snapshot_id id = { "rbl", 1, SERIAL,
	{ 2, 5, 10, 20, 40, 80, 90 }, 7, 0 };
static const char text[] = "Listed by rbl, see https://rbl.example/?ip=$";

/* What a list is held to: a size in bytes or bits an entry; 0 for nothing. */
static const struct target {
	const char *name, *file;
	enum family family;
	double bytes, bits;
} targets[] = {
	{ "psbl", "rbl-psbl-2026-07", IP4, 26000, 0 },
	{ "uceprotect1", "rbl-uceprotect1-2026-07", IP4, 81000, 0 },
	{ "datashield", "rbl-datashield-2026-08", IP4, 125000, 0 },
	{ "ipsum1", "rbl-ipsum-level1-2026-08", IP4, 155500, 0 },
	{ "firehol2019", "rbl-firehol2019-union", IP4, 790000, 0 },
	{ "datacenter", "cidr-datacenter-2026-08", IP4, 36200, 0 },
	{ "dul4", "dul-20others-v4v6-2025-09", IP4, 36000, 0 },
	/*
	 * IPv6 blocks are to take at most 1.5 bits an entry in a country's
	 * table, where they lie side by side, and 8.6 in other lists.
	 */
	{ "dul6", "dul-20others-v4v6-2025-09", IP6, 0, 8.6 },
	{ "datacenter6", "v6-cidr-datacenter-2026-08", IP6, 0, 8.6 },
	{ "tor6", "tor-all-v4v6-2026-08", IP6, 0, 36 },
};

static double
cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* The size of xz -9 of some bytes. */
static size_t
xz_size(const struct wr *w)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();
	size_t room = w->len + w->len / 2 + 65536, used = 0;
	void *out = mem_new(room, 1);

	archive_write_set_format_raw(a);
	archive_write_add_filter_xz(a);
	archive_write_set_filter_option(a, "xz", "compression-level", "9");
	archive_write_set_bytes_per_block(a, 0);
	archive_write_open_memory(a, out, room, &used);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_write_header(a, e);
	if (archive_write_data(a, w->buf, w->len) < 0)
		errx(1, "%s", archive_error_string(a));
	archive_write_close(a);
	archive_write_free(a);
	archive_entry_free(e);
	free(out);
	return used;
}

static size_t
peer_size(const struct list *l)
{
	struct wr gaps = { 0 }, lens = { 0 };
	bool hosts = true;
	u128 before = 0;
	size_t size;

	for (size_t i = 0; i < l->n; i++) {
		u128 gap = l->all[i].first - before;
		u128 span = range_span(&l->all[i]);

		for (; gap > 127; gap >>= 7)
			wr_u8(&gaps, (uint8_t)(gap | 128));
		wr_u8(&gaps, (uint8_t)gap);
		for (; span > 127; span >>= 7)
			wr_u8(&lens, (uint8_t)(span | 128));
		wr_u8(&lens, (uint8_t)span);
		hosts &= span == 0;
		before = l->all[i].first;
	}
	if (!hosts)
		wr_bytes(&gaps, lens.buf, lens.len);
	size = xz_size(&gaps);
	wr_free(&gaps);
	wr_free(&lens);
	return size;
}

/* The quick list's times a listing: 5, 10, 20 ... 720 minutes. */
static double
duration(unsigned k)
{
	double d = 5 * (double)(1 << (k - 1));

	return d < 720 ? d : 720;
}

/* Between 0 and 1, never either. */
static double
chance(void)
{
	static uint64_t seed = 2026;

	return splitmix_chance(&seed);
}

/* On the grid of the duration's grain, or before it. */
static double
on_grid(u128 addr, double until, unsigned k)
{
	uint32_t grain = (uint32_t)(duration(k) / 8);
	uint32_t minute = (uint32_t)until;

	if (grain < 2)
		return minute;
	return minute - (minute + grain - grain_phase(addr, grain)) % grain;
}

/*
 * The until of a host that is hit at random times, in minutes since 1970, or
 * 0 if it is not listed: a listing with a hit in its time is renewed when it
 * ends, a class higher, on the grid; others need not be on it.
 */
static uint32_t
quick_until(u128 addr, double hits_a_minute, bool all_on_grid)
{
	double now = SERIAL / 60, at = now - 3 * 1440, until = 0;
	unsigned k = 0;

	while (until <= now) {
		double hit = at - log(chance()) / hits_a_minute;

		if (hit > now)
			return 0;
		if (hit < until) {
			k += k < 9;
			at = until;
			until = on_grid(addr,
			    fmin(until + duration(k), hit + 721), k);
		} else {
			k = hit - until > 1440 ? 1 : k + (k < 9);
			at = floor(hit);
			until = at + 1 + duration(k);
			if (all_on_grid)
				until = on_grid(addr, until, k);
		}
	}
	return (uint32_t)until;
}

static struct set *
quick_set(const struct list *list, bool all_on_grid, size_t *n)
{
	struct set *s = set_new();

	values_add(set_values(s), 0x7f000002, text, sizeof(text) - 1);
	*n = 0;
	for (size_t i = 0; i < list->n; i++) {
		u128 addr = list->all[i].first;
		double rate = 0.001 * pow(chance(), -1.2);
		struct listing l = { list->all[i],
			quick_until(addr, rate, all_on_grid), 0 };

		if (l.until != 0 && set_add(s, &l))
			++*n;
	}
	return s;
}

struct figures {
	size_t bytes;
	double encode, decode, find; /* nanoseconds, an entry or a lookup */
};

static double
time_find(const struct wr *w, const struct set *s)
{
	enum family family = set_size(s, IP4) > 0 ? IP4 : IP6;
	size_t n = set_size(s, family), step = n / 50 + 1, times = 0;
	double start = cpu();

	for (size_t i = 0; i < n; i += step, times++) {
		struct listing l = set_at(s, family, i);
		struct snapshot_hit hit;
		struct fail f = { 0 };

		if (snapshot_find(rd_over(w->buf, w->len), family,
			l.range.first, &hit, &f) != 1)
			errx(1, "a listed address is not found");
	}
	return (cpu() - start) / (double)(times > 0 ? times : 1);
}

#define RUNS 9

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
middle(double all[static RUNS], size_t n)
{
	qsort(all, n, sizeof(*all), by_value);
	return all[n / 2];
}

/* One run; figures of the whole set. */
static struct figures
measure_once(const struct set *s)
{
	struct wr w = { 0 };
	struct snapshot_id back_id;
	struct fail f = { 0 };
	double start = cpu(), encoded, decoded;
	struct figures now;
	struct set *back;

	snapshot_encode(&w, s, &id);
	encoded = cpu();
	back = snapshot_decode(rd_over(w.buf, w.len), &back_id, &f);
	decoded = cpu();
	if (back == NULL)
		errx(1, "%s", f.msg);
	now = (struct figures){ w.len, encoded - start, decoded - encoded,
		time_find(&w, s) };
	set_free(back);
	wr_free(&w);
	return now;
}

/* The middle of a few runs. */
static struct figures
measure(const struct set *s, size_t entries)
{
	size_t runs = entries < 1000000 ? RUNS : 3;
	double encode[RUNS] = { 0 }, decode[RUNS] = { 0 }, find[RUNS] = { 0 };
	struct figures now = { 0 };

	for (size_t i = 0; i < runs; i++) {
		now = measure_once(s);
		encode[i] = now.encode / (double)entries;
		decode[i] = now.decode / (double)entries;
		find[i] = now.find;
	}
	return (struct figures){ now.bytes, middle(encode, runs),
		middle(decode, runs), middle(find, runs) };
}

static void
show(const char *name, const struct figures *f, size_t entries)
{
	printf("%-32s %9zu entries %9zu bytes %6.3f bits  encode %5.1f ns  "
	       "decode %5.1f ns  lookup %6.1f us\n",
	    name, entries, f->bytes, 8 * (double)f->bytes / (double)entries,
	    f->encode, f->decode, f->find / 1000);
}

static void
bench(const char *name, const char *what, double ours, double peer,
    double target)
{
	char p[32] = "-", ratio[32] = "-";

	if (peer > 0) {
		snprintf(p, sizeof(p), "%.6g", peer);
		snprintf(ratio, sizeof(ratio), "%.3f", ours / peer);
	}
	printf("bench snapshot-%s-%s ours=%.6g peer=%s ratio=%s target=%g %s\n",
	    name, what, ours, p, ratio, target,
	    ours <= target ? "ok" : "short");
}

static struct figures
measure_file(const char *name, const char *path, int family, struct list *l)
{
	struct figures f;
	struct set *s;

	*l = list_read(path, family);
	if (l->n == 0)
		errx(1, "%s: no entries", path);
	s = list_join(l, text);
	f = measure(s, l->n);
	set_free(s);
	show(name, &f, l->n);
	return f;
}

static void
measure_folder(const char *dir)
{
	size_t n = sizeof(targets) / sizeof(targets[0]);
	double encode = 0, decode = 0;
	char path[512];

	for (size_t i = 0; i < n; i++) {
		const struct target *t = &targets[i];
		struct list l;
		struct figures f;
		double unit;

		snprintf(path, sizeof(path), "%s/current/%s.txt.xz", dir,
		    t->file);
		f = measure_file(t->name, path, t->family, &l);
		unit = t->bits > 0 ? 8 / (double)l.n : 1;
		bench(t->name, t->bits > 0 ? "bits" : "bytes",
		    (double)f.bytes * unit, (double)peer_size(&l) * unit,
		    t->bits > 0 ? t->bits : t->bytes);
		if (t->family == IP4) {
			encode = f.encode > encode ? f.encode : encode;
			decode = f.decode > decode ? f.decode : decode;
		}
		free(l.all);
	}
	bench("worst4", "encode-ns", encode, 0, 70);
	bench("worst4", "decode-ns", decode, 0, 60);
}

static void
measure_quick(const char *path, bool all_on_grid)
{
	const char *name = all_on_grid ? "quick-grid" : "quick";
	struct list l = list_read(path, IP4);
	struct figures f;
	struct set *s;
	size_t n;

	s = quick_set(&l, all_on_grid, &n);
	f = measure(s, n);
	show(name, &f, n);
	bench(name, "bits", 8 * (double)f.bytes / (double)n, 0, 14);
	set_free(s);
	free(l.all);
}

static void
measure_large(const char *path)
{
	struct list l;
	struct figures f = measure_file("large", path, IP4, &l);
	double unit = 8 / (double)l.n, peer = (double)peer_size(&l) * unit;

	bench("large", "bits", (double)f.bytes * unit, peer, peer * 0.982);
	bench("large", "encode-ns", f.encode, 0, 70);
	bench("large", "decode-ns", f.decode, 0, 60);
	bench("large", "lookup-us", f.find / 1000, 0, 130);
	free(l.all);
}

int
main(int argc, char **argv)
{
	char mode = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 3 && argv[1][0] == '-')
		mode = argv[1][1];
	if (mode == 'd') {
		measure_folder(argv[2]);
	} else if (mode == 'l') {
		measure_large(argv[2]);
	} else if (mode == 'q') {
		measure_quick(argv[2], false);
		measure_quick(argv[2], true);
	} else {
		for (int i = 1; i < argc; i++) {
			struct list l;

			measure_file(argv[i], argv[i], FAMILIES, &l);
			free(l.all);
		}
	}
	return 0;
}
