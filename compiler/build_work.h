/*
 * A build while it is under way: its set is prepared, which is read, merged,
 * compared with the last one and guarded, and then published.  Part of
 * build.h.
 */
#ifndef FEEDMILL_BUILD_WORK_H
#define FEEDMILL_BUILD_WORK_H

#include "compiler/build.h"
#include "compiler/last.h"
#include "compiler/publish.h"
#include "compiler/turnover.h"
#include "formats/snapshot.h"

struct set;

/* What a build works on until it is done. */
struct build_work {
	struct build *build;
	const struct build_job *job;
	const struct conf_db *db;
	struct intake_job intake;
	struct set *set;
	struct snapshot_id id; /* of its snapshot, once there is one */
	struct last last;
	struct set *previous;     /* its set; NULL in a first build */
	struct turnover turnover; /* from that to set */
	struct publish publish;
};

/* The set that will be published, and how it differs from the last one. */
int build_prepare(struct build_work *, struct fail *);

/*
 * Objects first, then the head; texts before it, so that nobody reads of what
 * is not there yet, but those of a quick list after it, which is in a hurry.
 */
int build_publish(struct build_work *, struct fail *);

/* Writes the texts, if those that are there are old. */
int build_texts(struct build_work *, struct fail *);

#endif
