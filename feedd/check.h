/* Checking what feedd would be started with, without serving anything. */
#ifndef FEEDMILL_CHECK_H
#define FEEDMILL_CHECK_H

#include "formats/fail.h"

/*
 * Checks a configuration, as the user that it names, where that can be become:
 * the tree, with a line for all that is not good on standard error, the
 * certificate and its key, and whether the access log can be written.  The
 * process stays who it has become.
 */
int check_server(const char *conf_path, struct fail *);

#endif
