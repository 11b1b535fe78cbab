/* What the tests of trees share: one that is published into. */
#ifndef FEEDMILL_UNIT_SCENE_H
#define FEEDMILL_UNIT_SCENE_H

#include <err.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/publish.h"
#include "formats/index.h"
#include "keys/keyfile.h"
#include "keys/published.h"

#define T0 1795300000u

/* A key, its public half, and an empty tree. */
struct scene {
	struct seckey *key;
	struct pubkey public;
	struct tree *tree;
	int fd;
};

static inline void
scene_open(struct scene *s)
{
	char dir[] = "/tmp/feedmill-tree.XXXXXX";
	struct fail f = { 0 };

	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		err(1, "%s", dir);
	s->key = seckey_generate();
	seckey_public(s->key, &s->public);
	s->tree = tree_open("pub", &f);
	if (s->tree == NULL)
		errx(1, "%s", f.msg);
	s->fd = tree_fd(s->tree);
}

static inline int
remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static inline void
scene_close(struct scene *s)
{
	char cwd[64];

	tree_close(s->tree);
	seckey_free(s->key);
	if (getcwd(cwd, sizeof(cwd)) == NULL ||
	    nftw(cwd, remove_one, 8, FTW_DEPTH | FTW_PHYS) == -1)
		err(1, "%s", cwd);
}

static inline bool
exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static inline struct publish
build_of(const struct scene *s, const char *db, uint32_t serial)
{
	struct publish p = {
		.tree = s->tree,
		.key = s->key,
		.head = { .epoch = 1,
		    .serial = serial,
		    .time = serial,
		    .fresh_until = serial + 60,
		    .valid_until = serial + 600,
		    .entries = 7 },
	};

	snprintf(p.head.db, sizeof(p.head.db), "%s", db);
	return p;
}

/*
 * Publishes some bytes as a snapshot, after the last state if there are some
 * for a delta.  Returns the name of the snapshot's file.
 */
static inline const char *
put_state(struct publish *p, const char *bytes, const char *delta,
    struct fail *f)
{
	static char path[100];
	char name[NAME_SNAPSHOT];
	struct wr snapshot = { 0 }, step = { 0 };
	struct publish_state state = { .snapshot = &snapshot };
	struct index index = { 0 };
	struct head last;
	int rc = 0;

	wr_str(&snapshot, bytes);
	if (delta != NULL &&
	    published_last(tree_fd(p->tree), p->head.db, &last, f) == 1) {
		wr_str(&step, delta);
		state.delta = &step;
		state.last = &last;
		state.index = &index;
		rc = published_index(tree_fd(p->tree), &last, &index, f);
	}
	if (rc == 0)
		rc = publish_state(p, &state, f);
	index_clear(&index);
	wr_free(&snapshot);
	wr_free(&step);
	name_snapshot(name, p->head.serial, p->head.snapshot.hash);
	snprintf(path, sizeof(path), "pub/%s/snapshot/%s", p->head.db, name);
	return rc == 0 ? path : NULL;
}

static inline const char *
put_snapshot(struct publish *p, const char *bytes, struct fail *f)
{
	return put_state(p, bytes, NULL, f);
}

/* All of a build.  Returns what publish_head() says. */
static inline int
put_build(const struct scene *s, const char *db, uint32_t serial,
    const char *bytes, struct fail *f)
{
	struct publish p = build_of(s, db, serial);

	if (put_snapshot(&p, bytes, f) == NULL)
		return -1;
	return publish_head(&p, f);
}

#endif
