/*
 * Roots: m of n keys that sign catalogs, each holder on a machine of their
 * own.  A catalog file is the signatures, four lines each, in ascending order
 * of key ids and one a key, and the signed text after them.
 */
#ifndef FEEDMILL_ROOTS_H
#define FEEDMILL_ROOTS_H

#include <stddef.h>
#include <stdint.h>

#include "formats/catalog.h"
#include "formats/rd.h"
#include "keys/key.h"

struct fail;
struct head;
struct wr;

/* Who has to sign. */
struct roots {
	struct pubkey keys[CATALOG_ROOTS_MAX];
	size_t n;
	uint32_t threshold; /* 1 to n */
};

/* Those that a catalog names for the next one. */
void roots_of(struct roots *, const struct catalog *);

/*
 * Opens a catalog file.  Sets the cursor over the text, in place, only if
 * enough of the roots signed it.  Signatures by other keys are passed over.
 * Returns 0, or -1 with FAIL_ROOTS that says how many signed and how many it
 * takes, or FAIL_TRUST for a file that is none.
 */
int roots_open(const struct roots *, struct rd file, struct rd *text,
    struct fail *);

/* How many of the roots signed it; -1 with FAIL_TRUST. */
int roots_signed(const struct roots *, struct rd file, struct fail *);

/*
 * Writes the file again with the signature of one more key; the file may be
 * the bare text.  Replaces an older signature of the same key.
 */
int roots_sign(struct wr *, struct rd file, const struct seckey *,
    struct fail *);

/*
 * Opens the first catalog that is seen, against pinned roots, and reads it.
 * It must be signed by enough of the pinned and by enough of its own.
 */
int roots_first(const struct roots *pinned, struct rd file, struct catalog *,
    struct fail *);

/*
 * Opens and reads the catalog that follows one that is trusted: its version is
 * one more (FAIL_ROLLBACK for an older one, FAIL_WRONG for a later one), no
 * epoch goes back, its time does not, and enough of the old roots and of its
 * own signed it.
 */
int roots_next(const struct catalog *trusted, struct rd file,
    struct catalog *next, struct fail *);

/*
 * Opens a head file of a database and reads it: signed by one of the keys that
 * the catalog has for it, whose window its time lies in (else FAIL_KEY), of
 * this database and of the catalog's epoch (else FAIL_WRONG).  The signature
 * is checked before anything of the text is read.
 */
int roots_head(const struct catalog *, const char *db, struct rd file,
    struct head *, struct fail *);

/* The key that signed that head, for the snapshot's signature in it. */
int roots_head_key(const struct catalog *, const char *db, struct rd file,
    struct pubkey *, struct fail *);

#endif
