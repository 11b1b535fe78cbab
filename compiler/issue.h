/*
 * Issuing a new state of a database: its snapshot, the delta from the last
 * one where there is a way, and their place in the tree.
 */
#ifndef FEEDMILL_ISSUE_H
#define FEEDMILL_ISSUE_H

#include "formats/fail.h"
#include "formats/snapshot.h"
#include "formats/wr.h"

struct last;
struct policy;
struct publish;
struct set;

struct issue {
	const struct policy *policy;
	const struct last *last;
	struct set *set;
	struct publish *publish; /* publish_state() fills the head */
	struct wr snapshot;      /* its bytes come here, for wr_free() */
	struct snapshot_id id;   /* and what they say of themselves */
};

/* Removes what an interrupted run left, and puts what is new in place. */
int issue_run(struct issue *, struct fail *);

#endif
