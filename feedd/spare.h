/*
 * Spare descriptors: new ones have the least number that is free, so a high
 * one says that there are few left.  Some are kept for what is published, and
 * more for connections than for what is sent over them.
 */
#ifndef FEEDMILL_SPARE_H
#define FEEDMILL_SPARE_H

#include <stdbool.h>

/* Whether a new connection's descriptor leaves too few. */
bool spare_connection(int fd);

/* The same of a file's that is to be sent. */
bool spare_file(int fd);

#endif
