/* The section of a configuration that says what is never listed. */
#ifndef FEEDMILL_CONF_PROTECT_H
#define FEEDMILL_CONF_PROTECT_H

#include <confuse.h>
#include <stdbool.h>

#include "compiler/conf.h"

/* Fills the array that describes the section to libconfuse. */
void conf_protect_options(cfg_opt_t *);

/*
 * Reads the section into the configuration's protected space, with the
 * allow-lists that it names if files is true.
 */
int conf_protect_read(struct conf *, cfg_t *section, bool files, struct fail *);

#endif
