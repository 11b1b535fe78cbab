/* Both cursors: what wr writes, rd reads. */
#include <stdlib.h>

#include "formats/rd.h"
#include "formats/wr.h"
#include "tests/unit/tap.h"

/* A drain that keeps all it gets until its disk is full. */
struct disk {
	struct wr got;
	size_t calls, left;
};

static int
keep(void *arg, const void *bytes, size_t n)
{
	struct disk *d = arg;

	d->calls++;
	if (n > d->left)
		return -1;
	d->left -= n;
	wr_bytes(&d->got, bytes, n);
	return 0;
}

static void
test_integers(void)
{
	struct wr w = { 0 };
	struct rd r;

	wr_u8(&w, 0x12);
	wr_u16(&w, 0x1234);
	wr_u32(&w, 0x12345678);
	wr_u64(&w, 0x123456789abcdef0);
	wr_uint(&w, 0x123456, 3);
	wr_str(&w, "text");
	ok(w.len == 22 && memcmp(w.buf, "\x12\x34\x12\x78\x56\x34\x12", 7) == 0,
	    "integers are written lowest byte first");
	r = rd_over(w.buf, w.len);
	ok(rd_u8(&r) == 0x12 && rd_u16(&r) == 0x1234 &&
		rd_u32(&r) == 0x12345678 && rd_u64(&r) == 0x123456789abcdef0 &&
		rd_uint(&r, 3) == 0x123456,
	    "and read again");
	rd_literal(&r, "text", 4);
	ok(!r.bad && rd_left(&r) == 0, "to the end");
	wr_free(&w);
}

/* What is no shortest form of a number. */
static const struct {
	const char *bytes;
	size_t n;
	const char *what;
} bad_vlis[] = {
	{ "", 0, "nothing" },
	{ "\x80", 1, "no end" },
	{ "\x80\x00", 2, "a zero longer than needed" },
	{ "\xff\x00", 2, "127 longer than needed" },
	{ "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10, "65 bits" },
	{ "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11, "71 bits" },
};

/* Whether a number is read back from its shortest form. */
static bool
vli_returns(uint64_t x)
{
	struct wr w = { 0 };
	struct rd r;
	bool good;

	wr_vli(&w, x);
	r = rd_over(w.buf, w.len);
	good = rd_vli(&r) == x && !r.bad && rd_left(&r) == 0;
	wr_free(&w);
	return good;
}

static void
test_vli(void)
{
	unsigned wrong = 0;
	struct wr w = { 0 };

	for (unsigned bits = 0; bits <= 64; bits++) {
		uint64_t x =
		    bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;

		wrong +=
		    !vli_returns(x) + !vli_returns(x + 1) + !vli_returns(x - 1);
	}
	wr_vli(&w, UINT64_MAX);
	is_int((long long)w.len, 10, "the largest takes 10 bytes");
	wr_free(&w);
	is_int(wrong, 0, "numbers of 0 to 64 bits go there and back");
	for (size_t i = 0; i < sizeof(bad_vlis) / sizeof(bad_vlis[0]); i++) {
		struct rd r = rd_over(bad_vlis[i].bytes, bad_vlis[i].n);

		ok(rd_vli(&r) == 0 && r.bad, "refused: %s", bad_vlis[i].what);
	}
}

static void
test_shortage(void)
{
	struct rd r = rd_over("abcdef", 6), sub;

	ok(rd_take(&r, 7) == NULL && r.bad, "more than there is is refused");
	ok(rd_u8(&r) == 0 && rd_left(&r) == 0 && rd_take(&r, 0) == NULL,
	    "for good: all that follows is zero");
	r = rd_over("abcdef", 6);
	sub = rd_sub(&r, 4);
	ok(rd_left(&sub) == 4 && rd_left(&r) == 2, "a part is taken off");
	ok(rd_u64(&sub) == 0 && sub.bad && !r.bad,
	    "its shortage is not the whole's");
	sub = rd_sub(&r, 3);
	ok(sub.bad && r.bad, "a part that is not there makes both bad");
	r = rd_over("abcdef", 6);
	rd_literal(&r, "abd", 3);
	ok(r.bad, "another text makes it bad");
	r = rd_over(NULL, 0);
	ok(rd_left(&r) == 0 && !r.bad && rd_u8(&r) == 0 && r.bad,
	    "nothing is there to read in nothing");
}

static void
test_text(void)
{
	struct wr w = { 0 };

	wr_dec(&w, 0);
	wr_str(&w, " ");
	wr_dec(&w, UINT64_MAX);
	wr_fmt(&w, " %s %05d", "and", 42);
	wr_bytes(&w, "", 1);
	is_str((char *)w.buf, "0 18446744073709551615 and 00042",
	    "decimal and formatted text");
	wr_free(&w);
	ok(w.buf == NULL && w.len == 0, "a freed writer is empty");
}

/* Pieces of all sizes arrive in order, whatever the drain is handed. */
static void
test_drain(void)
{
	struct disk disk = { .left = SIZE_MAX };
	struct wr w = { .drain = keep, .arg = &disk };
	struct wr all = { 0 };
	char piece[3000];

	for (unsigned i = 0; i < 2000; i++) {
		size_t n = i * 7919 % sizeof(piece);

		memset(piece, (int)(i % 251), n);
		wr_bytes(&w, piece, n);
		wr_bytes(&all, piece, n);
		wr_u32(&w, i);
		wr_u32(&all, i);
	}
	ok(disk.calls > 1 && disk.got.len < all.len, "a full piece goes on");
	ok(w.cap < 1 << 20, "in little memory");
	ok(wr_flush(&w) == 0 && w.len == 0, "the rest goes by a flush");
	ok(disk.got.len == all.len &&
		memcmp(disk.got.buf, all.buf, all.len) == 0,
	    "nothing is lost or turned around");
	wr_free(&disk.got);
	wr_free(&all);
	wr_free(&w);
}

static void
test_full_disk(void)
{
	struct disk disk = { .left = 1000000 };
	struct wr w = { .drain = keep, .arg = &disk };
	char piece[1000] = { 0 };
	size_t calls;

	for (unsigned i = 0; i < 3000; i++)
		wr_bytes(&w, piece, sizeof(piece));
	calls = disk.calls;
	ok(w.bad, "a drain that fails makes the writer bad");
	for (unsigned i = 0; i < 3000; i++)
		wr_bytes(&w, piece, sizeof(piece));
	ok(wr_flush(&w) == -1, "a flush says so");
	is_int((long long)disk.calls, (long long)calls,
	    "the drain is not called again");
	wr_free(&disk.got);
	wr_free(&w);
}

int
main(void)
{
	test_integers();
	test_vli();
	test_shortage();
	test_text();
	test_drain();
	test_full_disk();
	return tap_end();
}
