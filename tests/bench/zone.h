/*
 * A set as rbldnsd takes it, in a file.
 */
#ifndef FEEDMILL_BENCH_ZONE_H
#define FEEDMILL_BENCH_ZONE_H

#include <err.h>
#include <stdio.h>

#include "formats/delta.h"
#include "formats/fail.h"
#include "formats/wr.h"
#include "formats/zone.h"

static inline int
zone_to_file(void *f, const void *bytes, size_t n)
{
	return fwrite(bytes, 1, n, f) == n ? 0 : -1;
}

/* Ends the program if that cannot be. */
static inline void
zone_write(const char *path, const char *db, const struct delta_end *e)
{
	struct zone_info info = { .db = db,
		.origin = "bl.example.net",
		.ns = { "ns.example.net" },
		.nns = 1,
		.contact = "hostmaster.example.net",
		.ttl = 300,
		.refresh = 300,
		.retry = 300,
		.expire = 86400,
		.negative_ttl = 300,
		.serial = e->id.serial,
		.now = e->id.serial / 60 };
	struct wr w = { .drain = zone_to_file };
	struct fail f = { 0 };

	w.arg = fopen(path, "w");
	if (w.arg == NULL)
		err(1, "%s", path);
	if (zone_rbldnsd(&w, e->set, &info, &f) == -1 || wr_flush(&w) == -1 ||
	    fclose(w.arg) != 0)
		errx(1, "%s: %s", path, f.msg);
	wr_free(&w);
}

#endif
