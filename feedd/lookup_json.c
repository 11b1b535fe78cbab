#include <stddef.h>
#include <string.h>

#include "feedd/lookup.h"
#include "feedd/lookup_json.h"
#include "feedd/stock.h"
#include "formats/head.h"
#include "formats/mem.h"
#include "formats/value.h"
#include "keys/print.h"

/* Room for the longest TXT that a value can become. */
#define TXT_MAX (VALUE_TEXT_MAX * ADDR_TEXT)

static bool
may(const struct lookup_json *k, const struct stock_db *d)
{
	return k->may == NULL || k->may(k->arg, d->name);
}

bool
lookup_json_early(const struct lookup_json *k)
{
	for (size_t i = 0; i < k->stock->n; i++)
		if (may(k, &k->stock->dbs[i]) &&
		    lookup_state(k->lookup, &k->stock->dbs[i]) ==
			LOOKUP_READING)
			return true;
	return false;
}

static void
add_time(json_t *j, const char *name, uint32_t seconds)
{
	char text[STAMP_TEXT];

	stamp_text(text, seconds);
	json_object_set_new(j, name, json_string(text));
}

static void
add_hit(const struct lookup_json *k, json_t *j, const struct lookup_hit *hit)
{
	char address[ADDR_TEXT], range[RANGE_TEXT], txt[TXT_MAX];
	struct range r = prefix_range(&hit->prefix);
	struct print_answer a;

	addr_text(address, k->question->family, k->question->addr);
	value_expand(txt, sizeof(txt), &hit->value, address);
	range_text(range, &r);
	json_object_set_new(j, "range", json_string(range));
	a = print_answer_of(hit->value.code, txt, hit->until);
	print_answer_json(j, &a);
}

static json_t *
of_db(struct lookup_json *k, const struct stock_db *d)
{
	const struct head *h = lookup_head(k->lookup, d);
	json_t *j = json_pack("{s:s}", "db", d->name);
	struct lookup_hit hit;
	bool listed;

	if (h == NULL) {
		json_object_set_new(j, "error",
		    json_string("nothing good to look into"));
		return j;
	}
	listed = lookup_find(k->lookup, d, k->question, &hit);
	k->listed |= listed;
	json_object_set_new(j, "listed", json_boolean(listed));
	if (listed)
		add_hit(k, j, &hit);
	json_object_set_new(j, "serial", json_integer(h->serial));
	add_time(j, "time", h->time);
	add_time(j, "fresh_until", h->fresh_until);
	return j;
}

static char *
text_of(json_t *j)
{
	char *text = json_dumps(j, JSON_INDENT(1));
	size_t n = strlen(text);

	json_decref(j);
	text = mem_resize(text, n + 2, 1);
	memcpy(text + n, "\n", 2);
	return text;
}

char *
lookup_json_text(struct lookup_json *k)
{
	json_t *dbs = json_array();
	char address[ADDR_TEXT];

	k->listed = false;
	addr_text(address, k->question->family, k->question->addr);
	for (size_t i = 0; i < k->stock->n; i++)
		if (may(k, &k->stock->dbs[i]))
			json_array_append_new(dbs, of_db(k, &k->stock->dbs[i]));
	return text_of(json_pack("{s:s, s:b, s:o}", "address", address,
	    "listed", k->listed, "databases", dbs));
}

char *
lookup_json_error(const char *what)
{
	return text_of(json_pack("{s:s}", "error", what));
}
