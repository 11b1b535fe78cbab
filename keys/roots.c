#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "keys/keyline.h"
#include "keys/roots.h"

_Static_assert(CATALOG_KEY_LEN == PUBKEY_LEN, "a catalog has minisign's keys");

/* A key of a catalog, which are known to be good. */
static struct pubkey
key_of(const uint8_t bytes[static CATALOG_KEY_LEN])
{
	struct fail f = { 0 };
	struct pubkey key;
	int rc = pubkey_of(&key, bytes, &f);

	assert(rc == 0);
	(void)rc;
	return key;
}

/* What keeps a key from being a root beside another one, as a phrase. */
static const char *
clash(const struct pubkey *a, const struct pubkey *b)
{
	bool id = memcmp(a->id, b->id, KEY_ID_LEN) == 0;
	bool key = memcmp(a->key, b->key, KEY_PUBLIC_LEN) == 0;

	if (id && key)
		return "is a root already";
	if (id)
		return "has the id of another root";
	return key ? "is another root under a new id" : NULL;
}

int
roots_add(struct roots *r, const struct pubkey *key, struct fail *f)
{
	char id[KEY_ID_TEXT];

	if (r->n == CATALOG_ROOTS_MAX)
		return fail(f, FAIL_USAGE, "there are at most %d roots",
		    CATALOG_ROOTS_MAX);
	key_id_text(id, key->id);
	for (size_t i = 0; i < r->n; i++) {
		const char *why = clash(&r->keys[i], key);

		if (why != NULL)
			return fail(f, FAIL_USAGE, "key %s %s", id, why);
	}
	r->keys[r->n++] = *key;
	return 0;
}

void
roots_of(struct roots *r, const struct catalog *c)
{
	*r = (struct roots){ .n = c->nroots, .threshold = c->threshold };
	for (size_t i = 0; i < c->nroots; i++)
		r->keys[i] = key_of(c->roots[i]);
}

/* Whether a signature follows; nothing else in a file starts as one does. */
static bool
is_signature(const struct rd *r)
{
	struct rd ahead = *r;

	rd_literal(&ahead, KEYLINE_UNTRUSTED, strlen(KEYLINE_UNTRUSTED));
	return !ahead.bad;
}

static int
split_one(struct roots_file *file, struct fail *f)
{
	struct signature *s = &file->signatures[file->n];

	if (file->n == ROOTS_SIGNATURES_MAX)
		return fail(f, FAIL_TRUST, "more than %d signatures",
		    ROOTS_SIGNATURES_MAX);
	if (sign_parse(s, &file->text, f) == -1)
		return fail_at(f, "signature %zu", file->n + 1);
	if (file->n > 0 && memcmp(s[-1].id, s->id, KEY_ID_LEN) >= 0)
		return fail(f, FAIL_TRUST,
		    "signature %zu: they do not ascend by key ids",
		    file->n + 1);
	file->n++;
	return 0;
}

int
roots_split(struct roots_file *out, struct rd file, struct fail *f)
{
	out->n = 0;
	out->text = file;
	if (rd_left(&file) > CATALOG_MAX)
		return fail(f, FAIL_SIZE, "a catalog has at most %d bytes",
		    CATALOG_MAX);
	while (is_signature(&out->text))
		if (split_one(out, f) == -1)
			return -1;
	return 0;
}

const struct signature *
roots_file_find(const struct roots_file *file,
    const uint8_t id[static KEY_ID_LEN])
{
	for (size_t i = 0; i < file->n; i++)
		if (memcmp(file->signatures[i].id, id, KEY_ID_LEN) == 0)
			return &file->signatures[i];
	return NULL;
}

static bool
is_by(const struct roots_file *file, const struct sign_hash *hash,
    const struct pubkey *key)
{
	const struct signature *s = roots_file_find(file, key->id);
	struct sign_hash used = *hash;
	struct fail ignored = { 0 };

	return s != NULL && sign_verify(s, &used, key, &ignored) == 0;
}

bool
roots_file_by(const struct roots_file *file, const struct pubkey *key)
{
	struct sign_hash h = sign_hash_of(file->text.p, rd_left(&file->text));

	return is_by(file, &h, key);
}

/* Whether a key is among those before it, so that it cannot count again. */
static bool
is_repeated(const struct roots *r, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (memcmp(r->keys[i].key, r->keys[at].key, KEY_PUBLIC_LEN) ==
		    0)
			return true;
	return false;
}

uint32_t
roots_count(const struct roots *r, const struct roots_file *file)
{
	struct sign_hash h = sign_hash_of(file->text.p, rd_left(&file->text));
	uint32_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += !is_repeated(r, i) && is_by(file, &h, &r->keys[i]);
	return n;
}

int
roots_enough(const struct roots *r, const char *whose,
    const struct roots_file *file, struct fail *f)
{
	uint32_t n = roots_count(r, file);

	if (n == 0 || n < r->threshold)
		return fail(f, FAIL_ROOTS,
		    "signed by %u of the %zu %s, which takes %u", n, r->n,
		    whose, r->threshold);
	return 0;
}

int
roots_read(struct catalog *c, const struct roots_file *file, struct fail *f)
{
	return catalog_parse(c, (const char *)file->text.p,
	    rd_left(&file->text), f);
}

/* The file's signatures and this one more, in their order, and the text. */
static void
put(struct wr *w, const struct roots_file *file, const struct signature *more)
{
	size_t i = 0;

	for (; i < file->n; i++) {
		int order =
		    memcmp(file->signatures[i].id, more->id, KEY_ID_LEN);

		if (order >= 0)
			break;
		sign_print(w, &file->signatures[i]);
	}
	sign_print(w, more);
	if (i < file->n &&
	    memcmp(file->signatures[i].id, more->id, KEY_ID_LEN) == 0)
		i++;
	for (; i < file->n; i++)
		sign_print(w, &file->signatures[i]);
	wr_bytes(w, file->text.p, rd_left(&file->text));
}

int
roots_sign(struct wr *w, struct rd bytes, const struct seckey *key,
    struct fail *f)
{
	struct roots_file file;
	struct signature more;
	struct sign_hash h;
	struct catalog c;
	char comment[32];
	size_t start = w->len;

	if (roots_split(&file, bytes, f) == -1 ||
	    roots_read(&c, &file, f) == -1)
		return -1;
	snprintf(comment, sizeof(comment), "catalog version=%u", c.version);
	h = sign_hash_of(file.text.p, rd_left(&file.text));
	sign_make(&more, key, &h, comment);
	put(w, &file, &more);
	/* One that could not be read again is none. */
	return roots_split(&file, rd_over(w->buf + start, w->len - start), f);
}
