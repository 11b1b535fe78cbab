/*
 * Deltas that break one rule each and are else as a writer makes them: they
 * are coded from what is not so.
 */
#include "formats/delta_adds.h"
#include "formats/delta_back.h"
#include "formats/delta_fates.h"
#include "formats/delta_gaps.h"
#include "formats/delta_head.h"
#include "formats/set.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "tests/unit/tap.h"

#define SERIAL 1763764800
#define NOW    (SERIAL / 60)

/* A delta from a base, part by part. */
struct craft {
	struct delta_end from, to;
	struct delta_code code;
	struct delta_diff nothing;
	uint16_t ids[4];
	unsigned flags;
};

/* Of a base, which is the craft's now, with so many values in use. */
static void
craft_begin(struct craft *c, struct set *base, uint32_t nvalues, unsigned flags)
{
	static const struct snapshot_id id = { "qil", 7, SERIAL, { 10 }, 1, 0 };

	*c = (struct craft){ .from = { base, id, { 1 } },
		.to = { NULL, id, { 2 } },
		.code = { .base = base, .most = UINT64_MAX },
		.nothing = { .added = set_new() },
		.ids = { 0, 1, 2, 3 },
		.flags = flags };
	c->to.id.serial += 60;
	c->code.ids = c->ids;
	delta_code_init(&c->code, &c->to.id, nvalues, flags & DELTA_ENDS);
	c->code.coder = coder_begin_out(&c->code.bytes);
}

/* Nothing happens to a family. */
static void
craft_nothing(struct craft *c, enum family family)
{
	c->code.family = family;
	delta_adds(&c->code, c->nothing.added);
	delta_fates_out(&c->code, &c->nothing);
}

static void
craft_end(struct craft *c, bool good, const char *name)
{
	struct wr w = { 0 };
	struct fail f = { 0 };
	struct delta_end got;

	craft_nothing(c, IP6);
	delta_head_out(&w, &c->from, &c->to, c->flags);
	coder_end_short_out(&c->code.coder, &w, TRIE_LEAST(c->code.count));
	ok((delta_apply(rd_over(w.buf, w.len), &c->from, &got, &f) == 0) ==
		good,
	    "%s is %s", name, good ? "good" : "refused");
	set_free(got.set);
	set_free(c->from.set);
	set_free(c->nothing.added);
	delta_code_free(&c->code);
	wr_free(&w);
}

/* Each listing is two addresses, a hundred apart. */
static struct set *
pairs(size_t n, uint32_t nvalues, uint32_t until)
{
	struct set *s = set_new();

	for (uint32_t i = 0; i < nvalues; i++)
		values_add(set_values(s), 0x7f000002 + i, "", 0);
	for (size_t i = 0; i < n; i++)
		set_add(s,
		    &(struct listing){ { 100 * i, 100 * i + 1, IP4 }, until,
			(uint16_t)(i % nvalues) });
	return s;
}

/* What ended is said to be renewed, and is not. */
static void
test_renewals(void)
{
	for (int any = 0; any < 2; any++) {
		struct craft c;

		craft_begin(&c, pairs(3, 1, NOW), 1, 0);
		c.code.family = IP4;
		delta_adds(&c.code, c.nothing.added);
		delta_number(&c.code, c.code.odds.number[1][1], 0);
		delta_bit(&c.code, &c.code.odds.any_renewed, any);
		for (int i = 0; any && i < 3; i++)
			delta_bit(&c.code, &c.code.odds.renewed[2], false);
		craft_end(&c, !any,
		    any ? "a renewal of none" : "no renewal of any");
	}
}

/* More listings are touched than there are. */
static void
test_gaps(void)
{
	for (unsigned gap = 2; gap < 4; gap++) {
		struct craft c;
		struct delta_gaps g = { .left = 1 };

		craft_begin(&c, pairs(3, 2, 0), 2, 0);
		c.code.family = IP4;
		delta_adds(&c.code, c.nothing.added);
		delta_gaps_begin(&c.code, &g, 3);
		g.gap = gap;
		delta_gaps_next(&c.code, &g);
		if (gap == 2) {
			delta_bit(&c.code, &c.code.odds.partial[1][1][0],
			    false);
			delta_bit(&c.code, &c.code.odds.gone, true);
		}
		craft_end(&c, gap == 2,
		    gap == 2 ? "the last listing gone" : "the next one gone");
	}
}

/* The first listing in pieces, or as one. */
static void
test_pieces(const struct piece *pieces, size_t n, bool good, const char *name)
{
	struct touched touched = { 0, 0, n };
	struct craft c;

	craft_begin(&c, pairs(3, 2, 0), 2, 0);
	c.code.family = IP4;
	delta_adds(&c.code, c.nothing.added);
	delta_fates_out(&c.code,
	    &(struct delta_diff){ .touched = &touched,
		.ntouched = 1,
		.pieces = (struct piece *)pieces,
		.npieces = n });
	craft_end(&c, good, name);
}

static void
test_labels_in_force(void)
{
	struct piece whole = { 0, 1, { 0, 1, 0 }, FATE_CHANGES };
	struct piece same = { 0, 1, { 0, 0, 0 }, FATE_CHANGES };
	struct piece halves[] = { { 0, 0, { 0, 1, 0 }, FATE_CHANGES },
		{ 1, 1, { 0 }, FATE_GONE } };
	struct piece twins[] = { { 0, 0, { 0, 1, 0 }, FATE_CHANGES },
		{ 1, 1, { 0, 1, 0 }, FATE_CHANGES } };

	test_pieces(&whole, 1, true, "another label");
	test_pieces(&same, 1, false, "the label that it has");
	test_pieces(halves, 2, true, "halves with fates of their own");
	test_pieces(twins, 2, false, "halves with one label");
}

/* Something is added where nothing can be. */
static void
test_no_room(void)
{
	struct set *all = pairs(0, 1, 0);
	struct craft c;

	set_add(all, &(struct listing){ { 0, UINT32_MAX, IP4 }, 0, 0 });
	craft_begin(&c, all, 1, 0);
	c.code.family = IP4;
	delta_number(&c.code, c.code.odds.number[0][1], 1);
	delta_fates_out(&c.code, &c.nothing);
	craft_end(&c, false, "an entry where all is listed");
	craft_begin(&c, set_new(), 1, 0);
	c.code.family = IP4;
	set_add(c.nothing.added, &(struct listing){ { 7, 7, IP4 }, 0, 0 });
	delta_adds(&c.code, c.nothing.added);
	delta_fates_out(&c.code, &c.nothing);
	craft_end(&c, false, "an entry where there is no value");
}

/* Two addresses that the base remembers, said to come back and added. */
static const struct {
	const char *name;
	uint32_t nvalues;
	bool back;
	u128 first, last; /* what is added; 0 for nothing */
	bool good;
} backs[] = {
	{ "what stays away", 2, false, 0, 0, true },
	{ "what comes back", 2, true, 0, 0, true },
	{ "half of it added", 2, false, 51, 51, true },
	{ "all of it added", 2, false, 50, 51, false },
	{ "it and more added", 2, false, 48, 55, false },
	{ "what comes back and is added", 2, true, 51, 51, false },
	{ "what is added beside it", 2, true, 52, 53, true },
	{ "what comes back without a value", 0, true, 0, 0, false },
};

static void
test_back(size_t i)
{
	struct set *base = pairs(backs[i].nvalues > 0 ? 3 : 0, 2, 0);
	struct set *recent = set_new(), *back = set_new();
	struct craft c;

	set_add(recent, &(struct listing){ { 50, 51, IP4 }, 0, 1 });
	if (backs[i].back)
		set_add(back, &(struct listing){ { 50, 51, IP4 }, 0, 0 });
	set_remember(base, recent);
	craft_begin(&c, base, backs[i].nvalues, 0);
	c.code.family = IP4;
	delta_back(&c.code, back);
	if (backs[i].first > 0)
		set_add(c.nothing.added,
		    &(struct listing){ { backs[i].first, backs[i].last, IP4 },
			0, 1 });
	delta_adds(&c.code, c.nothing.added);
	delta_fates_out(&c.code, &c.nothing);
	set_free(c.nothing.added);
	c.nothing.added = set_new();
	craft_end(&c, backs[i].good, backs[i].name);
	set_free(back);
}

/* What takes memory is refused as soon as it is too much. */
static void
test_most(void)
{
	struct delta_code c = { .most = 2 };
	struct craft craft;

	ok(delta_count(&c) && delta_count(&c) && !c.bad,
	    "as much memory as may be");
	ok(!delta_count(&c) && c.bad, "and one more");
	for (unsigned most = 2; most < 4; most++) {
		struct set *added = pairs(3, 1, 0), *got = set_new();
		struct wr w = { 0 };

		craft_begin(&craft, pairs(0, 1, 0), 1, 0);
		delta_adds(&craft.code, added);
		coder_end_short_out(&craft.code.coder, &w, 8);
		delta_code_free(&craft.code);
		craft.code = (struct delta_code){ .way = DECODE,
			.base = craft.from.set,
			.ids = craft.ids,
			.most = most };
		delta_code_init(&craft.code, &craft.to.id, 1, false);
		craft.code.coder = coder_begin_short_in(&craft.code.bytes,
		    rd_over(w.buf, w.len));
		delta_adds(&craft.code, got);
		is_int((long long)set_size(got, IP4), most == 3 ? 3 : 0,
		    most == 3 ? "three entries" : "three where two may be");
		set_free(added);
		set_free(got);
		set_free(craft.from.set);
		set_free(craft.nothing.added);
		delta_code_free(&craft.code);
		wr_free(&w);
	}
}

/* Much that costs next to nothing is filled up to what it may take. */
static void
test_filled(void)
{
	struct delta_end from = { pairs(4096, 1, 0),
		{ "qil", 7, SERIAL, { 0 }, 0, 0 }, { 1 } };
	struct delta_end to = { set_new(),
		{ "qil", 7, SERIAL + 60, { 0 }, 0, 0 }, { 2 } };
	struct delta_end got;
	struct wr w = { 0 };
	struct fail f = { 0 };

	values_add(set_values(to.set), 7, "", 0);
	for (size_t i = 0; i < 4096; i++) {
		struct listing l = set_at(from.set, IP4, i);

		set_add(to.set, &l);
	}
	delta_make(&w, &from, &to);
	ok(w.buf[w.len - 1] == 0, "4096 new values end with zeros");
	ok(delta_apply(rd_over(w.buf, w.len), &from, &got, &f) == 0,
	    "which are good");
	set_free(got.set);
	ok(delta_apply(rd_over(w.buf, w.len - 1), &from, &got, &f) == -1,
	    "and as many as must be");
	wr_u8(&w, 0);
	ok(delta_apply(rd_over(w.buf, w.len), &from, &got, &f) == -1,
	    "and no more");
	wr_free(&w);
	set_free(from.set);
	set_free(to.set);
}

/* Untils, coded one way where the rules want another, or none. */
enum until_way {
	AHEAD, /* of what is added: as minutes */
	OTHER, /* of what is added: in the other way */
	FEW,   /* of what changes: as grains of a class */
	CLASS, /* of what changes: in the other way */
};

static const struct {
	const char *name;
	enum until_way way;
	uint32_t until; /* what it is, or was before */
	unsigned class, few;
	bool good;
} untils[] = {
	{ "1024 minutes ahead", AHEAD, NOW + 1 + 1024, 0, 0, true },
	{ "1024 minutes the other way", OTHER, NOW + 1 + 1024, 0, 0, false },
	{ "1025 minutes the other way", OTHER, NOW + 1 + 1025, 0, 0, true },
	{ "one over the other way", OTHER, NOW + 1, 0, 0, true },
	{ "eight minutes on", FEW, NOW + 100, 1, 7, true },
	{ "grains of a class that never is", FEW, NOW + 100, 31, 0, false },
	{ "grains of a class that is not", FEW, NOW + 100, 3, 0, false },
	{ "an until past the last", FEW, UINT32_MAX - 3, 1, 3, false },
	{ "the last until", FEW, UINT32_MAX - 3, 1, 2, true },
	{ "grains where minutes are few", FEW, NOW + 105, 2, 0, false },
	{ "many grains", FEW, NOW + 100, 2, 5, true },
	{ "a few minutes the other way", CLASS, NOW + 100, 0, 7, false },
	{ "many minutes the other way", CLASS, NOW + 100, 0, 107, true },
};

static void
code_until(enum way way, size_t i, struct delta_labels *l, struct coder *c,
    bool *good)
{
	/* grain_hash(0) is 0: grids begin with the count of minutes */
	struct label old = { untils[i].until, 0, 1 };
	struct label new = old;

	if (way == DECODE) {
		new = (struct label){ 0 };
		*good = untils[i].way <= OTHER
		    ? delta_label_added(way, l, c, NULL, 0, 0, &new)
		    : delta_label_changed(way, l, c, &old, old.until, 0, &new);
		return;
	}
	switch (untils[i].way) {
	case AHEAD:
		coder_bit(way, c, &l->soon, true);
		coder_tree(way, c, l->ahead, DELTA_AHEAD_BITS,
		    new.until - l->labels.now - 1);
		return;
	case OTHER:
		coder_bit(way, c, &l->soon, false);
		label_until(way, &l->labels, c, NULL, 0, &new);
		return;
	case FEW:
		coder_tree(way, c, l->class[old.class], 5, untils[i].class);
		if (untils[i].class < LABEL_CLASSES)
			coder_tree(way, c, l->few[untils[i].class],
			    DELTA_FEW_BITS, untils[i].few);
		return;
	case CLASS:
		coder_tree(way, c, l->class[old.class], 5, 0);
		new.until += untils[i].few;
		label_until(way, &l->labels, c, &old, 0, &new);
	}
}

static void
test_until(size_t i)
{
	static const struct snapshot_id id = { "qil", 7, SERIAL + 60, { 10 }, 1,
		0 };
	struct coder_bytes out = { 0 }, in = { 0 };
	struct coder c = coder_begin_out(&out);
	struct delta_labels l = { 0 };
	struct wr w = { 0 };
	bool good = false;

	delta_labels_init(&l, &id, 1, true);
	code_until(ENCODE, i, &l, &c, &good);
	delta_labels_free(&l);
	coder_end_short_out(&c, &w, 1);
	c = coder_begin_short_in(&in, rd_over(w.buf, w.len));
	l = (struct delta_labels){ 0 };
	delta_labels_init(&l, &id, 1, true);
	code_until(DECODE, i, &l, &c, &good);
	delta_labels_free(&l);
	ok(good == untils[i].good, "%s: %s", untils[i].name,
	    untils[i].good ? "good" : "refused");
	coder_bytes_free(&out);
	wr_free(&w);
}

int
main(void)
{
	test_renewals();
	test_gaps();
	test_labels_in_force();
	test_no_room();
	for (size_t i = 0; i < sizeof(backs) / sizeof(backs[0]); i++)
		test_back(i);
	test_most();
	test_filled();
	for (size_t i = 0; i < sizeof(untils) / sizeof(untils[0]); i++)
		test_until(i);
	return tap_end();
}
