#include <stdlib.h>
#include <string.h>

#include "compiler/cmd.h"
#include "compiler/explain.h"
#include "formats/mem.h"
#include "formats/stamp.h"
#include "keys/print.h"

static void
put_answer(struct wr *w, const struct explain *e)
{
	struct print_answer answer = print_answer_of(e->code, e->txt, e->until);

	wr_fmt(w, "%s: %s", e->db->policy.name,
	    e->listed ? "listed, " : "not listed");
	if (e->listed)
		print_answer(w, &answer);
	wr_u8(w, '\n');
}

/* What a quick list goes by the next time. */
static void
put_host(struct wr *w, const struct explain_host *h)
{
	char last[STAMP_TEXT], forgotten[STAMP_TEXT];

	stamp_text(last, h->last);
	stamp_text(forgotten, h->forgotten);
	wr_fmt(w,
	    "  level %u, which lists for %u minutes; last hit %s; without "
	    "another forgotten %s\n",
	    h->k, h->lasts, last, forgotten);
}

static void
put(struct wr *w, const struct explain *e)
{
	put_answer(w, e);
	if (e->protected != NULL)
		wr_fmt(w, "  protected space: %s\n", e->protected);
	if (e->host.k > 0)
		put_host(w, &e->host);
	for (size_t i = 0; i < e->nheld; i++)
		wr_fmt(w, "  not read%s: %s\n",
		    e->db->policy.kind == POLICY_QUICK
			? ""
			: ", its last good state counts",
		    e->held[i]);
	for (size_t i = 0; i < e->n; i++) {
		const struct explain_case *c = &e->cases[i];

		wr_fmt(w, "  %s: %s\n    %s", c->place, c->record, c->fate);
		if (c->by != i)
			wr_fmt(w, " %s", e->cases[c->by].place);
		wr_u8(w, '\n');
	}
}

static json_t *
case_json(const struct explain *e, const struct explain_case *c)
{
	json_t *j = json_pack("{s:s, s:s, s:s}", "place", c->place, "record",
	    c->record, "fate", c->fate);

	if (c != &e->cases[c->by])
		json_object_set_new(j, "by",
		    json_string(e->cases[c->by].place));
	return j;
}

static json_t *
host_json(const struct explain_host *h)
{
	char last[STAMP_TEXT], forgotten[STAMP_TEXT];

	if (h->k == 0)
		return NULL;
	stamp_text(last, h->last);
	stamp_text(forgotten, h->forgotten);
	return json_pack("{s:i, s:i, s:s, s:s}", "level", (int)h->k, "minutes",
	    (int)h->lasts, "last_hit", last, "forgotten", forgotten);
}

static json_t *
explain_json(const struct explain *e)
{
	json_t *cases = json_array(), *held = json_array();
	json_t *j = json_pack("{s:s, s:b, s:s*, s:o*, s:o, s:o}", "database",
	    e->db->policy.name, "listed", e->listed, "protected", e->protected,
	    "remembered", host_json(&e->host), "records", cases, "not_read",
	    held);
	struct print_answer answer = print_answer_of(e->code, e->txt, e->until);

	for (size_t i = 0; i < e->n; i++)
		json_array_append_new(cases, case_json(e, &e->cases[i]));
	for (size_t i = 0; i < e->nheld; i++)
		json_array_append_new(held, json_string(e->held[i]));
	if (e->listed)
		print_answer_json(j, &answer);
	return j;
}

/* Where explanations go, text or JSON, and who lists the address. */
struct output {
	struct wr text;
	json_t *list;
	bool *listed; /* as conf->dbs */
};

static int
explain_one(const struct cmd_args *a, const struct conf *conf, size_t i,
    struct output *out, struct fail *f)
{
	struct explain e;
	int result = explain_run(&e, conf, &conf->dbs[i], a->operands[0],
	    a->now.time, f);

	out->listed[i] = e.listed;
	if (result == 0 && a->json)
		json_array_append_new(out->list, explain_json(&e));
	else if (result == 0)
		put(&out->text, &e);
	explain_free(&e);
	return result;
}

/* A mask lists what its members list, with a bit for each. */
static void
explain_mask(const struct cmd_args *a, const struct conf *conf,
    const struct policy *mask, struct output *out)
{
	json_t *members = json_array();
	struct wr names = { 0 };
	unsigned bits = 0;
	char code[ADDR_TEXT];

	for (size_t i = 0; i < mask->nmembers; i++) {
		const char *name = mask->members[i].db;

		if (!out->listed[conf_db(conf, name) - conf->dbs])
			continue;
		bits |= mask->members[i].bit;
		wr_fmt(&names, " %s", name);
		json_array_append_new(members, json_string(name));
	}
	addr_text(code, IP4, mask->code | bits);
	if (a->json)
		json_array_append_new(out->list,
		    json_pack("{s:s, s:b, s:s*, s:O}", "database", mask->name,
			"listed", bits != 0, "code", bits != 0 ? code : NULL,
			"members", members));
	else if (bits == 0)
		wr_fmt(&out->text, "%s: not listed\n", mask->name);
	else
		wr_fmt(&out->text, "%s: listed, %s by%.*s\n", mask->name, code,
		    (int)names.len, (char *)names.buf);
	json_decref(members);
	wr_free(&names);
}

/* Whether a database was asked for, or is of a mask that was. */
static bool
is_wanted(const struct cmd_args *a, const struct conf *conf,
    const struct policy *policy)
{
	const struct conf_db *asked =
	    a->db != NULL ? conf_db(conf, a->db) : NULL;

	if (asked == NULL || policy == &asked->policy)
		return true;
	for (size_t i = 0; i < asked->policy.nmembers; i++) {
		if (strcmp(asked->policy.members[i].db, policy->name) == 0)
			return true;
	}
	return false;
}

static int
explain_all(const struct cmd_args *a, const struct conf *conf,
    struct output *out, struct fail *f)
{
	for (size_t i = 0; i < conf->ndbs; i++) {
		const struct policy *policy = &conf->dbs[i].policy;

		if (policy->kind != POLICY_MASK && is_wanted(a, conf, policy) &&
		    explain_one(a, conf, i, out, f) == -1)
			return -1;
	}
	for (size_t i = 0; i < conf->ndbs; i++) {
		const struct policy *policy = &conf->dbs[i].policy;

		if (policy->kind == POLICY_MASK && is_wanted(a, conf, policy))
			explain_mask(a, conf, policy, out);
	}
	return 0;
}

static int
run(const struct cmd_args *a, const struct conf *conf, struct fail *f)
{
	struct output out = { print_begin(), json_array(),
		mem_new(conf->ndbs, sizeof(bool)) };
	int result = -1;

	if (a->db == NULL || cmd_db(conf, a->db, f) != NULL)
		result = explain_all(a, conf, &out, f);
	if (a->json && result == 0)
		print_json(out.list);
	else
		json_decref(out.list);
	free(out.listed);
	return print_end(&out.text, f) == -1 ? -1 : result;
}

int
cmd_explain(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "ADDRESS",
		"Says why an address is listed or not: every record over it "
		"and every hit, in every database, and the rule that decided.",
		1, 1, NULL };
	struct cmd_args a;

	cmd_parse(&a, CMD(CONFIG) | CMD(DB) | CMD(JSON) | CMD(NOW), &shape,
	    argc, argv);
	return cmd_with_conf(&a, run, f);
}
