#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/mem.h"
#include "formats/set.h"
#include "formats/snapshot.h"
#include "keys/print.h"
#include "subscriber/cmd.h"
#include "subscriber/cmd_place.h"
#include "subscriber/state.h"

/* As grep exits. */
#define LISTED     0
#define NOT_LISTED 1
#define TROUBLE    2

/* Room for the longest TXT that a value can become. */
#define TXT_MAX (VALUE_TEXT_MAX * ADDR_TEXT)

struct address {
	const char *text;
	enum family family;
	u128 addr;
	bool listed;
	json_t *lists; /* where it is listed; NULL: they are printed */
};

/* What is asked, and of which database at the moment. */
struct asking {
	struct address *addresses;
	size_t n;
	uint32_t now;
	struct status status;
	const struct status_db *db;
	struct wr out;
	bool json;
};

static int
parse(struct asking *k, char **operands, struct fail *f)
{
	for (; operands[k->n] != NULL; k->n++)
		continue;
	k->addresses = mem_new(k->n, sizeof(*k->addresses));
	for (size_t i = 0; i < k->n; i++) {
		struct address *a = &k->addresses[i];
		const char *rule;

		a->text = operands[i];
		rule = addr_parse(a->text, a->text + strlen(a->text),
		    &a->family, &a->addr);
		if (rule != NULL)
			return fail(f, FAIL_USAGE, "%s: %s", a->text, rule);
		if (k->json)
			a->lists = json_array();
	}
	return 0;
}

static void
tell_json(const struct asking *k, const struct address *a, const char *range,
    const struct print_answer *answer)
{
	json_t *j = json_pack("{s:s, s:s, s:s, s:s}", "feed", k->db->feed, "db",
	    k->db->db, "range", range, "state",
	    status_name(status_of(k->db, k->now)));

	print_answer_json(j, answer);
	json_array_append_new(a->lists, j);
}

/* One listing that was found. */
static void
tell(struct asking *k, struct address *a, const struct snapshot_hit *hit)
{
	struct value v = { hit->code, (uint16_t)hit->len, hit->text };
	enum status_state state = status_of(k->db, k->now);
	char range[RANGE_TEXT], txt[TXT_MAX];
	struct print_answer answer;

	a->listed = true;
	range_text(range, &hit->prefix);
	value_expand(txt, sizeof(txt), &v, a->text);
	answer = print_answer_of(v.code, txt, hit->until * 60);
	if (k->json) {
		tell_json(k, a, range, &answer);
		return;
	}
	wr_fmt(&k->out, "%s is listed in %s/%s as %s: ", a->text, k->db->feed,
	    k->db->db, range);
	print_answer(&k->out, &answer);
	if (state == STATUS_LATE || state == STATUS_STALE)
		wr_fmt(&k->out, " (the feed is %s)", status_name(state));
	wr_u8(&k->out, '\n');
}

static int
ask_snapshot(struct asking *k, const struct wr *snapshot, struct fail *f)
{
	for (size_t i = 0; i < k->n; i++) {
		struct address *a = &k->addresses[i];
		struct snapshot_hit hit;
		int rc = snapshot_find(rd_over(snapshot->buf, snapshot->len),
		    a->family, a->addr, &hit, f);

		if (rc == -1)
			return -1;
		if (rc == 1 && (hit.until == 0 || k->now / 60 < hit.until))
			tell(k, a, &hit);
	}
	return 0;
}

/* Looks all addresses up in one database. */
static int
ask_db(struct asking *k, const struct state *state, struct fail *f)
{
	struct state_db place = { state, k->db->feed, k->db->db };
	struct state_held held;
	int rc = state_held(&place, &held, f);

	if (rc == 0 && held.damaged)
		rc = fail(f, FAIL_HASH,
		    "what is held is damaged; the next update repairs it");
	if (rc == 0 && held.snapshot.len > 0)
		rc = ask_snapshot(k, &held.snapshot, f);
	state_held_free(&held);
	return rc == -1 ? fail_at(f, "%s/%s", k->db->feed, k->db->db) : 0;
}

static int
ask(struct asking *k, const struct cmd_place *place, const char *feed,
    struct fail *f)
{
	int rc = cmd_place_status(place, &k->status, f);

	for (size_t i = 0; i < k->status.n && rc == 0; i++) {
		k->db = &k->status.dbs[i];
		if (feed == NULL || strcmp(feed, k->db->feed) == 0)
			rc = ask_db(k, place->state, f);
	}
	if (rc == 0 && k->status.n == 0)
		rc = fail(f, FAIL_MISSING, "%s: nothing is held yet",
		    place->path);
	return rc;
}

/* Those that are listed nowhere, after all others. */
static void
tell_rest(struct asking *k)
{
	json_t *all = json_array();

	for (size_t i = 0; i < k->n; i++) {
		struct address *a = &k->addresses[i];

		if (k->json)
			json_array_append_new(all,
			    json_pack("{s:s, s:b, s:o}", "address", a->text,
				"listed", a->listed, "lists", a->lists));
		else if (!a->listed)
			wr_fmt(&k->out, "%s is not listed\n", a->text);
	}
	if (k->json)
		print_json(all);
	else
		json_decref(all);
}

/* Returns what to exit with. */
static int
run(const struct cmd_args *a, struct fail *f)
{
	struct asking k = { .now = a->now != 0 ? a->now : (uint32_t)time(NULL),
		.json = a->json };
	struct cmd_place place;
	int code = NOT_LISTED;

	if (parse(&k, a->operands, f) == -1 ||
	    cmd_place_open(&place, a, f) == -1)
		return TROUBLE;
	k.out = print_begin();
	if (ask(&k, &place, a->feed, f) == 0)
		tell_rest(&k);
	for (size_t i = 0; i < k.n; i++)
		if (k.addresses[i].listed)
			code = LISTED;
	if (print_end(&k.out, f) == -1 || f->kind != FAIL_NONE)
		code = TROUBLE;
	status_free(&k.status);
	free(k.addresses);
	cmd_place_close(&place);
	return code;
}

int
cmd_lookup(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "ADDRESS...",
		"Looks addresses up in all that is held.  Exits with 0 if one "
		"of them is listed, 1 if none is, 2 if that cannot be told.",
		1, -1, NULL };
	struct cmd_args a;
	int code;

	cmd_parse(&a,
	    CMD(CONFIG) | CMD(FEED) | CMD(JSON) | CMD(NOW) | CMD(STATE), &shape,
	    argc, argv);
	code = run(&a, f);
	if (code == TROUBLE)
		fprintf(stderr, "feedsub: %s\n", f->msg);
	exit(code);
}
