#include <stdlib.h>
#include <string.h>

#include "formats/coder.h"
#include "tests/splitmix.h"
#include "tests/unit/tap.h"

/* Sequences of decisions and raw bits, of some seed. */
struct sequence {
	const char *name;
	size_t n;
	unsigned ones;  /* of 256 decisions so many are 1 */
	unsigned raw;   /* of 256 steps so many are raw */
	size_t atleast; /* bytes */
};

static const struct sequence sequences[] = {
	{ "nothing", 0, 0, 0, 0 },
	{ "nothing, padded", 0, 0, 0, 100 },
	{ "one decision", 1, 128, 0, 0 },
	{ "even decisions", 5000, 128, 0, 0 },
	{ "nearly all 0", 50000, 1, 0, 0 },
	{ "nearly all 1", 50000, 255, 0, 0 },
	{ "all 0", 5000, 0, 0, 0 },
	{ "all 1, padded", 5000, 256, 0, 200 },
	{ "raw only", 1000, 0, 256, 0 },
	{ "a single raw number", 1, 0, 256, 0 },
	{ "both", 20000, 60, 100, 0 },
};

static uint64_t seed;

static uint64_t
number(void)
{
	return splitmix_next(&seed);
}

/* Codes a sequence; DECODE: returns whether it is the same. */
static bool
run(enum way way, struct coder *c, const struct sequence *s)
{
	struct odds odds[8];
	bool same = true;

	seed = 1;
	for (size_t i = 0; i < 8; i++)
		odds[i] = ODDS_EVEN;
	for (size_t i = 0; i < s->n; i++) {
		uint64_t r = number();
		bool bit = (r >> 8 & 255) < s->ones;
		unsigned bits = (unsigned)(r >> 16 & 31) + 1;
		uint32_t raw = (uint32_t)(r >> 32) >> (32 - bits);

		if ((r & 255) < s->raw)
			same &= coder_raw(way, c, bits, raw) == raw;
		else
			same &= coder_bit(way, c, &odds[i % 8], bit) == bit;
	}
	return same;
}

static bool
reads(const uint8_t *bytes, size_t n, const struct sequence *s)
{
	struct coder_bytes b = { 0 };
	struct coder c = coder_begin_in(&b, rd_over(bytes, n));

	return run(DECODE, &c, s) && coder_end_in(&c, s->atleast);
}

static void
test_sequence(const struct sequence *s)
{
	struct coder_bytes b = { 0 };
	struct coder c = coder_begin_out(&b);
	struct wr w = { 0 };
	size_t taken = 0;

	run(ENCODE, &c, s);
	coder_end_out(&c, &w, s->atleast);
	ok(w.len >= s->atleast, "%s: as long as wanted", s->name);
	ok(reads(w.buf, w.len, s), "%s: read back", s->name);
	for (size_t n = 0; n < w.len; n += w.len / 500 + 1)
		taken += reads(w.buf, n, s);
	is_int((long long)taken, 0, "every prefix is refused");
	wr_u8(&w, 0);
	ok(!reads(w.buf, w.len, s), "%s: a byte too many", s->name);
	w.len--;
	for (size_t i = 0; i < 8 * w.len; i += w.len / 500 + 1) {
		w.buf[i / 8] ^= (uint8_t)(1 << i % 8);
		taken += reads(w.buf, w.len, s);
		w.buf[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	is_int((long long)taken, 0, "no other bytes are read as the same");
	coder_bytes_free(&b);
	wr_free(&w);
}

/* Whether a byte of zeros behind the raw bits is one too many. */
static bool
is_whole(size_t n)
{
	const struct sequence s = { "", n, 128, 60, 0 };
	struct coder_bytes b = { 0 };
	struct coder c = coder_begin_out(&b);
	struct wr w = { 0 }, longer = { 0 };
	bool good;

	run(ENCODE, &c, &s);
	coder_end_out(&c, &w, 0);
	wr_vli(&longer, b.raw_out.len + 1);
	wr_bytes(&longer, b.raw_out.buf, b.raw_out.len);
	wr_u8(&longer, 0);
	wr_bytes(&longer, b.words_out.buf, b.words_out.len);
	good = reads(w.buf, w.len, &s) && !reads(longer.buf, longer.len, &s);
	coder_bytes_free(&b);
	wr_free(&w);
	wr_free(&longer);
	return good;
}

/* Whether these bytes are read as n bits of a number and nothing more. */
static bool
reads_short(const uint8_t *bytes, size_t size, unsigned n, uint64_t number,
    size_t atleast)
{
	struct coder_bytes b = { 0 };
	struct coder c = coder_begin_short_in(&b, rd_over(bytes, size));

	return coder_even(DECODE, &c, n, 0) == number &&
	    coder_end_short_in(&c, atleast);
}

/* Code without raw bits ends with the byte that is needed last. */
static void
test_short(void)
{
	size_t bad = 0, longest = 0;

	for (unsigned n = 0; n <= 64; n++) {
		uint64_t number = 0x9e3779b97f4a7c15 >> (64 - (n > 0 ? n : 1));
		size_t atleast = n % 3 == 0 ? 9 : 0;
		struct coder_bytes b = { 0 };
		struct coder c = coder_begin_out(&b);
		struct wr w = { 0 };

		number = n == 0 ? 0 : number;
		coder_even(ENCODE, &c, n, number);
		coder_end_short_out(&c, &w, atleast);
		bad += !reads_short(w.buf, w.len, n, number, atleast);
		for (size_t i = 0; i < w.len; i++)
			bad += reads_short(w.buf, i, n, number, atleast);
		if (atleast == 0 && w.len > (n + 15) / 8)
			longest = w.len;
		wr_u8(&w, 0);
		bad += reads_short(w.buf, w.len, n, number, atleast);
		coder_bytes_free(&b);
		wr_free(&w);
	}
	is_int((long long)bad, 0, "short code is read in its one form alone");
	is_int((long long)longest, 0, "and has a byte more than bits need");
}

static void
test_raw_bytes(void)
{
	size_t whole = 0;

	for (size_t n = 0; n < 100; n++)
		whole += is_whole(n);
	is_int((long long)whole, 100, "raw bits end with their last byte");
}

static void
test_odds(void)
{
	struct odds zeros = ODDS_EVEN, ones = ODDS_EVEN;

	for (int i = 0; i < 100000; i++) {
		odds_learn(&zeros, false);
		odds_learn(&ones, true);
	}
	ok(zeros.one > 0 && zeros.one < 100, "a chance of 1 stays above 0");
	ok(ones.one > 65400, "and rises without ever passing its end");
	is_int(zeros.seen, ODDS_SEEN_MAX, "counts stop");
}

static void
test_tree(void)
{
	struct odds tree[32];
	struct coder_bytes b = { 0 };
	struct coder c = coder_begin_out(&b);
	struct wr w = { 0 };
	bool same = true;

	for (int i = 0; i < 32; i++)
		tree[i] = ODDS_EVEN;
	for (uint32_t i = 0; i < 1000; i++)
		coder_tree(ENCODE, &c, tree, 5, i * i % 32);
	coder_end_out(&c, &w, 0);
	c = coder_begin_in(&b, rd_over(w.buf, w.len));
	for (int i = 0; i < 32; i++)
		tree[i] = ODDS_EVEN;
	for (uint32_t i = 0; i < 1000; i++)
		same &= coder_tree(DECODE, &c, tree, 5, 0) == i * i % 32;
	ok(same && coder_end_in(&c, 0), "numbers in a tree");
	ok(w.len < 1000 * 5 / 8, "take less than their bits");
	coder_bytes_free(&b);
	wr_free(&w);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++)
		test_sequence(&sequences[i]);
	test_raw_bytes();
	test_short();
	test_odds();
	test_tree();
	return tap_end();
}
