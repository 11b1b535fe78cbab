/* Limits as a configuration says them: "600", "100M" or "none". */
#ifndef FEEDMILL_CONF_LIMIT_H
#define FEEDMILL_CONF_LIMIT_H

#include "keys/conf_key.h"

conf_reader conf_limit_read; /* uint32_t or uint64_t, 0 for none */

#endif
