/* Who a request is from: the part of access that looks at tokens. */
#ifndef FEEDMILL_ACCESS_KNOW_H
#define FEEDMILL_ACCESS_KNOW_H

#include "feedd/access.h"

/*
 * Finds out for whom a request counts, by its token, else by its network, else
 * by its address alone; or why it is refused, when that is known from this.
 */
enum access_why access_know(struct access *, struct visitor *,
    const struct access_asked *);

/* It counts for its address, which may have what everybody has. */
void access_count_address(struct access *, struct visitor *);

#endif
