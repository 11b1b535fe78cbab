/* Hearing that something may have been published: inotify(7) on a tree. */
#ifndef FEEDMILL_SCOUT_H
#define FEEDMILL_SCOUT_H

#include <stdbool.h>

#include "formats/fail.h"

struct stock;

/* A descriptor, readable when there is something; -1 with a failure. */
int scout_open(struct fail *);

/* Watches the tree and its databases; again after each look at the stock. */
void scout_watch(int fd, const struct stock *);

/* Takes what was heard.  Whether it may be a publish. */
bool scout_heard(int fd);

#endif
