/*
 * Sockets that listen and were passed by a service manager, as
 * sd_listen_fds(3) has it.  They stay open until the end.
 */
#ifndef FEEDMILL_PASSED_H
#define FEEDMILL_PASSED_H

#include <stddef.h>

#include "feedd/conf.h"
#include "formats/fail.h"

struct passed {
	struct {
		struct feedd_listen at;
		int fd;
	} all[FEEDD_LISTEN_MAX];

	size_t n;
};

/*
 * Takes them over, none if none are for this process.  Those whose name begins
 * with "tls" are for TLS.
 */
int passed_take(struct passed *, struct fail *);

/* The socket of the place, which stays where it is; -1 if it was not passed. */
int passed_socket(const struct passed *, const struct feedd_listen *);

#endif
