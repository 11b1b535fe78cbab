/*
 * What a configuration of feedd says of access; feedd.conf(5) is its manual.
 *
 *	tokens = "/etc/feedmill/tokens"
 *	status = { "127.0.0.1", "192.0.2.9" }
 *	proxy = "192.0.2.80"
 *	access public { database = rbl requests = 60 }
 *	access gold { requests = 600 bytes = 1G waits = 8 }
 *	access partner {
 *		token = { "<hash>", "<hash>" }
 *		network = "198.51.100.0/24"
 *		until = 2027-01-01T00:00:00Z
 *	}
 */
#ifndef FEEDMILL_CONF_ACCESS_H
#define FEEDMILL_CONF_ACCESS_H

#include <confuse.h>

#include "feedd/conf_grant.h"
#include "formats/fail.h"

struct feedd_conf;

/*
 * Adds the options to those of the file; room for those of a section is lent
 * until they are parsed.  Returns what is behind them.
 */
cfg_opt_t *conf_access_options(cfg_opt_t *,
    cfg_opt_t section[static CONF_GRANT_MAX]);

/* Makes the rules, after the databases were read, and reads the token file. */
int conf_access_read(struct feedd_conf *, cfg_t *root, struct fail *);

#endif
