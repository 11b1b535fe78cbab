#include <stdlib.h>
#include <string.h>

#include "feedd/access.h"
#include "feedd/rules.h"
#include "formats/mem.h"

/* A holder by its names, and its account. */
struct named {
	const char *grant, *holder;
	struct account *account;
};

static int
compare(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int c = strcmp(x->grant, y->grant);

	return c != 0 ? c : strcmp(x->holder, y->holder);
}

/* All holders by name.  Free with free(). */
static struct named *
name_all(const struct rules *r, struct account *const *accounts)
{
	struct named *all = mem_new(r->nholders + 1, sizeof(*all));

	for (size_t i = 0; i < r->nholders; i++)
		all[i] = (struct named){ r->grants[r->holders[i].grant].name,
			r->holders[i].name, accounts[i] };
	qsort(all, r->nholders, sizeof(*all), compare);
	return all;
}

static void
release(struct account *account)
{
	if (--account->uses == 0)
		free(account);
}

/* The accounts of all holders: those of before, or new ones. */
static struct account **
open_all(const struct rules *r, const struct named *before, size_t n)
{
	struct account **all = mem_new(r->nholders + 1, sizeof(*all));

	for (size_t i = 0; i < r->nholders; i++) {
		struct named want = { r->grants[r->holders[i].grant].name,
			r->holders[i].name, NULL };
		const struct named *had = n == 0
		    ? NULL
		    : bsearch(&want, before, n, sizeof(want), compare);

		all[i] = had != NULL ? had->account : mem_new(1, sizeof(**all));
		all[i]->uses++;
	}
	return all;
}

/* What is counted under a name, from now on if it never was. */
static struct access_tally *
tally_of(struct access *a, const char *name)
{
	struct access_tally *t;

	for (size_t i = 0; i < a->ntallies; i++)
		if (strcmp(a->tallies[i]->name, name) == 0)
			return a->tallies[i];
	t = mem_new(1, sizeof(*t));
	memcpy(t->name, name, strlen(name) + 1);
	a->tallies = mem_grow(a->tallies, a->ntallies, &a->tallies_cap,
	    sizeof(struct access_tally *));
	a->tallies[a->ntallies++] = t;
	return t;
}

static void
count_all(struct access *a)
{
	free(a->counted);
	a->counted =
	    mem_new(a->rules->ngrants + 1, sizeof(struct access_tally *));
	for (size_t i = 0; i < a->rules->ngrants; i++)
		a->counted[i] = tally_of(a, a->rules->grants[i].name);
}

void
access_begin(struct access *a, const struct rules *r)
{
	*a = (struct access){ .rules = r };
	addresses_begin(&a->addresses);
	a->holders = open_all(r, NULL, 0);
	count_all(a);
}

static void
release_all(struct access *a)
{
	for (size_t i = 0; i < a->rules->nholders; i++)
		release(a->holders[i]);
	free(a->holders);
}

void
access_change(struct access *a, const struct rules *r, uint64_t now)
{
	struct named *before = name_all(a->rules, a->holders);
	struct account **holders = open_all(r, before, a->rules->nholders);

	free(before);
	release_all(a);
	a->rules = r;
	a->number++;
	a->holders = holders;
	count_all(a);
	for (size_t i = 0; i < r->nholders; i++) {
		const struct limits *l = &r->grants[r->holders[i].grant].limits;

		bucket_rate(&holders[i]->requests, l->requests, now);
		bucket_rate(&holders[i]->bytes, l->bytes, now);
	}
}

void
access_end(struct access *a)
{
	if (a->rules == NULL)
		return;
	release_all(a);
	addresses_end(&a->addresses);
	for (size_t i = 0; i < a->ntallies; i++)
		free(a->tallies[i]);
	free(a->tallies);
	free(a->counted);
	*a = (struct access){ 0 };
}
