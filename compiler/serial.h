/* Finding a snapshot in a publish tree by its serial. */
#ifndef FEEDMILL_SERIAL_H
#define FEEDMILL_SERIAL_H

#include "formats/fail.h"

/*
 * The path of the snapshot of a database with this serial, for free(); NULL
 * if the tree has none of it (any more).
 */
char *serial_path(const char *tree, const char *db, const char *serial,
    struct fail *);

#endif
