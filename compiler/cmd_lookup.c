#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compiler/cmd.h"
#include "compiler/mapped.h"
#include "compiler/print.h"
#include "formats/fail.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "formats/stamp.h"
#include "formats/value.h"

/* Room for the longest TXT that a value can become. */
#define TXT_MAX (VALUE_TEXT_MAX * ADDR_TEXT)

/* What is found, as text. */
struct answer {
	bool listed;
	char range[RANGE_TEXT];
	char code[ADDR_TEXT];
	char txt[TXT_MAX];
	char until[STAMP_TEXT]; /* empty if there is none */
};

static void
describe(struct answer *answer, const char *address,
    const struct snapshot_hit *hit)
{
	struct value v = { hit->code, (uint16_t)hit->len, hit->text };

	range_text(answer->range, &hit->prefix);
	addr_text(answer->code, IP4, v.code);
	value_expand(answer->txt, sizeof(answer->txt), &v, address);
	if (hit->until != 0)
		stamp_text(answer->until, hit->until * 60);
}

static int
find(const char *address, const char *path, struct answer *answer,
    struct fail *f)
{
	struct snapshot_hit hit;
	enum family family;
	struct mapped m;
	u128 addr;
	const char *rule =
	    addr_parse(address, address + strlen(address), &family, &addr);
	int found;

	if (rule != NULL)
		return fail(f, FAIL_USAGE, "%s: %s", address, rule);
	if (mapped_open(&m, path, f) == -1)
		return -1;
	found = snapshot_find(mapped_rd(&m), family, addr, &hit, f);
	answer->listed = found == 1;
	if (answer->listed)
		describe(answer, address, &hit);
	mapped_close(&m);
	return found == -1 ? fail_at(f, "%s", path) : 0;
}

static void
print(const char *address, const struct answer *answer)
{
	if (!answer->listed) {
		printf("%s is not listed\n", address);
		return;
	}
	printf("%s is listed in %s: %s \"%s\"", address, answer->range,
	    answer->code, answer->txt);
	if (answer->until[0] != '\0')
		printf(" until %s", answer->until);
	putchar('\n');
}

static void
put_json(const char *address, const struct answer *answer)
{
	json_t *j = json_pack("{s:s, s:b}", "address", address, "listed",
	    answer->listed);

	if (answer->listed) {
		json_object_set_new(j, "range", json_string(answer->range));
		json_object_set_new(j, "code", json_string(answer->code));
		json_object_set_new(j, "txt", json_string(answer->txt));
	}
	if (answer->until[0] != '\0')
		json_object_set_new(j, "until", json_string(answer->until));
	print_json(j);
}

int
cmd_lookup(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "ADDRESS SNAPSHOT",
		"Looks an address up in a snapshot file without unpacking it.",
		2, 2, NULL };
	struct answer answer = { 0 };
	struct cmd_args a;

	cmd_parse(&a, CMD(JSON), &shape, argc, argv);
	if (find(a.operands[0], a.operands[1], &answer, f) == -1)
		return -1;
	if (a.json)
		put_json(a.operands[0], &answer);
	else
		print(a.operands[0], &answer);
	return 0;
}
