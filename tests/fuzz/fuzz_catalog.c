#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/wr.h"
#include "keys/roots.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Nobody signs what was made up: no root of the catalog has. */
static void
judge(const struct roots_file *file, const struct catalog *c)
{
	struct roots roots;

	roots_of(&roots, c);
	if (roots_count(&roots, file) > file->n)
		abort();
	for (size_t i = 0; i < c->ndbs; i++) {
		const struct catalog_db *db = &c->dbs[i];

		if (catalog_db(c, db->name) != db ||
		    catalog_db_until(db, c->time) < c->time)
			abort();
	}
}

/* What is read as a catalog's file is written again byte for byte. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct roots_file file;
	struct catalog c;
	struct fail f = { 0 };
	struct wr w = { 0 };

	if (roots_split(&file, rd_over(data, size), &f) == 0 &&
	    roots_read(&c, &file, &f) == 0) {
		judge(&file, &c);
		for (size_t i = 0; i < file.n; i++)
			sign_print(&w, &file.signatures[i]);
		catalog_write(&w, &c);
		if (w.len != size || memcmp(w.buf, data, size) != 0)
			abort();
	} else if (f.kind == FAIL_NONE) {
		abort();
	}
	wr_free(&w);
	return 0;
}
