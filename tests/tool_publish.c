/*
 * What stories publish with, as feedc does but of made-up bytes:
 *
 *	tool_publish TREE DB SERIAL [BYTES [TIME]]	publish one build
 *	tool_publish -c TREE	verify every database; say how many there are
 *	tool_publish -t TREE	the same for texts
 *	tool_publish -p		print the public key
 *	tool_publish -w TREE	hold the tree's lock until standard input ends
 */
#include <err.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/publish.h"
#include "compiler/publish_text.h"
#include "compiler/retain.h"
#include "compiler/verify.h"
#include "formats/index.h"
#include "keys/keyfile.h"
#include "keys/published.h"
#include "tests/unit/verified.h"

static struct seckey *
fixed_key(void)
{
	static const uint8_t seed[crypto_sign_SEEDBYTES] = "for tests only";
	uint8_t public[KEY_PUBLIC_LEN], secret[KEY_SECRET_LEN];

	crypto_sign_seed_keypair(public, secret, seed);
	return seckey_of((const uint8_t *)"testtest", secret);
}

static uint32_t
number(const char *s)
{
	return (uint32_t)strtoul(s, NULL, 10);
}

/* Bytes that tell their serial. */
static void
fill(struct wr *w, uint32_t serial, size_t n)
{
	uint8_t seed[randombytes_SEEDBYTES] = { 0 }, *bytes = malloc(n + 1);

	memcpy(seed, &serial, sizeof(serial));
	randombytes_buf_deterministic(bytes, n, seed);
	wr_bytes(w, bytes, n);
	free(bytes);
}

static int
put_text(struct publish *p, size_t n, struct fail *f)
{
	char name[TREE_NAME_MAX + 1];
	struct publish_text text;

	snprintf(name, sizeof(name), "%s.rbldnsd", p->head.db);
	if (publish_text_open(p, &text, name, true, f) == -1)
		return -1;
	for (size_t i = 0; i < n / 32; i++)
		wr_fmt(publish_text_wr(&text), "# %u %zu\n", p->head.serial, i);
	return publish_text_close(p, &text, f);
}

/* A new state, after the last one if there is one. */
static int
put_state(struct publish *p, size_t n, struct fail *f)
{
	struct wr snapshot = { 0 }, delta = { 0 };
	struct publish_state s = { .snapshot = &snapshot };
	struct index index = { 0 };
	struct head last;
	int rc = published_last(tree_fd(p->tree), p->head.db, &last, f);

	fill(&snapshot, p->head.serial, n);
	fill(&delta, ~p->head.serial, n / 50);
	if (rc == 1 && last.serial < p->head.serial) {
		s.delta = &delta;
		s.last = &last;
		s.index = &index;
		rc = published_index(tree_fd(p->tree), &last, &index, f);
	}
	if (rc != -1)
		rc = retain_leftovers(p->tree, p->head.db, p->head.serial, f);
	if (rc == 0)
		rc = publish_state(p, &s, f);
	index_clear(&index);
	wr_free(&snapshot);
	wr_free(&delta);
	return rc;
}

static int
build(struct publish *p, size_t n, struct fail *f)
{
	if (put_state(p, n, f) == -1 || put_text(p, n, f) == -1 ||
	    publish_head(p, f) == -1)
		return -1;
	return retain_objects(p->tree, p->head.db, p->head.time, RETAIN_GRACE,
	    f);
}

static int
publish(char *argv[], struct fail *f)
{
	uint32_t serial = number(argv[3]);
	size_t bytes = argv[4] != NULL ? number(argv[4]) : 1000;
	uint32_t t =
	    argv[4] != NULL && argv[5] != NULL ? number(argv[5]) : serial;
	struct seckey *key = fixed_key();
	struct publish p = {
		.tree = tree_open(argv[1], f),
		.key = key,
		.head = { .epoch = 1,
		    .serial = serial,
		    .time = t,
		    .fresh_until = t + 3600,
		    .valid_until = t + 86400,
		    .entries = bytes },
	};
	int rc = -1;

	snprintf(p.head.db, sizeof(p.head.db), "%s", argv[2]);
	if (p.tree != NULL)
		rc = build(&p, bytes, f);
	tree_close(p.tree);
	seckey_free(key);
	return rc;
}

static int
verify_all_texts(int treefd, const struct pubkey *key, struct fail *f)
{
	return verify_texts(treefd, NULL, key, f);
}

static int
check(const char *path,
    int (*verify)(int, const struct pubkey *, struct fail *), struct fail *f)
{
	struct seckey *key = fixed_key();
	int fd = open(path, O_RDONLY | O_DIRECTORY), n;
	struct pubkey public;

	seckey_public(key, &public);
	if (fd == -1)
		err(1, "%s", path);
	n = verify(fd, &public, f);
	if (n >= 0)
		printf("%d\n", n);
	seckey_free(key);
	close(fd);
	return n;
}

static int
print_key(void)
{
	struct seckey *key = fixed_key();
	struct pubkey public;
	struct wr w = { 0 };

	seckey_public(key, &public);
	pubkey_encode(&w, &public);
	fwrite(w.buf, 1, w.len, stdout);
	wr_free(&w);
	seckey_free(key);
	return 0;
}

static int
hold(const char *path, struct fail *f)
{
	struct tree *t = tree_open(path, f);

	if (t == NULL)
		return -1;
	puts("locked");
	fflush(stdout);
	while (getchar() != EOF)
		;
	tree_close(t);
	return 0;
}

static int
run(int argc, char *argv[], struct fail *f)
{
	if (argc == 2 && strcmp(argv[1], "-p") == 0)
		return print_key();
	if (argc == 3 && strcmp(argv[1], "-c") == 0)
		return check(argv[2], verified_databases, f);
	if (argc == 3 && strcmp(argv[1], "-t") == 0)
		return check(argv[2], verify_all_texts, f);
	if (argc == 3 && strcmp(argv[1], "-w") == 0)
		return hold(argv[2], f);
	if (argc >= 4 && argc <= 6)
		return publish(argv, f);
	return fail(f, FAIL_USAGE, "see the top of tests/tool_publish.c");
}

int
main(int argc, char *argv[])
{
	struct fail f = { 0 };

	if (sodium_init() == -1)
		errx(1, "libsodium does not start");
	if (run(argc, argv, &f) == -1)
		errx((int)f.kind, "%s", f.msg);
	return 0;
}
