/* Buckets: what may be taken when, and how long there is to wait. */
#include "feedd/bucket.h"
#include "tests/unit/tap.h"

#define START 1000

static void
test_minute(void)
{
	struct bucket b = { 0 };

	bucket_rate(&b, 6, START);
	for (int i = 0; i < 6; i++) {
		ok(bucket_wait(&b, 1, START) == 0, "%d of 6 at once", i + 1);
		bucket_take(&b, 1, START);
	}
	is_int(bucket_wait(&b, 1, START), 10, "the next in ten seconds");
	is_int(bucket_wait(&b, 1, START + 9), 1, "one second before");
	is_int(bucket_wait(&b, 1, START + 10), 0, "then");
	is_int(bucket_left(&b, START), 0, "nothing is left");
	is_int(bucket_left(&b, START + 25), 2, "two are");
	is_int(bucket_left(&b, START + 1000000), 6, "never more than all");
	is_int(bucket_debt(&b, START), 60, "all of it is owed a minute");
	is_int(bucket_debt(&b, START + 60), 0, "and not longer");
	is_int(bucket_wait(&b, 1, START - 500), 10, "time never goes back");
	is_int(bucket_wait(&b, 100, START), 60, "more than all is all");
}

static void
test_owing(void)
{
	struct bucket b = { 0 };

	bucket_rate(&b, 100, START);
	bucket_take(&b, 1000, START);
	is_int(bucket_wait(&b, 1, START), 541, "ten minutes' worth less one");
	is_int(bucket_debt(&b, START), 600, "is owed ten minutes");
	bucket_rate(&b, 200, START + 300);
	is_int(bucket_debt(&b, START + 300), 150, "half at twice the rate");
	bucket_rate(&b, 0, START + 300);
	is_int(bucket_wait(&b, 1, START + 300), 0, "no limit, no wait");
	is_int(bucket_debt(&b, START + 300), 0, "nor debt");
	bucket_take(&b, UINT64_MAX, START + 300);
	is_int(bucket_wait(&b, 1, START + 300), 0, "whatever is taken");
	bucket_rate(&b, BUCKET_RATE_MAX, START + 301);
	bucket_take(&b, UINT64_MAX, START + 301);
	ok(bucket_wait(&b, UINT64_MAX, START + 301) > 16000,
	    "the most there is does not wrap");
	bucket_take(&b, UINT64_MAX, START + 301);
	ok(bucket_wait(&b, UINT64_MAX, START + 301) > 16000, "nor twice");
}

/* Who kept within the limits of then is not punished by those of now. */
static void
test_lowering(void)
{
	struct bucket b = { 0 };

	bucket_rate(&b, BUCKET_RATE_MAX, START);
	bucket_take(&b, BUCKET_RATE_MAX, START);
	bucket_rate(&b, 60, START + 20);
	is_int(bucket_debt(&b, START + 20), 40, "what was owed 40 seconds is");
	is_int(bucket_wait(&b, 1, START + 20), 0, "and 20 of 60 are there");
	bucket_take(&b, 600, START + 20);
	bucket_rate(&b, 6, START + 20);
	is_int(bucket_debt(&b, START + 20), 640, "as what was too much");
}

/* Over a long time as much as flows in, whoever takes it when he can. */
static void
test_average(void)
{
	for (uint64_t rate = 1; rate < 100; rate += 7) {
		struct bucket b = { 0 };
		uint64_t taken = 0;

		bucket_rate(&b, rate, START);
		for (uint64_t now = START; now < START + 6000; now++)
			while (bucket_wait(&b, 1, now) == 0) {
				bucket_take(&b, 1, now);
				taken++;
			}
		ok(taken >= rate * 100 && taken <= rate * 101,
		    "%ju a minute: %ju in a hundred", (uintmax_t)rate,
		    (uintmax_t)taken);
	}
}

int
main(void)
{
	test_minute();
	test_owing();
	test_lowering();
	test_average();
	return tap_end();
}
