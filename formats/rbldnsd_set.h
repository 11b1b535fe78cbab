/*
 * The entries of a dataset, resolved by rbldnsd's rules into ranges that do
 * not overlap.  Every entry has a level, and the highest level that has an
 * address decides about it: in a trie the length of the prefix, in an ip4set
 * the number of whole octets (of which rbldnsd tries four, three, two, one).
 */
#ifndef FEEDMILL_RBLDNSD_SET_H
#define FEEDMILL_RBLDNSD_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/fail.h"

/* What happens where two entries of one level meet. */
enum rbldnsd_clash {
	/*
	 * ip4set: an exclusion wins; else entries of one value are as one,
	 * and others are an error, as rbldnsd would answer with each.
	 */
	CLASH_VALUES,
	CLASH_FIRST, /* tries: the first one stays, the others are errors */
	CLASH_NONE,  /* tsets: they are the same */
};

struct rbldnsd_entry {
	struct range range; /* as written */
	unsigned bits;      /* prefix length; 32 for a range a-b */
	bool exclusion;
	uint16_t value; /* an id; not used for an exclusion */
	uint32_t line;
};

/* Closed: see rbldnsd_set.c.  Takes 32 bytes an entry. */
struct rbldnsd_set;

struct rbldnsd_set *rbldnsd_set_new(enum family, enum rbldnsd_clash);
void rbldnsd_set_free(struct rbldnsd_set *);

void rbldnsd_set_add(struct rbldnsd_set *, const struct rbldnsd_entry *);

/* What comes out. */
struct rbldnsd_sink {
	/*
	 * Takes what is left of an entry somewhere: the range, and the
	 * addresses of the entry as written, less one.  Returns 0, or -1.
	 */
	int (*piece)(void *arg, const struct rbldnsd_entry *, u128 span,
	    struct fail *);
	/* Learns of an entry's error, like "%s is on line %u already". */
	int (*bad)(void *arg, uint32_t line, const char *rule,
	    const struct range *, struct fail *);
	void *arg;
};

/*
 * Gives all that is listed to the sink, in ascending order.  Returns 0, or -1
 * as soon as the sink does.  The set may then only be freed.
 */
int rbldnsd_set_finish(struct rbldnsd_set *, const struct rbldnsd_sink *,
    struct fail *);

#endif
