#include <stdio.h>

#include "compiler/cmd.h"
#include "compiler/explain.h"
#include "compiler/print.h"

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

static void
put(struct wr *w, const struct explain *e)
{
	put_answer(w, e);
	if (e->protected != NULL)
		wr_fmt(w, "  protected space: %s\n", e->protected);
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
explain_json(const struct explain *e)
{
	json_t *cases = json_array();
	json_t *j = json_pack("{s:s, s:b, s:s*, s:o}", "database",
	    e->db->policy.name, "listed", e->listed, "protected", e->protected,
	    "records", cases);
	struct print_answer answer = print_answer_of(e->code, e->txt, e->until);

	for (size_t i = 0; i < e->n; i++)
		json_array_append_new(cases, case_json(e, &e->cases[i]));
	if (e->listed)
		print_answer_json(j, &answer);
	return j;
}

/* Where explanations go: one of the two. */
struct output {
	struct wr text;
	json_t *list;
};

static int
explain_one(const struct cmd_args *a, const struct conf *conf,
    const struct conf_db *db, struct output *out, struct fail *f)
{
	struct explain e;
	int result = explain_run(&e, conf, db, a->operands[0], a->now.time, f);

	if (result == 0 && a->json)
		json_array_append_new(out->list, explain_json(&e));
	else if (result == 0)
		put(&out->text, &e);
	explain_free(&e);
	return result;
}

static int
run(const struct cmd_args *a, const struct conf *conf, struct fail *f)
{
	struct output out = { print_begin(), json_array() };
	int result = 0;

	if (a->db != NULL && cmd_db(conf, a->db, f) == NULL)
		result = -1;
	for (size_t i = 0; i < conf->ndbs && result == 0; i++) {
		const struct conf_db *db = &conf->dbs[i];

		if (db->policy.kind != POLICY_MASK &&
		    (a->db == NULL || db == conf_db(conf, a->db)))
			result = explain_one(a, conf, db, &out, f);
	}
	if (a->json && result == 0)
		print_json(out.list);
	else
		json_decref(out.list);
	return print_end(&out.text, f) == -1 ? -1 : result;
}

int
cmd_explain(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "ADDRESS",
		"Says why an address is listed or not: every record over it, "
		"in every database, and the rule that decided.",
		1, 1, NULL };
	struct cmd_args a;

	cmd_parse(&a, CMD(CONFIG) | CMD(DB) | CMD(JSON) | CMD(NOW), &shape,
	    argc, argv);
	return cmd_with_conf(&a, run, f);
}
