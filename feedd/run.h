/*
 * Running: signals, news from the tree, time, and the server, in turn.
 */
#ifndef FEEDMILL_RUN_H
#define FEEDMILL_RUN_H

#include "formats/fail.h"

/*
 * Serves what the configuration at the path says until SIGTERM or SIGINT.
 * SIGHUP: reads it again; one that is not good changes nothing.
 */
int run_server(const char *conf_path, struct fail *);

#endif
