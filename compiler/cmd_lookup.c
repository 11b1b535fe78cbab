#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compiler/cmd.h"
#include "compiler/mapped.h"
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

static int
find(const char *address, const char *path, struct found *found, struct fail *f)
{
	struct snapshot_hit hit;
	enum family family;
	struct mapped m;
	u128 addr;
	const char *rule =
	    addr_parse(address, address + strlen(address), &family, &addr);
	int result;

	if (rule != NULL)
		return fail(f, FAIL_USAGE, "%s: %s", address, rule);
	if (mapped_open(&m, path, f) == -1)
		return -1;
	result = snapshot_find(mapped_rd(&m), family, addr, &hit, f);
	found->listed = result == 1;
	if (found->listed)
		describe(found, address, &hit);
	mapped_close(&m);
	return result == -1 ? fail_at(f, "%s", path) : 0;
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
	static const struct options_shape shape = { "ADDRESS SNAPSHOT",
		"Looks an address up in a snapshot file without unpacking it.",
		2, 2, NULL };
	struct found found = { 0 };
	struct cmd_args a;

	cmd_parse(&a, CMD(JSON), &shape, argc, argv);
	if (find(a.operands[0], a.operands[1], &found, f) == -1)
		return -1;
	if (!a.json)
		return print(a.operands[0], &found, f);
	put_json(a.operands[0], &found);
	return 0;
}
