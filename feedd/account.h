/* What somebody has taken lately, and has at the moment. */
#ifndef FEEDMILL_ACCOUNT_H
#define FEEDMILL_ACCOUNT_H

#include <stdint.h>

#include "feedd/bucket.h"

struct account {
	struct bucket requests, bytes;
	uint32_t waits;
	uint32_t uses; /* by requests, and by whoever keeps it */
};

#endif
