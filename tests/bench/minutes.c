/*
 * A quick list, minute by minute:
 *	minutes LIST DIR
 * The hosts of a plain list are hit until about as many are listed as ever
 * will be.  Prints what the deltas of the last minutes have, and writes the
 * last state but one, the delta to the last, and its signature.
 */
#include <err.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/quick.h"
#include "formats/delta.h"
#include "formats/mem.h"
#include "formats/set.h"
#include "keys/sign.h"
#include "tests/bench/crowd.h"

#define START         (1763764800 / 60)
#define MINUTES       (14 * 60)
#define MEASURED      30 /* the last minutes */
#define HITS_A_MINUTE 20000

static const char text[] = "Listed by qil, see https://qil.example/?ip=$";

struct hosts {
	struct crowd crowd;
	struct quick_state *states;
	uint32_t *next;          /* of those due in the same minute */
	uint32_t due[64 * 1024]; /* the first, from 1, by minute */
	struct quick_rules rules;
};

static struct quick_host
host_of(const struct hosts *h, size_t i)
{
	return (
	    struct quick_host){ &h->rules, IP4, h->crowd.list.all[i].first };
}

static void
note_due(struct hosts *h, size_t i)
{
	uint32_t *first = &h->due[h->states[i].until % (64 * 1024)];

	h->next[i] = *first;
	*first = (uint32_t)i + 1;
}

/* As if it had been hit for days. */
static void
list_host(struct hosts *h, size_t i)
{
	struct quick_state *s = &h->states[i];

	s->k = (uint8_t)h->rules.levels;
	s->last = START - 1;
	s->began = START - 1;
	s->until =
	    START + 1 + (uint32_t)(splitmix_of(i + 7) % h->rules.longest);
	s->listed = true;
	note_due(h, i);
}

static void
make_hosts(struct hosts *h, const char *path)
{
	h->crowd = crowd_make(path);
	h->states = mem_new(h->crowd.list.n, sizeof(*h->states));
	h->next = mem_new(h->crowd.list.n, sizeof(*h->next));
	quick_preset(&h->rules, QUICK_PRESET_DEFAULT);
	for (size_t i = 0; i < h->crowd.list.n; i++) {
		if (crowd_is_active(i, START))
			list_host(h, i);
	}
}

/* What is due at the tick, and then the hits of the minute behind it. */
static void
pass_minute(struct hosts *h, uint32_t minute)
{
	uint32_t *first = &h->due[minute % (64 * 1024)], i = *first;

	*first = 0;
	while (i != 0) {
		uint32_t next = h->next[i - 1];
		struct quick_host host = host_of(h, i - 1);

		quick_due(&h->states[i - 1], &host, minute);
		if (h->states[i - 1].listed)
			note_due(h, i - 1);
		i = next;
	}
	for (int n = 0; n < HITS_A_MINUTE; n++) {
		size_t k = crowd_draw(&h->crowd, minute);
		struct quick_state *s = &h->states[k];
		struct quick_host host = host_of(h, k);
		bool was = s->listed;

		quick_hit(s, &host, &(struct quick_hit){ minute, 0, 1 });
		if (!was && s->listed)
			note_due(h, k);
	}
}

/* What is listed at a tick, before what is due then when it will have been. */
static struct delta_end
end_at(const struct hosts *h, uint32_t tick)
{
	struct delta_end e = { .set = set_new(),
		.id = { .db = "qil", .epoch = 1, .serial = tick * 60 } };
	struct wr w = { 0 };

	e.id.ngrains = (uint16_t)quick_grains(&h->rules, e.id.grains);
	values_add(set_values(e.set), 0x7f000002, text, sizeof(text) - 1);
	for (size_t i = 0; i < h->crowd.list.n; i++) {
		struct quick_state s = h->states[i];
		struct quick_host host = host_of(h, i);

		quick_due(&s, &host, tick);
		if (s.listed)
			set_add(e.set,
			    &(struct listing){ h->crowd.list.all[i], s.until,
				0 });
	}
	snapshot_encode(&w, e.set, &e.id);
	memcpy(e.state, object_of(w.buf, w.len).hash, sizeof(e.state));
	wr_free(&w);
	return e;
}

static void
write_file(const char *dir, const char *name, const struct wr *w)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (f == NULL || fwrite(w->buf, 1, w->len, f) != w->len ||
	    fclose(f) != 0)
		err(1, "%s", path);
}

static void
sign_file(const char *dir, const char *name, const struct wr *w)
{
	struct seckey *key = seckey_generate();
	struct sign_hash hash = sign_hash_of(w->buf, w->len);
	struct wr sig = { 0 }, pub = { 0 };
	struct pubkey public;

	seckey_public(key, &public);
	wr_bytes(&pub, &public, sizeof(public));
	write_file(dir, "pub", &pub);
	sign_file_text(&sig, key, &hash, "a bench");
	write_file(dir, name, &sig);
	seckey_free(key);
	wr_free(&sig);
	wr_free(&pub);
}

/* Counts what two sets have not in common. */
static size_t
count_changes(const struct set *a, const struct set *b, size_t *added)
{
	size_t n = 0;

	for (struct pair p = pair_of(a, b); pair_next(&p);) {
		n += !pair_same(&p);
		*added += !p.in_a;
	}
	return n;
}

static void
make(const char *path, const char *dir)
{
	struct hosts *h = mem_new(1, sizeof(*h));
	struct delta_end from = { 0 }, to = { 0 };
	struct wr w = { 0 }, snap = { 0 };
	size_t bytes = 0, changes = 0, added = 0, live = 0;

	make_hosts(h, path);
	for (uint32_t m = START; m < START + MINUTES; m++) {
		pass_minute(h, m);
		if (m + MEASURED + 1 < START + MINUTES)
			continue;
		set_free(from.set);
		from = to;
		to = end_at(h, m + 1);
		if (from.set == NULL)
			continue;
		w.len = 0;
		delta_make(&w, &from, &to);
		bytes += w.len;
		changes += count_changes(from.set, to.set, &added);
		live += set_size(to.set, IP4);
	}
	printf("live %zu added %zu changes %zu bytes %zu\n", live / MEASURED,
	    added / MEASURED, changes / MEASURED, bytes / MEASURED);
	write_file(dir, "delta", &w);
	snapshot_encode(&snap, from.set, &from.id);
	write_file(dir, "from", &snap);
	snap.len = 0;
	snapshot_encode(&snap, to.set, &to.id);
	printf("snapshot %zu\n", snap.len);
	sign_file(dir, "sig", &snap);
}

int
main(int argc, char **argv)
{
	if (sodium_init() == -1)
		errx(1, "libsodium");
	if (argc != 3)
		errx(2, "LIST DIR");
	make(argv[1], argv[2]);
	return 0;
}
