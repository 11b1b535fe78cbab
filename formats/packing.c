#include <string.h>

#include "formats/packing.h"

static const struct {
	const char *suffix;
	bool compressed;
	bool archive;
} suffixes[] = {
	{ ".gz", true, false },
	{ ".xz", true, false },
	{ ".zst", true, false },
	{ ".bz2", true, false },
	{ ".tar", false, true },
	{ ".zip", false, true },
	{ ".cpio", false, true },
	{ ".tgz", true, true },
	{ ".txz", true, true },
	{ ".tzst", true, true },
	{ ".tbz2", true, true },
};

/* What the last suffix of the first len bytes of a name says. */
static struct packing
last_suffix(const char *name, size_t len)
{
	struct packing p = { .base = len };

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		size_t n = strlen(suffixes[i].suffix);

		if (len <= n ||
		    memcmp(name + len - n, suffixes[i].suffix, n) != 0)
			continue;
		p.compressed = suffixes[i].compressed;
		p.archive = suffixes[i].archive;
		p.base = len - n;
	}
	return p;
}

struct packing
packing_of(const char *name)
{
	struct packing outer = last_suffix(name, strlen(name)), inner;

	if (!outer.compressed || outer.archive)
		return outer;
	inner = last_suffix(name, outer.base);
	if (!inner.archive || inner.compressed)
		return outer;
	inner.compressed = true;
	return inner;
}
