#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/history_row.h"
#include "compiler/tally_json.h"
#include "formats/mem.h"

json_t *
tally_text_json(const char *text)
{
	json_t *j = json_string(text);
	char *plain;

	if (j != NULL)
		return j;
	plain = mem_text(text, strlen(text));
	for (char *p = plain; *p != '\0'; p++)
		if ((unsigned char)*p >= 0x80)
			*p = '?';
	j = json_string(plain);
	free(plain);
	return j;
}

json_t *
tally_hits_json(const uint64_t hits[static TALLY_HITS])
{
	json_t *j = json_object();

	for (enum tally_hits i = 0; i < TALLY_HITS; i++)
		json_object_set_new(j, tally_hits_name(i),
		    json_integer((json_int_t)hits[i]));
	return j;
}

static uint64_t
count_of(const json_t *j, const char *name)
{
	json_int_t v = json_integer_value(json_object_get(j, name));

	return v > 0 ? (uint64_t)v : 0;
}

static void
read_hits(uint64_t hits[static TALLY_HITS], const json_t *j)
{
	for (enum tally_hits i = 0; i < TALLY_HITS; i++)
		hits[i] = count_of(j, tally_hits_name(i));
}

static json_t *
source_json(const struct tally_source *s)
{
	json_t *j = json_pack("{s:o, s:o, s:b, s:b}", "name",
	    tally_text_json(s->name), "hits", tally_hits_json(s->hits), "held",
	    s->held, "capped", s->capped);

	if (s->why != NULL)
		json_object_set_new(j, "why", tally_text_json(s->why));
	return j;
}

json_t *
tally_json(const struct tally *t)
{
	json_t *builds = json_object(), *sources = json_array();

	for (enum tally_state i = 0; i < TALLY_STATES; i++)
		json_object_set_new(builds, tally_state_name(i),
		    json_integer((json_int_t)t->builds[i]));
	for (size_t i = 0; i < t->n; i++)
		json_array_append_new(sources, source_json(&t->sources[i]));
	return json_pack("{s:s, s:o, s:o, s:I, s:o, s:o, s:o}", "name", t->db,
	    "last", history_row_json(&t->last), "why", tally_text_json(t->why),
	    "good", (json_int_t)t->good, "builds", builds, "hits",
	    tally_hits_json(t->last_hits), "sources", sources);
}

struct tally_source *
tally_source(struct tally *t, const char *name)
{
	struct tally_source *s;

	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->sources[i].name, name) == 0)
			return &t->sources[i];
	if (t->n >= TALLY_SOURCES_MAX - 1 && strcmp(name, TALLY_OTHERS) != 0)
		return tally_source(t, TALLY_OTHERS);
	t->sources = mem_grow(t->sources, t->n, &t->cap, sizeof(*t->sources));
	s = &t->sources[t->n++];
	*s = (struct tally_source){ .name = mem_text(name, strlen(name)) };
	return s;
}

static void
read_source(struct tally *t, const json_t *j)
{
	const char *name = json_string_value(json_object_get(j, "name"));
	const char *why = json_string_value(json_object_get(j, "why"));
	struct tally_source *s;

	if (name == NULL)
		return;
	s = tally_source(t, name);
	read_hits(s->hits, json_object_get(j, "hits"));
	s->held = json_is_true(json_object_get(j, "held"));
	s->capped = json_is_true(json_object_get(j, "capped"));
	if (why != NULL && s->why == NULL)
		s->why = mem_text(why, strlen(why));
}

bool
tally_json_read(struct tally *t, const json_t *j)
{
	const char *why = json_string_value(json_object_get(j, "why"));
	const json_t *builds = json_object_get(j, "builds");
	const json_t *sources = json_object_get(j, "sources"), *source;
	size_t i;

	if (!history_row_read(&t->last, json_object_get(j, "last")))
		return false;
	snprintf(t->why, sizeof(t->why), "%s", why != NULL ? why : "");
	t->good = (uint32_t)count_of(j, "good");
	for (enum tally_state k = 0; k < TALLY_STATES; k++)
		t->builds[k] = count_of(builds, tally_state_name(k));
	read_hits(t->last_hits, json_object_get(j, "hits"));
	json_array_foreach(sources, i, source) read_source(t, source);
	return true;
}
