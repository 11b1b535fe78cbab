#include "formats/rbldnsd_dataset.h"
#include "formats/source_formats.h"

static const struct rbldnsd_type types[] = {
	{ "ip4set", IP4, rbldnsd_range4, CLASH_VALUES, true, true },
	{ "ip4trie", IP4, rbldnsd_cidr4, CLASH_FIRST, true, true },
	{ "ip4tset", IP4, rbldnsd_host4, CLASH_NONE, false, false },
	{ "ip6trie", IP6, rbldnsd_cidr6, CLASH_FIRST, true, false },
	{ "ip6tset", IP6, rbldnsd_half6, CLASH_NONE, false, false },
};

const struct rbldnsd_type *
rbldnsd_type(struct text name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (text_is(name, types[i].name))
			return &types[i];
	return NULL;
}

void
rbldnsd_dataset_start(struct rbldnsd_dataset *d,
    const struct rbldnsd_type *type, const struct rbldnsd_vars *vars)
{
	struct rbldnsd_value nothing = { 0 };

	*d = (struct rbldnsd_dataset){ .type = type };
	d->values = rbldnsd_values_new();
	d->by_default = rbldnsd_values_add(d->values, &nothing, 0);
	d->set = rbldnsd_set_new(type->family, type->clash);
	rbldnsd_vars_copy(&d->vars, vars);
}

void
rbldnsd_dataset_free(struct rbldnsd_dataset *d)
{
	rbldnsd_values_free(d->values);
	rbldnsd_set_free(d->set);
	rbldnsd_vars_free(&d->vars);
	*d = (struct rbldnsd_dataset){ 0 };
}

/* A dataset on its way out. */
struct finish {
	const struct rbldnsd_dataset *dataset;
	const char *file;
	const struct source_sink *sink;
};

static int
tell(const struct finish *to, uint32_t line, const char *rule,
    struct text found, struct fail *f)
{
	struct place place = { .file = to->file, .line = line };

	place_fail(&place, rule, found, f);
	return source_bad(to->sink, &place, f);
}

static int
take_bad(void *arg, uint32_t line, const char *rule, const struct range *r,
    struct fail *f)
{
	char text[RANGE_TEXT];
	size_t len = range_text(text, r);

	return tell(arg, line, rule, (struct text){ text, len }, f);
}

static int
take_piece(void *arg, const struct rbldnsd_entry *e, u128 span, struct fail *f)
{
	const struct finish *to = arg;
	const struct rbldnsd_dataset *d = to->dataset;
	struct place place = { .file = to->file, .line = e->line };
	struct record rec = { .range = e->range, .span = span };
	uint16_t id = d->type->values ? e->value : d->by_default;

	if (!rbldnsd_values_put(d->values, id, &rec))
		return 0;
	return source_give(to->sink, &rec, &place, f);
}

/* Makes the values that are used what records say. */
static int
settle(const struct finish *to, struct fail *f)
{
	static const struct text nothing;
	struct rbldnsd_values *values = to->dataset->values;
	const char *rule;
	uint32_t line;

	if (!to->dataset->type->values)
		rbldnsd_values_use(values, to->dataset->by_default, 0);
	for (size_t id = 0; id < rbldnsd_values_size(values); id++) {
		rule = rbldnsd_values_settle(values, (uint16_t)id,
		    &to->dataset->vars, &line);
		if (rule != NULL && tell(to, line, rule, nothing, f) == -1)
			return -1;
	}
	return 0;
}

int
rbldnsd_dataset_finish(const struct rbldnsd_dataset *d, const char *file,
    const struct source_sink *sink, struct fail *f)
{
	struct finish to = { d, file, sink };
	struct rbldnsd_sink pieces = { take_piece, take_bad, &to };

	if (settle(&to, f) == -1)
		return -1;
	return rbldnsd_set_finish(d->set, &pieces, f);
}
