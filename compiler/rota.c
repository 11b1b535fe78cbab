#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/delegation.h"
#include "compiler/history.h"
#include "compiler/hitlist.h"
#include "compiler/keyring.h"
#include "compiler/pace.h"
#include "compiler/rota.h"
#include "compiler/tally.h"
#include "compiler/tree.h"
#include "compiler/warm.h"
#include "formats/head.h"
#include "formats/mem.h"
#include "keys/published.h"

/* Longer than this is not slept in one go. */
#define SLEEP_MOST 60

/* One database on its way. */
struct keeper {
	struct rota *rota;
	const struct conf_db *db;
	struct pace pace;
	pthread_t thread;
	uint32_t extra;   /* to be built out of turn from then on; 0: not */
	bool behind;      /* the clock is, and that was told */
	uint64_t started; /* being built since then; 0: it is not */
	struct warm warm; /* the thread's */
};

struct rota {
	struct conf *conf;
	struct keyring keys;
	struct tree *tree;
	struct rota_say say;
	pthread_mutex_t telling;
	pthread_mutex_t mutex; /* of all below, but for what never changes */
	pthread_cond_t some;
	bool stopping;
	struct keeper *keepers;
	size_t n;
};

/* Seconds that only go forward, never 0. */
static uint64_t
steady(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec + 1;
}

/* Seconds from then until now. */
static double
since(uint32_t then)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (double)t.tv_sec - then + (double)t.tv_nsec / 1e9;
}

static bool
is_member(const struct policy *mask, const char *db)
{
	for (size_t i = 0; i < mask->nmembers; i++)
		if (strcmp(mask->members[i].db, db) == 0)
			return true;
	return false;
}

/* Lets the masks know that a database has a new set. */
static void
tell_masks(struct rota *r, const char *db, uint32_t as_of)
{
	for (size_t i = 0; i < r->n; i++)
		if (is_member(&r->keepers[i].db->policy, db))
			r->keepers[i].extra = as_of;
	pthread_cond_broadcast(&r->some);
}

/* Builds and tells of it.  The mutex is not held. */
static enum fail_kind
build(struct keeper *k, uint32_t as_of, uint32_t missed,
    enum build_state *state)
{
	struct rota *r = k->rota;
	bool quick = k->db->policy.kind == POLICY_QUICK;
	struct delegation delegation;
	struct build_job job = { .conf = r->conf,
		.tree = r->tree,
		.key = r->keys.secrets[k->db - r->conf->dbs],
		.publics = r->keys.publics,
		.delegation = &delegation,
		.now = as_of,
		.warm = quick ? &k->warm : NULL };
	struct fail f = { 0 };
	struct build b;

	if (quick && k->warm.hitlist == NULL)
		k->warm.hitlist = hitlist_open(r->conf, k->db, &f);
	delegation_read(&delegation, tree_fd(r->tree));
	build_run(&b, k->db, &job);
	if (k->warm.hitlist != NULL)
		hitlist_settle(k->warm.hitlist, &f);
	history_add(r->conf->state, &b, as_of, since(as_of), &f);
	if (b.fail.kind == FAIL_NONE)
		b.fail = f;
	pthread_mutex_lock(&r->telling);
	if (tally_textfile(r->conf, &f) == -1 && b.fail.kind == FAIL_NONE)
		b.fail = f;
	r->say.built(r->say.arg, &b, missed);
	pthread_mutex_unlock(&r->telling);
	*state = b.state;
	build_free(&b);
	return b.fail.kind;
}

static void
turn(struct keeper *k, uint32_t as_of)
{
	struct rota *r = k->rota;
	uint32_t missed = pace_missed(&k->pace, as_of);
	enum build_state state;
	enum fail_kind failed;

	k->extra = 0;
	k->pace.last = as_of;
	k->started = steady();
	pthread_mutex_unlock(&r->mutex);
	failed = build(k, as_of, missed, &state);
	pthread_mutex_lock(&r->mutex);
	k->started = 0;
	if (state == BUILD_NEW)
		tell_masks(r, k->db->policy.name, as_of);
	else if (state == BUILD_FAILED && failed == FAIL_SYSTEM &&
	    k->extra == 0)
		k->extra = as_of + ROTA_RETRY;
}

/* As of when is to be built; 0: nothing is due. */
static uint32_t
due(const struct keeper *k, uint32_t now)
{
	bool extra = k->extra != 0 && k->extra <= now && k->pace.last < now;

	return extra ? now : pace_due(&k->pace, now);
}

/* Sleeps until something may be due, or is said. */
static void
rest(struct keeper *k, uint32_t now)
{
	uint32_t next = pace_next(&k->pace, now);
	struct timespec until;

	if (k->extra != 0 && k->extra < next)
		next = k->extra > now ? k->extra : now + 1;
	if (next - now > SLEEP_MOST)
		next = now + SLEEP_MOST;
	until = (struct timespec){ .tv_sec = next };
	pthread_cond_timedwait(&k->rota->some, &k->rota->mutex, &until);
}

static void
tell_behind(struct keeper *k, uint32_t now)
{
	uint32_t behind = pace_behind(&k->pace, now);
	struct rota *r = k->rota;

	if (behind > 0 && !k->behind) {
		pthread_mutex_lock(&r->telling);
		r->say.behind(r->say.arg, k->db->policy.name, behind);
		pthread_mutex_unlock(&r->telling);
	}
	k->behind = behind > 0;
}

static void *
keep(void *arg)
{
	struct keeper *k = arg;
	struct rota *r = k->rota;

	pthread_mutex_lock(&r->mutex);
	while (!r->stopping) {
		uint32_t now = (uint32_t)time(NULL), as_of = due(k, now);

		tell_behind(k, now);
		if (as_of != 0)
			turn(k, as_of);
		else
			rest(k, now);
	}
	pthread_mutex_unlock(&r->mutex);
	return NULL;
}

static void
end_keeper(struct keeper *k)
{
	pthread_join(k->thread, NULL);
	warm_clear(&k->warm);
}

/* Ends all threads when they are done. */
static void
halt(struct rota *r)
{
	pthread_mutex_lock(&r->mutex);
	r->stopping = true;
	pthread_cond_broadcast(&r->some);
	pthread_mutex_unlock(&r->mutex);
	for (size_t i = 0; i < r->n; i++)
		end_keeper(&r->keepers[i]);
	free(r->keepers);
	r->keepers = NULL;
	r->n = 0;
}

/* When what is published of a database is from; 0: it begins. */
static uint32_t
last_of(const struct rota *r, const struct conf_db *db)
{
	struct fail unheard = { 0 };
	struct head h;
	int rc =
	    published_last(tree_fd(r->tree), db->policy.name, &h, &unheard);

	return rc == 1 && h.epoch >= db->epoch ? h.time : 0;
}

static int
start(struct rota *r, const struct conf_db *db, struct fail *f)
{
	struct keeper *k = &r->keepers[r->n];

	*k = (struct keeper){ .rota = r,
		.db = db,
		.pace = { db->policy.interval, last_of(r, db) },
		.extra = 1 };
	errno = pthread_create(&k->thread, NULL, keep, k);
	if (errno != 0)
		return fail_errno(f, "a thread for %s", db->policy.name);
	r->n++;
	return 0;
}

static int
start_all(struct rota *r, struct fail *f)
{
	int rc = 0;

	r->stopping = false;
	r->keepers = mem_new(r->conf->ndbs, sizeof(*r->keepers));
	pthread_mutex_lock(&r->mutex);
	for (size_t i = 0; i < r->conf->ndbs && rc == 0; i++)
		rc = start(r, &r->conf->dbs[i], f);
	pthread_mutex_unlock(&r->mutex);
	if (rc == -1)
		halt(r);
	return rc;
}

static void
drop(struct rota *r)
{
	keyring_clear(&r->keys);
	tree_close(r->tree);
	pthread_cond_destroy(&r->some);
	pthread_mutex_destroy(&r->mutex);
	pthread_mutex_destroy(&r->telling);
	free(r);
}

struct rota *
rota_begin(struct conf *conf, struct passphrase *passphrase,
    const struct rota_say *say, struct fail *f)
{
	struct rota *r = mem_new(1, sizeof(*r));

	r->conf = conf;
	r->say = *say;
	pthread_mutex_init(&r->telling, NULL);
	pthread_mutex_init(&r->mutex, NULL);
	pthread_cond_init(&r->some, NULL);
	if (keyring_read(&r->keys, conf, passphrase, f) == 0 &&
	    (r->tree = tree_open(conf->publish, f)) != NULL) {
		tree_say(r->tree, ROTA_DOING);
		if (start_all(r, f) == 0)
			return r;
	}
	drop(r);
	return NULL;
}

int
rota_change(struct rota *r, struct conf *conf, struct passphrase *passphrase,
    struct fail *f)
{
	struct keyring keys;
	struct fail unheard = { 0 };

	if (strcmp(conf->publish, r->conf->publish) != 0)
		return fail(f, FAIL_USAGE,
		    "another publish tree, %s: that takes a restart",
		    conf->publish);
	if (keyring_read(&keys, conf, passphrase, f) == -1) {
		keyring_clear(&keys);
		return -1;
	}
	halt(r);
	keyring_clear(&r->keys);
	conf_free(r->conf);
	r->keys = keys;
	r->conf = conf;
	start_all(r, &unheard);
	return 0;
}

void
rota_hurry(struct rota *r)
{
	pthread_mutex_lock(&r->mutex);
	for (size_t i = 0; i < r->n; i++)
		r->keepers[i].extra = 1;
	pthread_cond_broadcast(&r->some);
	pthread_mutex_unlock(&r->mutex);
}

int
rota_check(struct rota *r, struct fail *f)
{
	uint64_t now = steady();
	int rc = 0;

	if (r->n == 0)
		return fail(f, FAIL_SYSTEM, "nothing is built any more");
	pthread_mutex_lock(&r->mutex);
	for (size_t i = 0; i < r->n && rc == 0; i++) {
		const struct keeper *k = &r->keepers[i];
		uint64_t most =
		    ROTA_HANGS + ROTA_INTERVALS * (uint64_t)k->pace.interval;

		if (k->started != 0 && now - k->started > most)
			rc = fail(f, FAIL_SYSTEM,
			    "%s: a build has taken more than %llu seconds",
			    k->db->policy.name, (unsigned long long)most);
	}
	pthread_mutex_unlock(&r->mutex);
	return rc;
}

void
rota_end(struct rota *r)
{
	if (r == NULL)
		return;
	halt(r);
	conf_free(r->conf);
	drop(r);
}
