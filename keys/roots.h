/*
 * Roots: m of n keys that sign catalogs, each holder on a machine of their
 * own; and what a catalog lets the keys of databases do.
 *
 * A catalog file is the signatures, four lines each, in ascending order of
 * key ids (as bytes) and one an id, and the signed text right behind them.
 */
#ifndef FEEDMILL_ROOTS_H
#define FEEDMILL_ROOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/catalog.h"
#include "formats/rd.h"
#include "keys/key.h"
#include "keys/sign.h"

struct fail;
struct head;
struct wr;

/* Who has to sign. */
struct roots {
	struct pubkey keys[CATALOG_ROOTS_MAX];
	size_t n;
	uint32_t threshold; /* 1 to n */
};

/*
 * Adds one more that is pinned: 0, or -1 with FAIL_USAGE if there are too
 * many, or one has its id or is the same key.
 */
int roots_add(struct roots *, const struct pubkey *, struct fail *);

/* Those that a catalog names for the next one. */
void roots_of(struct roots *, const struct catalog *);

/* The most signatures of a file: those of all old roots and all new ones. */
#define ROOTS_SIGNATURES_MAX (2 * CATALOG_ROOTS_MAX)

/* No signature that roots_sign() adds is longer; minisign's seldom are. */
#define ROOTS_SIGNATURE_LEN 400

/* A file taken apart, in place; nothing of it is believed yet. */
struct roots_file {
	struct signature signatures[ROOTS_SIGNATURES_MAX];
	size_t n;
	struct rd text;
};

/*
 * Takes a file apart; the bare text has no signatures.  Returns 0, or -1 with
 * FAIL_TRUST for a file that is none, FAIL_SIZE for one that is too long.
 */
int roots_split(struct roots_file *, struct rd file, struct fail *);

/* The signature that names a key of this id; NULL if there is none. */
const struct signature *roots_file_find(const struct roots_file *,
    const uint8_t id[static KEY_ID_LEN]);

/* Whether there is a good signature by this key. */
bool roots_file_by(const struct roots_file *, const struct pubkey *);

/*
 * How many of the roots signed it; each key counts once.  Signatures by other
 * keys are passed over.
 */
uint32_t roots_count(const struct roots *, const struct roots_file *);

/*
 * Enough of the roots signed it, else FAIL_ROOTS with who they are: "pinned
 * roots".
 */
int roots_enough(const struct roots *, const char *whose,
    const struct roots_file *, struct fail *);

/* Reads the text of a file, whoever signed it: see catalog_parse(). */
int roots_read(struct catalog *, const struct roots_file *, struct fail *);

/*
 * Writes the file again with the signature of one more key; the file may be
 * the bare text.  Replaces an older signature of the same key.  FAIL_FORMAT
 * if the text is no catalog, else as roots_split() does.
 */
int roots_sign(struct wr *, struct rd file, const struct seckey *,
    struct fail *);

/*
 * Opens the first catalog that is seen, against pinned roots, and reads it.
 * It must be signed by enough of the pinned and by enough of its own.  What
 * the catalog holds after a failure means nothing, here and below.
 */
int roots_first(const struct roots *pinned, struct rd file, struct catalog *,
    struct fail *);

/*
 * Opens and reads a catalog that enough of its own roots signed: no more than
 * what it says of itself, for those who trust where they have it from.
 */
int roots_own(struct rd file, struct catalog *, struct fail *);

/*
 * Opens and reads the catalog that follows one that is trusted, or is that
 * one again (versions tell): enough of the old roots and of its own signed
 * it; its version is one more (FAIL_ROLLBACK for an older one, FAIL_WRONG for
 * a later one, FAIL_SPLIT for the same with another text); its time is not
 * earlier and no epoch of a database that both have lower (FAIL_ROLLBACK).
 *
 * A later one that the old roots signed no more is FAIL_ROOTS: whoever is
 * behind takes catalog.<version + 1>, and so on, until there is no next one.
 * Whether a catalog is past its validity is for the last of them alone.
 */
int roots_next(const struct catalog *trusted, struct rd file,
    struct catalog *next, struct fail *);

/*
 * The half of roots_next() that signatures have no part in, for those who
 * make and sign what is to follow.
 */
int roots_follows(const struct catalog *old, const struct catalog *next,
    struct fail *);

/*
 * Opens a head file of a database and reads it: signed (FAIL_TRUST) by one of
 * the keys that the catalog has for it (FAIL_KEY), of this database and of
 * the catalog's epoch (FAIL_WRONG), and of a time in that key's window
 * (FAIL_KEY).  FAIL_MISSING if the catalog does not have the database.  The
 * signature is checked before anything of the text is read.
 */
int roots_head(const struct catalog *, const char *db, struct rd file,
    struct head *, struct fail *);

/* Who signed a head. */
struct roots_signer {
	struct pubkey key; /* for the snapshot's signature in the head */
	uint32_t until;    /* where the window ends that the catalog gives it */
};

/*
 * The key that signed that head.  Its signature is good, but the head's time
 * may be outside the key's window.
 */
int roots_head_key(const struct catalog *, const char *db, struct rd file,
    struct roots_signer *, struct fail *);

#endif
