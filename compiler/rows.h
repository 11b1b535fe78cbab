/*
 * Rows: records in as little memory as will do, collected in any order,
 * sorted by their first address and walked from the lowest to the highest.
 * Under merge.h and gather.h.
 */
#ifndef FEEDMILL_ROWS_H
#define FEEDMILL_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"

struct values;

/* What a source says of a range: that it is listed, or removed. */
struct claim {
	struct range range;
	u128 span;       /* record.span */
	uint32_t time;   /* record.time */
	uint32_t until;  /* record.until, seconds; 0 for none; no row has it */
	uint16_t value;  /* in the set's dictionary; not in a removal */
	uint16_t source; /* below ROW_SOURCE, ascending in order of names */
	bool removal;
	bool all; /* a removal that ends everybody's */
};

/* What row.who holds besides the source's id. */
#define ROW_REMOVAL 0x8000
#define ROW_ALL     0x4000
#define ROW_SOURCE  0x3fff

/* The form that is worked with. */
struct row {
	u128 first, last;
	u128 span;
	uint32_t time;
	uint16_t value;
	uint16_t who;
};

struct row row_of(const struct claim *);

/* The forms that are kept; most rows are single IPv4 addresses. */
struct row_host {
	uint32_t addr;
	uint32_t time;
	uint16_t value;
	uint16_t who;
};

struct row_range {
	uint32_t first, last;
	uint32_t span;
	uint32_t time;
	uint16_t value;
	uint16_t who;
};

enum row_kind {
	ROW_HOST,
	ROW_RANGE,
	ROW_IP6,
};

#define ROW_KINDS 3

/* Hosts of one first octet, in pieces, the last one first. */
#define ROW_PIECE  4096
#define ROW_OCTETS 256

struct row_piece {
	struct row_piece *before;
	struct row_host hosts[ROW_PIECE];
};

struct row_octet {
	struct row_piece *last;
	size_t n;
};

/* So many hosts are parted by their octets at once, which is faster. */
#define ROW_FRESH 512

/*
 * { 0 } to begin with.  Takes 12 bytes a single IPv4 address, 20 another IPv4
 * row, 64 an IPv6 row.  Hosts, which are most, are kept by their first octets:
 * what is sorted is small then, and nothing large is moved to make room, for
 * which all threads would have to wait.
 */
struct rows {
	struct row_octet octets[ROW_OCTETS];
	struct row_host fresh[ROW_FRESH]; /* not yet among them */
	size_t nfresh;
	struct row_host *hosts; /* those of one octet, sorted: see the walk */
	struct row_range *ranges;
	struct row *ip6;
	size_t n[ROW_KINDS]; /* in the three above */
	size_t cap[ROW_KINDS];
};

void rows_add(struct rows *, const struct claim *);
void rows_free(struct rows *);

/* Puts the fresh hosts among those of their octets. */
void rows_part(struct rows *);

/* How many rows of IPv4 there are. */
size_t rows_count4(const struct rows *);

/* How many rows there are at some moment. */
struct rows_mark {
	size_t hosts[ROW_OCTETS];
	size_t ranges, ip6;
};

/* Takes back what was added since the mark. */
struct rows_mark rows_mark(struct rows *);
void rows_rewind(struct rows *, const struct rows_mark *);

/* Negative, 0 or positive as a comes before, beside or after b. */
typedef int rows_order(const struct row *a, const struct row *b,
    const struct values *);

/* Where a walk is: at the rows [at, end) of each kind that begin at first. */
struct rows_walk {
	struct rows *rows;
	enum family family;
	rows_order *order; /* of rows that begin at one address */
	const struct values *values;
	u128 first;
	unsigned octet; /* the next whose hosts are not yet rows->hosts */
	size_t at[ROW_KINDS];
	size_t end[ROW_KINDS];
};

/* Sorts the rows of a family and stands before the first. */
struct rows_walk rows_walk(struct rows *, enum family, rows_order *,
    const struct values *);

/* Goes to the next address at which rows begin; false after the last. */
bool rows_next(struct rows_walk *);

/* The next row that begins there, in order; false after the last. */
bool rows_take(struct rows_walk *, struct row *);

#endif
