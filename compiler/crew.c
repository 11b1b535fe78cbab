#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/crew.h"
#include "compiler/delegation.h"
#include "compiler/progress.h"
#include "compiler/tree.h"
#include "formats/mem.h"
#include "keys/keyfile.h"
#include "keys/passphrase.h"

struct crew {
	const struct crew_job *job;
	struct build *builds;
	struct seckey **secrets; /* of conf->dbs; several may be the same */
	struct pubkey *publics;
	struct tree *tree;
	struct delegation delegation;
	struct progress *progress;
	bool masks; /* the turn of databases made of others */
	atomic_size_t next;
};

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
			.key = c->secrets[db - c->job->conf->dbs],
			.publics = c->publics,
			.delegation = &c->delegation,
			.now = c->job->now,
			.progress = { c->progress, i, db->policy.name },
		};

		if ((db->policy.kind == POLICY_MASK) == c->masks)
			build_run(&c->builds[i], db, &job);
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

/* Reads the key of conf->dbs[i], unless it is one that was read already. */
static int
read_key(struct crew *c, size_t i, struct fail *f)
{
	const struct conf_db *dbs = c->job->conf->dbs;

	for (size_t j = 0; j < i && c->secrets[i] == NULL; j++) {
		if (strcmp(dbs[j].key, dbs[i].key) == 0)
			c->secrets[i] = c->secrets[j];
	}
	if (c->secrets[i] == NULL)
		c->secrets[i] = seckey_read(dbs[i].key, passphrase_ask,
		    c->job->passphrase, f);
	passphrase_wipe(c->job->passphrase);
	if (c->secrets[i] == NULL)
		return -1;
	seckey_public(c->secrets[i], &c->publics[i]);
	return 0;
}

static int
read_keys(struct crew *c, struct fail *f)
{
	size_t n = c->job->conf->ndbs;

	c->secrets = mem_new(n, sizeof(c->secrets[0]));
	c->publics = mem_new(n, sizeof(c->publics[0]));
	for (size_t i = 0; i < n; i++) {
		if (read_key(c, i, f) == -1)
			return -1;
	}
	return 0;
}

static void
free_keys(struct crew *c)
{
	size_t n = c->job->conf->ndbs;

	for (size_t i = 0; i < n; i++) {
		struct seckey *secret = c->secrets[i];

		for (size_t j = i; j < n; j++) {
			if (c->secrets[j] == secret)
				c->secrets[j] = NULL;
		}
		seckey_free(secret);
	}
	free(c->secrets);
	free(c->publics);
}

int
crew_run(struct build *builds, const struct crew_job *job, struct fail *f)
{
	struct crew c = { .job = job, .builds = builds };
	int result = read_keys(&c, f);

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
	free_keys(&c);
	return result;
}
