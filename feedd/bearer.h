/*
 * What headers of a request say of who it is from: a token (RFC 6750, 2.1),
 * and the address that proxies saw.
 */
#ifndef FEEDMILL_BEARER_H
#define FEEDMILL_BEARER_H

#include <stdbool.h>

#include "feedd/networks.h"
#include "keys/token.h"

enum bearer {
	BEARER_NONE,  /* no header, or one of another scheme */
	BEARER_WRONG, /* something that is no token */
	BEARER_TOKEN,
};

/* A value of Authorization, or NULL. */
enum bearer bearer_of(const char *value, struct token_hash *);

/*
 * From a value of X-Forwarded-For, or NULL, the last address that is not one
 * of the proxies; the address is left as it is where there is none, and where
 * what a proxy wrote is no address.  Whether all of it was read: then a line
 * before it, if there is one, goes on.
 */
bool bearer_forwarded(const char *value, const struct networks *proxies,
    enum family *, u128 *addr);

#endif
