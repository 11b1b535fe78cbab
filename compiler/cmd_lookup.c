#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compiler/cmd.h"
#include "compiler/mapped.h"
#include "compiler/reach.h"
#include "formats/fail.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/value.h"
#include "keys/print.h"

/* Room for the longest TXT that a value can become. */
#define TXT_MAX (VALUE_TEXT_MAX * ADDR_TEXT)

/* What is found, as text. */
struct found {
	bool listed;
	char range[RANGE_TEXT];
	char txt[TXT_MAX];
	struct print_answer answer;
};

static void
describe(struct found *found, const char *address,
    const struct snapshot_hit *hit)
{
	struct value v = { hit->code, (uint16_t)hit->len, hit->text };

	range_text(found->range, &hit->prefix);
	value_expand(found->txt, sizeof(found->txt), &v, address);
	found->answer = print_answer_of(v.code, found->txt, hit->until * 60);
}

/* What is asked for. */
struct question {
	const char *address;
	enum family family;
	u128 addr;
};

static int
ask(struct question *q, const char *address, struct fail *f)
{
	const char *end = address + strlen(address);
	const char *rule = addr_parse(address, end, &q->family, &q->addr);

	q->address = address;
	if (rule != NULL)
		return fail(f, FAIL_USAGE, "%s: %s", address, rule);
	return 0;
}

/* Looks into the bytes of a snapshot. */
static int
find(const struct question *q, struct rd snapshot, struct found *found,
    struct fail *f)
{
	struct snapshot_hit hit;
	int result = snapshot_find(snapshot, q->family, q->addr, &hit, f);

	found->listed = result == 1;
	if (found->listed)
		describe(found, q->address, &hit);
	return result == -1 ? -1 : 0;
}

static int
find_in_file(const struct question *q, const char *path, struct found *found,
    struct fail *f)
{
	struct mapped m;
	int result;

	if (path == NULL)
		return fail(f, FAIL_USAGE,
		    "in which snapshot?  Name a file, or a database with --db");
	if (mapped_open(&m, path, f) == -1)
		return -1;
	result = find(q, mapped_rd(&m), found, f);
	mapped_close(&m);
	return result == -1 ? fail_at(f, "%s", path) : 0;
}

/* In a state of the publish tree. */
static int
find_in_tree(const struct question *q, const struct cmd_args *a,
    struct found *found, struct fail *f)
{
	struct reach state;
	int result;

	if (cmd_state(a, a->operands[1], &state, f) == -1)
		return -1;
	result =
	    find(q, rd_over(state.snapshot.buf, state.snapshot.len), found, f);
	reach_clear(&state);
	return result;
}

static int
print(const char *address, const struct found *found, struct fail *f)
{
	struct wr w = print_begin();

	if (found->listed) {
		wr_fmt(&w, "%s is listed in %s: ", address, found->range);
		print_answer(&w, &found->answer);
		wr_u8(&w, '\n');
	} else {
		wr_fmt(&w, "%s is not listed\n", address);
	}
	return print_end(&w, f);
}

static void
put_json(const char *address, const struct found *found)
{
	json_t *j = json_pack("{s:s, s:b}", "address", address, "listed",
	    found->listed);

	if (found->listed) {
		json_object_set_new(j, "range", json_string(found->range));
		print_answer_json(j, &found->answer);
	}
	print_json(j);
}

int
cmd_lookup(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "ADDRESS [SNAPSHOT]",
		"Looks an address up in a snapshot: a file, which is not "
		"unpacked for it, or with --db what is published, of a serial "
		"or the newest.",
		1, 2, NULL };
	struct found found = { 0 };
	struct question q;
	struct cmd_args a;
	int result;

	cmd_parse(&a, CMD(CONFIG) | CMD(DB) | CMD(JSON), &shape, argc, argv);
	if (ask(&q, a.operands[0], f) == -1)
		return -1;
	if (a.db != NULL)
		result = find_in_tree(&q, &a, &found, f);
	else
		result = find_in_file(&q, a.operands[1], &found, f);
	if (result == -1)
		return -1;
	if (!a.json)
		return print(a.operands[0], &found, f);
	put_json(a.operands[0], &found);
	return 0;
}
