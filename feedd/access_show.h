/* Access as others see it: limits for who has them, figures for operators. */
#ifndef FEEDMILL_ACCESS_SHOW_H
#define FEEDMILL_ACCESS_SHOW_H

#include <stdbool.h>
#include <stdint.h>

struct access;
struct site;
struct visitor;
struct wr;

/* Who has just entered, and what there is where they ask. */
struct access_showing {
	const struct access *access;
	const struct visitor *visitor;
	const struct site *site;
	uint64_t now;
};

/* Whether one may hear of a database of the site. */
bool access_shows(const void *showing, const char *db);

/* What one may have, and what of it is left, as JSON for free(); feedd(8). */
char *access_limits(const struct access_showing *);

/* What is counted, for Prometheus; no token, holder or address is told. */
void access_metrics(struct wr *, const struct access *);

#endif
