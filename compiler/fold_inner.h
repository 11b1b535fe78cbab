/* What the files of the fold share: see fold.h. */
#ifndef FEEDMILL_FOLD_INNER_H
#define FEEDMILL_FOLD_INNER_H

#include "compiler/fold.h"
#include "compiler/hosts.h"
#include "compiler/removals.h"
#include "compiler/wheel.h"

/* Slots whose listing is another one than in the last set. */
struct fold_touched {
	uint32_t *slots; /* each once, and marked */
	size_t n, cap;
};

/* What there is once a family. */
struct fold_family {
	struct hosts hosts;
	struct wheel wheel; /* by the ends of listings */
	struct fold_touched touched;
	size_t listed;
	uint64_t *by_source; /* listed by hits of it alone; as sources */
	uint32_t swept;      /* the next slot to look at for forgetting */
};

/* Events whose minute has not begun, in the order of a batch. */
struct fold_waiting {
	struct event *events;
	size_t n, cap;
};

struct fold {
	uint32_t now; /* of the last batch, seconds */
	struct quick_rules rules;
	uint32_t floor; /* hits of earlier minutes are too old */
	char **sources;
	size_t nsources;
	struct values *values;
	size_t nvalues; /* that came with batches */
	struct fold_family families[FAMILIES];
	struct fold_waiting waiting;
	struct removals removals;
	bool anew; /* the last set's ids are not ours */
	const struct fold_watch *watch;
	/* Reading a checkpoint: what the last host was. */
	bool reading;
	enum family read_family;
	u128 read_addr;
	bool read_any;
};

/* Tells the watch of an event, if it is of its address. */
void fold_tell_event(const struct fold *, const struct event *, enum fold_fate,
    const struct quick_state *after);

/* What a hit did that counts, or a removal. */
enum fold_fate fold_fate_of(const struct event *,
    const struct quick_state *before, const struct quick_state *after);

/* Adds names behind the others, taking them over. */
void fold_add_sources(struct fold *, char **names, size_t n);

/*
 * Puts what an address is now in place of what it was, which the slot need
 * not have held.
 */
void fold_store(struct fold *, enum family, uint32_t slot,
    const struct quick_state *was, const struct quick_state *is);

/* Forgets up to n addresses that are gone as of a minute. */
void fold_sweep(struct fold *, enum family, uint32_t n, uint32_t minute);

#endif
