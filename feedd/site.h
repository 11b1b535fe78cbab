/*
 * A site that is served: its tree with what of it is good, lookups in it, and
 * an ear for what is published there.  None of it touches another site.
 */
#ifndef FEEDMILL_SITE_H
#define FEEDMILL_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "feedd/stock.h"
#include "formats/fail.h"

struct conf_site;
struct lookup;

struct site {
	const struct conf_site *conf; /* borrowed */
	struct stock *stock;
	struct lookup *lookup; /* NULL: there are none */
	bool lookups;          /* may have something to do */
	int scout;             /* readable when something was heard */
	uint64_t looked;       /* when, in seconds that only go forward */
	struct site *next;     /* among those that are left */
};

/* Opens the tree, whatever is in it, and looks at nothing yet. */
struct site *site_open(const struct conf_site *, struct fail *);

/* Waits for what is being read for lookups.  NULL is allowed. */
void site_free(struct site *);

/* It is not served any more, and has no configuration; it is still freed. */
void site_leave(struct site *);

/* Whether freeing it would have to wait. */
bool site_is_busy(const struct site *);

/* Another configuration of the same tree and roots is in force. */
void site_configure(struct site *, const struct conf_site *);

/* What another one serves is good here, too, as far as it is to be served. */
int site_judge(const struct site *, const struct site *was, struct fail *);

/* Begins with lookups that a configuration wants, ends what it does not. */
int site_begin_lookup(struct site *, const struct conf_site *, struct fail *);
void site_end_lookup(struct site *, const struct conf_site *);

/*
 * Looks for what is new in the tree; databases tell whether they changed.
 * Failures have the site's name in front.
 */
void site_look(struct site *, uint64_t now, stock_say *, void *arg);

/* Whether to look: something was heard of it, or nothing was for long. */
bool site_has_news(struct site *, bool heard, uint64_t now);

/* Goes on with lookups, after a look or when lookup_fd() is readable. */
void site_look_up(struct site *, stock_say *, void *arg);

#endif
