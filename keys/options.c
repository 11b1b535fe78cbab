#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/stamp.h"
#include "keys/options.h"

/* argp's keys of options without a letter: this and the row's number. */
#define NO_LETTER 256

struct parse {
	const struct options_row *rows;
	const struct options_shape *shape;
	void *args;
	char **operands;
};

void
options_pick(struct options_row *picked, const struct options_row *rows,
    size_t n, unsigned bits)
{
	for (size_t i = 0; i < n; i++) {
		if ((bits & 1u << i) != 0)
			*picked++ = rows[i];
	}
	*picked = (struct options_row){ 0 };
}

void
options_text(void *field, const char *text, const struct argp_state *state)
{
	(void)state;
	*(const char **)field = text;
}

void
options_flag(void *field, const char *text, const struct argp_state *state)
{
	(void)text, (void)state;
	*(bool *)field = true;
}

void
options_more(void *field, const char *text, const struct argp_state *state)
{
	struct options_list *list = field;

	if (list->n == OPTIONS_LIST_MAX)
		argp_error(state, "\"%s\" is one too many: %d at the most",
		    text, OPTIONS_LIST_MAX);
	else
		list->texts[list->n++] = text;
}

/* RFC 3339, or "@" and seconds since 1970. */
static bool
parse_time(const char *text, uint32_t *seconds)
{
	unsigned long long v;
	char *end;

	if (stamp_parse(text, text + strlen(text), seconds))
		return true;
	if (text[0] != '@' || text[1] < '0' || text[1] > '9')
		return false;
	v = strtoull(text + 1, &end, 10);
	*seconds = (uint32_t)v;
	return *end == '\0' && v <= UINT32_MAX;
}

void
options_time(void *field, const char *text, const struct argp_state *state)
{
	if (!parse_time(text, field))
		argp_error(state,
		    "\"%s\" is not a time such as 2026-11-21T22:25:00Z or "
		    "@1795213500",
		    text);
}

void
options_require(const struct argp_state *state, const void *value,
    const char *option)
{
	if (value == NULL)
		argp_error(state, "%s is missing", option);
}

static int
key_of(const struct options_row *rows, const struct options_row *o)
{
	return o->letter != 0 ? o->letter : NO_LETTER + (int)(o - rows);
}

/* What follows the options, which argp has moved to the end. */
static void
take_operands(struct parse *p, const struct argp_state *state)
{
	int n = state->argc - state->next;

	if (n < p->shape->least || (p->shape->most >= 0 && n > p->shape->most))
		argp_usage(state);
	p->operands = state->argv + state->next;
	if (p->shape->judge != NULL)
		p->shape->judge(p->args, p->operands, state);
}

static error_t
take(int key, char *text, struct argp_state *state)
{
	struct parse *p = state->input;

	for (const struct options_row *o = p->rows; o->name != NULL; o++) {
		if (key_of(p->rows, o) == key) {
			o->take((char *)p->args + o->field, text, state);
			return 0;
		}
	}
	if (key != ARGP_KEY_ARGS && key != ARGP_KEY_NO_ARGS)
		return ARGP_ERR_UNKNOWN;
	take_operands(p, state);
	return 0;
}

/* The rows as argp wants them.  Free with free(). */
static struct argp_option *
rows_of(const struct options_row *rows)
{
	struct argp_option *out;
	size_t n = 0;

	while (rows[n].name != NULL)
		n++;
	out = mem_new(n + 1, sizeof(*out));
	for (size_t i = 0; i < n; i++)
		out[i] = (struct argp_option){ .name = rows[i].name,
			.key = key_of(rows, &rows[i]),
			.arg = rows[i].arg,
			.doc = rows[i].doc };
	return out;
}

char **
options_parse(const struct options_row *rows, const struct options_shape *shape,
    void *args, int argc, char *argv[])
{
	struct argp_option *options = rows_of(rows);
	struct argp argp = { options, take, shape->operands, shape->what, NULL,
		NULL, NULL };
	struct parse p = { rows, shape, args, NULL };

	argp_parse(&argp, argc, argv, 0, NULL, &p);
	free(options);
	return p.operands;
}
