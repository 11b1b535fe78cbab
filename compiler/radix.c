#include <stdint.h>
#include <string.h>

#include "compiler/radix.h"

/* The most bits of an address that one pass sorts by. */
#define DIGIT 8

/* Fewer rows than this in a bucket are sorted by insertion. */
#define FEW 24

/* With fewer rows than this, all small buckets are sorted in one go. */
#define MANY 4096

/* No row is larger. */
#define ROW_MAX 20

/*
 * All below is compiled once for each size of rows, so that a row moves in
 * two or three instructions: size is always a constant.
 */
#define FOR_EACH_SIZE static inline __attribute__((always_inline))

static inline uint32_t
key_at(const char *row)
{
	uint32_t key;

	memcpy(&key, row, sizeof(key));
	return key;
}

FOR_EACH_SIZE void
insert_all(char *rows, size_t size, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		char *at = rows + i * size, row[ROW_MAX];
		uint32_t key = key_at(at);

		if (key_at(at - size) <= key)
			continue;
		memcpy(row, at, size);
		for (; at > rows && key_at(at - size) > key; at -= size)
			memcpy(at, at - size, size);
		memcpy(at, row, size);
	}
}

/* One pass: the buckets are by these bits of the address. */
struct pass {
	unsigned shift, mask;
	size_t at[1 << DIGIT];
	size_t ends[1 << DIGIT];
};

static inline unsigned
digit(const struct pass *p, const char *row)
{
	return key_at(row) >> p->shift & p->mask;
}

/*
 * Puts every row into the bucket of its digit: each row that is found in a
 * wrong bucket is exchanged for one of the bucket it belongs to, until one
 * belongs here.
 */
FOR_EACH_SIZE void
scatter(struct pass *p, char *rows, size_t size)
{
	for (unsigned b = 0; b <= p->mask; b++) {
		while (p->at[b] < p->ends[b]) {
			char x[ROW_MAX], y[ROW_MAX];
			unsigned d;

			memcpy(x, rows + p->at[b] * size, size);
			while ((d = digit(p, x)) != b) {
				char *there = rows + p->at[d]++ * size;

				memcpy(y, there, size);
				memcpy(there, x, size);
				memcpy(x, y, size);
			}
			memcpy(rows + p->at[b]++ * size, x, size);
		}
	}
}

/* So many bits that a bucket will have about one row. */
static unsigned
digit_bits(size_t n, unsigned bits)
{
	unsigned want = 63 - (unsigned)__builtin_clzll(n);

	if (want > DIGIT)
		want = DIGIT;
	return want < bits ? want : bits;
}

/* Sorts into buckets by the highest of the low `bits` of the addresses. */
FOR_EACH_SIZE void
make_pass(struct pass *p, char *rows, size_t size, size_t n, unsigned bits)
{
	size_t sum = 0;

	p->shift = bits - digit_bits(n, bits);
	p->mask = (1u << (bits - p->shift)) - 1;
	memset(p->at, 0, sizeof(p->at));
	for (size_t i = 0; i < n; i++)
		p->at[digit(p, rows + i * size)]++;
	for (unsigned b = 0; b <= p->mask; b++) {
		size_t count = p->at[b];

		p->at[b] = sum;
		sum += count;
		p->ends[b] = sum;
	}
	scatter(p, rows, size);
}

/*
 * A sort by the low `bits` of the addresses, from the highest digit down; n
 * is FEW or more, bits not 0.  What is left unsorted lies close to its place.
 */
static void
sort(char *rows, size_t size, size_t n, unsigned bits)
{
	struct pass p;

	if (size == 12)
		make_pass(&p, rows, 12, n, bits);
	else
		make_pass(&p, rows, 20, n, bits);
	for (unsigned b = 0; b <= p.mask && p.shift > 0; b++) {
		size_t start = b > 0 ? p.ends[b - 1] : 0;
		size_t count = p.ends[b] - start;

		if (count >= FEW)
			sort(rows + start * size, size, count, p.shift);
		else if (n >= MANY && size == 12)
			insert_all(rows + start * 12, 12, count);
		else if (n >= MANY)
			insert_all(rows + start * 20, 20, count);
	}
	if (n < MANY && size == 12)
		insert_all(rows, 12, n);
	else if (n < MANY)
		insert_all(rows, 20, n);
}

void
radix_sort12(void *rows, size_t n, unsigned bits)
{
	if (n < FEW)
		insert_all(rows, 12, n);
	else
		sort(rows, 12, n, bits);
}

void
radix_sort20(void *rows, size_t n, unsigned bits)
{
	if (n < FEW)
		insert_all(rows, 20, n);
	else
		sort(rows, 20, n, bits);
}
