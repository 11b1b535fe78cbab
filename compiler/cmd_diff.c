#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/cmd.h"
#include "compiler/mapped.h"
#include "compiler/reach.h"
#include "formats/fail.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/value.h"
#include "keys/print.h"

/* What happened to a range. */
enum change {
	ADDED,
	REMOVED,
	CHANGED,
};

static const struct {
	const char *sign, *name;
} changes[] = {
	[ADDED] = { "+", "added" },
	[REMOVED] = { "-", "removed" },
	[CHANGED] = { "~", "changed" },
};

static struct print_answer
answer_of(const struct set *s, const struct listing *l)
{
	struct value v = values_at(set_values(s), l->value);

	return print_answer_of(v.code, v.text, l->until * 60);
}

static void
put_listing(struct wr *w, const struct set *s, const struct listing *l)
{
	struct print_answer answer = answer_of(s, l);

	wr_u8(w, ' ');
	print_answer(w, &answer);
}

static void
put(struct wr *w, const struct pair *p, enum change change)
{
	char range[RANGE_TEXT];

	range_text(range, &p->range);
	wr_fmt(w, "%s %s", changes[change].sign, range);
	if (p->in_a)
		put_listing(w, p->sets[0], &p->a);
	if (change == CHANGED)
		wr_str(w, " ->");
	if (p->in_b)
		put_listing(w, p->sets[1], &p->b);
	wr_u8(w, '\n');
}

static json_t *
listing_json(const struct set *s, const struct listing *l)
{
	struct print_answer answer = answer_of(s, l);
	json_t *j = json_object();

	print_answer_json(j, &answer);
	return j;
}

static void
put_json(struct wr *w, const struct pair *p, enum change change)
{
	char range[RANGE_TEXT], *text;
	json_t *j;

	range_text(range, &p->range);
	j = json_pack("{s:s, s:s}", "change", changes[change].name, "range",
	    range);
	if (p->in_a)
		json_object_set_new(j, "old", listing_json(p->sets[0], &p->a));
	if (p->in_b)
		json_object_set_new(j, "new", listing_json(p->sets[1], &p->b));
	text = json_dumps(j, JSON_COMPACT);
	wr_str(w, text);
	wr_u8(w, '\n');
	free(text);
	json_decref(j);
}

static int
diff(const struct cmd_args *a, struct set *const sets[2], struct fail *f)
{
	uint64_t counts[3] = { 0 };
	struct wr w = print_begin();

	for (struct pair p = pair_of(sets[0], sets[1]); pair_next(&p);) {
		enum change change = !p.in_a ? ADDED
		    : !p.in_b                ? REMOVED
					     : CHANGED;

		if (pair_same(&p))
			continue;
		counts[change]++;
		if (a->json)
			put_json(&w, &p, change);
		else if (!a->summary)
			put(&w, &p, change);
	}
	if (!a->json)
		wr_fmt(&w,
		    "%" PRIu64 " added, %" PRIu64 " removed, %" PRIu64
		    " changed\n",
		    counts[ADDED], counts[REMOVED], counts[CHANGED]);
	return print_end(&w, f);
}

/* A snapshot's set: of a file, or by its serial in the tree. */
static struct set *
find(const struct cmd_args *a, const char *name, struct fail *f)
{
	struct snapshot_id id;
	struct reach state;
	struct set *set;

	if (a->db == NULL)
		return mapped_set(name, &id, f);
	if (cmd_state(a, name, &state, f) == -1)
		return NULL;
	set = state.end.set;
	state.end.set = NULL;
	reach_clear(&state);
	return set;
}

int
cmd_diff(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "A B",
		"Tells two snapshots apart: files, or with --db serials in "
		"the publish tree.",
		2, 2, NULL };
	struct set *sets[2] = { NULL, NULL };
	struct cmd_args a;
	int result = 0;

	cmd_parse(&a, CMD(DB) | CMD(SUMMARY) | CMD(CONFIG) | CMD(JSON), &shape,
	    argc, argv);
	for (int i = 0; i < 2 && result == 0; i++) {
		sets[i] = find(&a, a.operands[i], f);
		result = sets[i] != NULL ? 0 : -1;
	}
	if (result == 0)
		result = diff(&a, sets, f);
	set_free(sets[0]);
	set_free(sets[1]);
	return result;
}
