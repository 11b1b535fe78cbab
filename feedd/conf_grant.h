/* A section of access, as a configuration of feedd says it. */
#ifndef FEEDMILL_CONF_GRANT_H
#define FEEDMILL_CONF_GRANT_H

#include <confuse.h>
#include <stdbool.h>

#include "feedd/rules.h"
#include "formats/fail.h"

struct feedd_conf;

/* Options of a section, with mark and end, at most. */
#define CONF_GRANT_MAX 16

void conf_grant_options(cfg_opt_t section[static CONF_GRANT_MAX]);

/*
 * Adds what a section says to the rules, after the databases were read; file:
 * there is a token file, too.
 */
int conf_grant_read(struct feedd_conf *, cfg_t *section, bool file,
    struct fail *);

/* What an address has that nothing else is said of. */
struct limits conf_grant_address(void);

#endif
