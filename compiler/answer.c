#include <stdlib.h>
#include <string.h>

#include "compiler/answer.h"
#include "compiler/policy.h"
#include "compiler/template.h"
#include "formats/mem.h"

/*
 * What an answer depends on: the shown keys of the record and what they say,
 * as len bytes and zeros to the end of a word.
 */
struct memory {
	char *key;
	uint64_t hash;
	size_t len;
	uint16_t value;
};

/* The keys of a record beyond this size are not remembered. */
#define KEY_MAX 256

/* What rbldnsd gives an answer, and the longest text of an address. */
#define EXPANDED_MAX 254
#define ADDRESS_MAX  39

struct answers {
	const struct policy *policy;
	struct values *values;
	uint16_t plain;
	bool has_plain;
	struct memory *slots; /* open addressing, free where key is NULL */
	size_t nslots;        /* a power of two, at least twice n */
	size_t n;
	/* That of the record before; those of one source are often alike. */
	const struct memory *last;
};

struct answers *
answers_new(const struct policy *policy, struct values *values)
{
	struct answers *a = mem_new(1, sizeof(*a));

	a->policy = policy;
	a->values = values;
	a->nslots = 64;
	a->slots = mem_new(a->nslots, sizeof(*a->slots));
	return a;
}

void
answers_free(struct answers *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < a->nslots; i++)
		free(a->slots[i].key);
	free(a->slots);
	free(a);
}

/*
 * A record's own text, cut where the answer would be longer than a "$" that
 * becomes an address allows; "$$" is not cut in two, nor is a character.
 */
static size_t
fit(struct text t)
{
	size_t out = 0, n;

	for (size_t i = 0; i < t.len; i += n) {
		bool pair = t.p[i] == '$' && i + 1 < t.len && t.p[i + 1] == '$';

		n = pair ? 2 : 1;
		while (!pair && i + n < t.len &&
		    ((unsigned char)t.p[i + n] & 0xc0) == 0x80)
			n++;
		out += pair ? 1 : t.p[i] == '$' ? ADDRESS_MAX : n;
		if (out > EXPANDED_MAX || i + n > VALUE_TEXT_MAX)
			return i;
	}
	return t.len;
}

/* Makes the value of a record that has these shown keys. */
static uint16_t
make(struct answers *a, const struct record *r, unsigned shown)
{
	const struct policy *p = a->policy;
	uint32_t code = p->code;
	char text[VALUE_TEXT_MAX + 1];

	if ((shown >> ATTR_CODE & 1) != 0)
		code = r->code;
	if ((shown >> ATTR_TXT & 1) != 0)
		return values_add(a->values, code, r->attrs[ATTR_TXT].p,
		    fit(r->attrs[ATTR_TXT]));
	return values_add(a->values, code, text, template_fill(text, p, r, 0));
}

/*
 * The bytes that the answer depends on, zeros behind them to the end of a
 * word; 0 if they are too many.
 */
static size_t
make_key(char key[static KEY_MAX], const struct record *r, unsigned shown)
{
	size_t n = 0;

	for (unsigned left = shown; left != 0; left &= left - 1) {
		unsigned at = (unsigned)__builtin_ctz(left);
		const struct text *t = &r->attrs[at];

		if (n + 2 + t->len + sizeof(uint64_t) > KEY_MAX)
			return 0;
		key[n++] = (char)(at + 1);
		memcpy(key + n, t->p, t->len);
		n += t->len;
		key[n++] = '\0';
	}
	memset(key + n, 0, sizeof(uint64_t));
	return n;
}

static inline uint64_t
word_at(const char *key, size_t i)
{
	uint64_t word;

	memcpy(&word, key + i, sizeof(word));
	return word;
}

static uint64_t
hash(const char *key, size_t n)
{
	uint64_t h = n;

	for (size_t i = 0; i < n; i += sizeof(h)) {
		h = (h ^ word_at(key, i)) * 0x9e3779b97f4a7c15;
		h ^= h >> 32;
	}
	return h;
}

static bool
is_key(const struct memory *m, const char *key, size_t n)
{
	if (m->len != n)
		return false;
	for (size_t i = 0; i < n; i += sizeof(uint64_t)) {
		if (word_at(m->key, i) != word_at(key, i))
			return false;
	}
	return true;
}

static struct memory *
find(const struct answers *a, uint64_t h, const char *key, size_t n)
{
	size_t at = h & (a->nslots - 1);
	struct memory *m;

	for (; (m = &a->slots[at])->key != NULL;
	     at = (at + 1) & (a->nslots - 1)) {
		if (m->hash == h && is_key(m, key, n))
			break;
	}
	return m;
}

static void
grow(struct answers *a)
{
	struct memory *old = a->slots;
	size_t n = a->nslots;

	a->last = NULL;
	a->nslots *= 2;
	a->slots = mem_new(a->nslots, sizeof(*a->slots));
	for (size_t i = 0; i < n; i++) {
		struct memory *m = &old[i];

		if (m->key != NULL)
			*find(a, m->hash, m->key, m->len) = *m;
	}
	free(old);
}

/* Whether make_key() of the record would be the key. */
static bool
is_key_of(const struct memory *m, const struct record *r, unsigned shown)
{
	const char *key = m->key;

	for (unsigned left = shown; left != 0; left &= left - 1) {
		unsigned at = (unsigned)__builtin_ctz(left);
		const struct text *t = &r->attrs[at];

		if ((size_t)(m->key + m->len - key) < t->len + 2 ||
		    key[0] != (char)(at + 1) || key[t->len + 1] != '\0' ||
		    memcmp(key + 1, t->p, t->len) != 0)
			return false;
		key += t->len + 2;
	}
	return key == m->key + m->len;
}

static uint16_t
remember(struct answers *a, const struct record *r, unsigned shown)
{
	char key[KEY_MAX];
	size_t n = make_key(key, r, shown);
	uint64_t h = hash(key, n);
	uint16_t value;
	struct memory *m;

	if (n == 0)
		return make(a, r, shown);
	m = find(a, h, key, n);
	if (m->key != NULL) {
		a->last = m;
		return m->value;
	}
	value = make(a, r, shown);
	*m = (struct memory){ mem_text(key, n + sizeof(h)), h, n, value };
	if (++a->n * 2 > a->nslots)
		grow(a);
	return value;
}

uint16_t
answers_plain(struct answers *a)
{
	if (!a->has_plain) {
		a->plain = make(a, NULL, 0);
		a->has_plain = true;
	}
	return a->plain;
}

uint16_t
answers_of(struct answers *a, const struct record *r)
{
	unsigned shown = r->has & a->policy->shown;

	if (shown == 0)
		return answers_plain(a);
	if ((shown >> ATTR_TXT & 1) != 0)
		shown &= 1u << ATTR_TXT | 1u << ATTR_CODE;
	if (a->last != NULL && is_key_of(a->last, r, shown))
		return a->last->value;
	return remember(a, r, shown);
}

uint16_t
answers_mask(struct answers *a, unsigned bits)
{
	char text[VALUE_TEXT_MAX + 1];
	size_t n = template_fill(text, a->policy, NULL, bits);

	return values_add(a->values, a->policy->code | bits, text, n);
}

int
answers_full(const struct answers *a, struct fail *f)
{
	return fail(f, FAIL_GUARD,
	    "%s: more than %d different answers: show fewer keys, or take the "
	    "texts of the sources from fewer of them",
	    a->policy->name, VALUE_MAX);
}
