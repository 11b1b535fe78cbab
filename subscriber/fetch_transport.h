/* What the transports of fetch.h are to fetch.c. */
#ifndef FEEDMILL_FETCH_TRANSPORT_H
#define FEEDMILL_FETCH_TRANSPORT_H

#include <stdatomic.h>
#include <stdint.h>

#include "subscriber/fetch.h"
#include "subscriber/url.h"

struct fetch {
	const struct fetch_conf *conf;
	struct url url;
	const struct fetch_transport *transport;
	void *own;     /* of the transport */
	int folder;    /* where files are read, -1 for none */
	uint64_t ends; /* when this fetch_files() must be over, in ms */
	const struct fetch_range *along; /* for the next fetch_files() */
	size_t nalong;
	bool looks;     /* until fetch_done(); what came is kept */
	uint64_t until; /* that long, in ms */
	uint32_t retry_after;
	bool answered; /* by the source, in this fetch_files() */
	uint64_t received;
	uint64_t requests, around; /* and the bytes around their files */
	atomic_bool cancelled;
	struct meanwhile meanwhile;
};

/* What is NULL is not called. */
struct fetch_transport {
	int (*open)(struct fetch *, struct fail *);
	void (*close)(struct fetch *);
	/* Before the first file, for all of them; end() follows, and again
	 * once nothing is kept. */
	int (*begin)(struct fetch *, const struct fetch_item *, size_t n,
	    struct fail *);
	void (*end)(struct fetch *);
	/* What a file costs beside its own bytes where nothing says it. */
	uint64_t around;
	/* Fills in one item.  Its size is checked by fetch.c again. */
	int (*one)(struct fetch *, struct fetch_item *, struct fail *);
};

extern const struct fetch_transport fetch_http, fetch_rsync, fetch_file;

/* Milliseconds for what may have so many bytes; 0: there is no time left. */
uint64_t fetch_time(const struct fetch *, uint64_t bytes);

/* FAIL_SYSTEM if fetch_cancel() was called, else 0. */
int fetch_check(const struct fetch *, struct fail *);

/* FAIL_SIZE for so many bytes, more or fewer than wanted. */
int fetch_size(const struct fetch_item *, uint64_t bytes, struct fail *);

/* Reads an item below an open folder. */
int fetch_file_take(int folder, struct fetch_item *, struct fail *);

#endif
