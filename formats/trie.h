/*
 * Tries: the code of a block of a set's entries.  An entry is a prefix and
 * its label; those of a set are the fewest prefixes of each of its ranges, in
 * ascending order.  The entries of a block are walked as one binary trie and
 * what is decided on the way is coded with odds that adapt.  See feed.5.
 */
#ifndef FEEDMILL_TRIE_H
#define FEEDMILL_TRIE_H

#include "formats/addr.h"
#include "formats/label.h"

struct entry {
	u128 first, last;
	struct label label;
	uint8_t len; /* of the prefix */
};

/*
 * A block of n entries takes at least so many bytes, so that few bytes cannot
 * become a great set.
 */
#define TRIE_MOST     16 /* entries a byte */
#define TRIE_LEAST(n) (((n) + TRIE_MOST - 1) / TRIE_MOST)

/* How far back the farther of the two entries is that nearness is told by. */
#define TRIE_FAR 8

/* Nearness is told in so many steps. */
#define TRIE_NEAR 8

/* What is asked at a node of the trie. */
enum trie_flag {
	TRIE_SINGLE, /* it has one entry */
	TRIE_BOTH,   /* both halves have entries */
	TRIE_UPPER,  /* only the upper half has */
};

/* What is known at a depth, of nodes there or of prefixes of that length. */
struct trie_odds {
	struct odds flags[TRIE_NEAR][TRIE_NEAR][4]; /* by enum trie_flag */
	struct odds longest[2]; /* the entry has the longest length in use */
	struct odds full[2][3]; /* the entry is the node */
	struct odds len[3];     /* the entry has this length */
	struct odds tail[16];   /* a bit of the rest, by the zeros before it */
};

struct trie {
	struct coder coder;
	struct coder_bytes bytes;
	struct labels labels;
	enum family family;
	/* The greatest lengths in use, 0 where there are no two. */
	unsigned longest, second;
	uint8_t next_len[129]; /* the next greater one, 0 for none */
	/* How near: by the width of a distance and a depth, added. */
	uint8_t near[3 * 128];
	/* The walk: the next node; those whose upper half is to come. */
	u128 node;
	unsigned depth;
	u128 open;    /* bit 127 - depth for IPv6, 31 - depth for IPv4 */
	size_t count; /* entries so far */
	bool over;    /* the last entry has been */
	bool bad;
	u128 lasts[TRIE_FAR];
	struct label label; /* of the entry before, as its length */
	unsigned len;
	/* What is known at each depth, and what is at the start of a block. */
	struct trie_odds *odds, *start;
	/* ENCODE: see trie.c. */
	u128 *branches;
	size_t nbranches;
};

/*
 * For entries of the given lengths: bit len - 1 for each, 0 for the one entry
 * that is all of its family.
 */
struct trie *trie_new(enum family, u128 lens, const struct snapshot_id *,
    uint32_t nvalues, bool ends);
void trie_free(struct trie *);

/* The bits that two addresses have in common. */
unsigned trie_common(enum family, u128, u128);

/*
 * Writes a block: n > 0 entries below the node of the given depth.  Their
 * labels' classes are set.
 */
void trie_out(struct trie *, struct wr *, struct entry *, size_t n,
    unsigned depth);

/* Starts to read a block of entries below a node. */
void trie_begin_in(struct trie *, struct rd, u128 node, unsigned depth);

/*
 * Reads the next entry.  Returns false if there is no other in the block, or
 * what is there is none that is ever written.
 */
bool trie_in(struct trie *, struct entry *);

/* Whether the entries that were read are all of the block. */
bool trie_end_in(struct trie *);

#endif
