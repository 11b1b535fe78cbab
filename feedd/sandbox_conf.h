/* The sandbox that a configuration takes. */
#ifndef FEEDMILL_SANDBOX_CONF_H
#define FEEDMILL_SANDBOX_CONF_H

#include "formats/fail.h"

struct feedd_conf;

/*
 * Closes the process in, if the configuration at the path says so, and lets it
 * at its trees and at what a reload reads again.
 */
int sandbox_conf(const struct feedd_conf *, const char *path, struct fail *);

#endif
