#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/crew.h"
#include "compiler/delegation.h"
#include "compiler/history.h"
#include "compiler/keyring.h"
#include "compiler/progress.h"
#include "compiler/tree.h"
#include "formats/mem.h"

struct crew {
	const struct crew_job *job;
	struct build *builds;
	struct keyring keys;
	struct tree *tree;
	struct delegation delegation;
	struct progress *progress;
	bool masks; /* the turn of databases made of others */
	atomic_size_t next;
};

static void
build_one(struct build *b, const struct conf_db *db,
    const struct build_job *job)
{
	struct fail f = { 0 };

	build_run(b, db, job);
	if (history_add(job->conf->state, b, job->now, b->seconds, &f) == -1 &&
	    b->fail.kind == FAIL_NONE)
		b->fail = f;
}

static void *
work(void *arg)
{
	struct crew *c = arg;
	size_t i;

	while ((i = atomic_fetch_add(&c->next, 1)) < c->job->ndbs) {
		const struct conf_db *db = c->job->dbs[i];
		struct build_job job = {
			.conf = c->job->conf,
			.tree = c->tree,
			.key = c->keys.secrets[db - c->job->conf->dbs],
			.publics = c->keys.publics,
			.delegation = &c->delegation,
			.now = c->job->now,
			.progress = { c->progress, i, db->policy.name },
		};

		if ((db->policy.kind == POLICY_MASK) == c->masks)
			build_one(&c->builds[i], db, &job);
	}
	return NULL;
}

/* Works with as many threads as there may be; this one is one of them. */
static void
turn(struct crew *c, bool masks)
{
	pthread_t *threads = mem_new(c->job->threads, sizeof(*threads));
	unsigned started = 0;

	c->masks = masks;
	atomic_store(&c->next, 0);
	while (started + 1 < c->job->threads && started + 1 < c->job->ndbs &&
	    pthread_create(&threads[started], NULL, work, c) == 0)
		started++;
	work(c);
	while (started > 0)
		pthread_join(threads[--started], NULL);
	free(threads);
}

int
crew_run(struct build *builds, const struct crew_job *job, struct fail *f)
{
	struct crew c = { .job = job, .builds = builds };
	int result = keyring_read(&c.keys, job->conf, job->passphrase, f);

	if (result == 0) {
		c.tree = tree_open(job->conf->publish, f);
		result = c.tree != NULL ? 0 : -1;
	}
	if (result == 0) {
		delegation_read(&c.delegation, tree_fd(c.tree));
		c.progress = progress_new(job->ndbs);
		turn(&c, false);
		turn(&c, true);
		progress_free(c.progress);
		tree_close(c.tree);
	}
	keyring_clear(&c.keys);
	return result;
}
