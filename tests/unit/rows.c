/* Rows: kept in pieces, taken back, walked in order. */
#include <stdlib.h>

#include "compiler/rows.h"
#include "tests/unit/claims.h"
#include "tests/unit/tap.h"

/* Several pieces of some octets, and not much of most. */
#define HOSTS (20 * ROW_PIECE)

static u128
random_host(void)
{
	u128 octet = rnd(4) > 0 ? 5 : rnd(256);

	return octet << 24 | rnd(1 << 24);
}

static void
add(struct rows *rows, u128 first, u128 last, enum family family)
{
	rows_add(rows,
	    &(struct claim){ .range = { first, last, family },
		.span = last - first });
}

static int
order_hosts(const void *a, const void *b)
{
	const u128 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static int
order_none(const struct row *a, const struct row *b,
    const struct values *values)
{
	(void)a;
	(void)b;
	(void)values;
	return 0;
}

/* Whether a walk finds just these hosts, in ascending order. */
static bool
walks(struct rows *rows, const u128 *hosts, size_t n)
{
	struct rows_walk w = rows_walk(rows, IP4, order_none, NULL);
	struct row row;
	size_t at = 0;

	while (rows_next(&w)) {
		while (rows_take(&w, &row)) {
			if (at == n || row.first != hosts[at++] ||
			    row.first != w.first)
				return false;
		}
	}
	return at == n;
}

static void
test_walk(void)
{
	u128 *hosts = calloc(HOSTS, sizeof(*hosts));
	struct rows rows = { 0 };
	struct rows_mark mark;

	ok(walks(&rows, hosts, 0), "no rows");
	for (size_t i = 0; i < HOSTS; i++) {
		hosts[i] = random_host();
		add(&rows, hosts[i], hosts[i], IP4);
	}
	qsort(hosts, HOSTS, sizeof(*hosts), order_hosts);
	ok(walks(&rows, hosts, HOSTS), "all hosts in order");
	ok(walks(&rows, hosts, HOSTS), "and once more");

	mark = rows_mark(&rows);
	for (size_t i = 0; i < HOSTS + 1; i++)
		add(&rows, random_host(), 0xffffffff, IP4);
	for (size_t i = 0; i < HOSTS + 1; i++) {
		u128 host = random_host();

		add(&rows, host, host, IP4);
	}
	add(&rows, 7, 7, IP6);
	is_int((long long)rows_count4(&rows), 3 * HOSTS + 2,
	    "three times more");
	rows_rewind(&rows, &mark);
	ok(walks(&rows, hosts, HOSTS), "what was added is taken back");
	is_int((long long)rows_count4(&rows), HOSTS, "and not counted");
	is_int((long long)rows.n[ROW_IP6], 0, "IPv6 as well");

	rows_rewind(&rows, &(struct rows_mark){ 0 });
	ok(walks(&rows, hosts, 0), "all is taken back");
	rows_free(&rows);
	free(hosts);
}

int
main(void)
{
	test_walk();
	return tap_end();
}
