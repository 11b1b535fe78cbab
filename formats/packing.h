/* How a file is packed, as its name says: a.rec.gz, a.tar, a.tar.xz, a.tgz. */
#ifndef FEEDMILL_PACKING_H
#define FEEDMILL_PACKING_H

#include <stdbool.h>
#include <stddef.h>

struct packing {
	bool compressed;
	bool archive;
	size_t base; /* the length of the name without what says so */
};

struct packing packing_of(const char *name);

#endif
