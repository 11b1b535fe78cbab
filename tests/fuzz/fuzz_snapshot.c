#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/wr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first and last address of each of some listings is found in the bytes. */
static void
look_up(const uint8_t *data, size_t size, const struct set *s)
{
	for (int family = 0; family < FAMILIES; family++) {
		size_t n = set_size(s, (enum family)family);

		for (size_t i = 0; i < n; i += n / 4 + 1) {
			struct listing l = set_at(s, (enum family)family, i);
			struct fail f = { 0 };
			struct snapshot_hit hit;
			struct value v = values_at(set_values(s), l.value);

			if (snapshot_find(rd_over(data, size), l.range.family,
				l.range.last, &hit, &f) != 1 ||
			    hit.until != l.until || hit.code != v.code ||
			    strcmp(hit.text, v.text) != 0)
				abort();
		}
	}
}

/* Whatever is a snapshot is the one that its set has. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fail f = { 0 }, g = { 0 };
	struct wr w = { 0 };
	struct snapshot_id id;
	struct snapshot_hit hit;
	struct set *s = snapshot_decode(rd_over(data, size), &id, &f);

	snapshot_find(rd_over(data, size), IP4, 0xc0000207, &hit, &g);
	snapshot_find(rd_over(data, size), IP6, 1, &hit, &g);
	if (s == NULL) {
		if (f.kind != FAIL_FORMAT)
			abort();
		return 0;
	}
	snapshot_encode(&w, s, &id);
	if (w.len != size || memcmp(w.buf, data, size) != 0)
		abort();
	look_up(data, size, s);
	wr_free(&w);
	set_free(s);
	return 0;
}
