/*
 * Networks, each with a number: of all that an address is in the smallest one
 * counts.
 */
#ifndef FEEDMILL_NETWORKS_H
#define FEEDMILL_NETWORKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"

struct sockaddr;

struct network {
	struct range range;
	uint32_t what;
	size_t around; /* the smallest that it is in, from 1; 0: none */
};

/* { 0 } are none.  Free with networks_free(). */
struct networks {
	struct network *all;
	size_t n, cap;
};

void networks_free(struct networks *);

/* Adds "192.0.2.0/24" or an address.  NULL, or the rule that is broken. */
const char *networks_add(struct networks *, const char *, uint32_t what);

/*
 * After the last one was added.  NULL, or one that was added twice; then they
 * cannot be used.
 */
const struct network *networks_end(struct networks *);

/* The smallest one with the address, or NULL. */
const struct network *networks_find(const struct networks *, enum family,
    u128 addr);

/* The family that an address really is of: one behind ::ffff: is of IPv4. */
enum family networks_family(enum family, u128 *addr);

/* The address of a socket's peer.  Who comes by another family is this host. */
enum family networks_addr(const struct sockaddr *, u128 *addr);

#endif
