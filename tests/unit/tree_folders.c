/* Two builds that need the same new folders of a tree at the same time. */
#include <err.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "compiler/tree.h"
#include "tests/unit/tap.h"

#define ROUNDS 200

struct writer {
	struct tree *tree;
	pthread_barrier_t *start;
	const char *name;
	struct fail fail;
};

static void *
write_folders(void *arg)
{
	struct writer *w = arg;
	struct wr bytes = { 0 };
	char dir[32];

	wr_str(&bytes, "some bytes");
	for (unsigned i = 0; i < ROUNDS; i++) {
		snprintf(dir, sizeof(dir), "new%u/snapshot", i);
		pthread_barrier_wait(w->start);
		tree_put(w->tree, dir, w->name, &bytes, 1, &w->fail);
	}
	wr_free(&bytes);
	return NULL;
}

static void
test_same_folders(struct tree *tree)
{
	pthread_barrier_t start;
	struct writer a = { tree, &start, "a", { 0 } };
	struct writer b = { tree, &start, "b", { 0 } };
	pthread_t thread;

	pthread_barrier_init(&start, NULL, 2);
	if (pthread_create(&thread, NULL, write_folders, &a) != 0)
		errx(1, "no thread");
	write_folders(&b);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&start);
	is_str(a.fail.msg, "", "two builds make the same folders at once");
	is_str(b.fail.msg, "", "and both write into them");
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

int
main(void)
{
	char dir[] = "/tmp/feedmill-tree.XXXXXX";
	struct fail f = { 0 };
	struct tree *tree;

	if (mkdtemp(dir) == NULL)
		err(1, "%s", dir);
	tree = tree_open(dir, &f);
	if (tree == NULL)
		errx(1, "%s", f.msg);
	test_same_folders(tree);
	tree_close(tree);
	if (nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS) == -1)
		err(1, "%s", dir);
	return tap_end();
}
