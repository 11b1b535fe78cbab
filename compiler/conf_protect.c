#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "compiler/conf_protect.h"
#include "compiler/protect.h"
#include "formats/place.h"
#include "formats/record.h"
#include "formats/source.h"
#include "keys/conf_key.h"
#include "keys/conf_text.h"

static const char *
read_documentation(void *field, size_t size, const char *value, size_t i)
{
	struct protect **protect = field;
	bool open = strcmp(value, "open") == 0;

	(void)size;
	(void)i;
	if (!open && strcmp(value, "protected") != 0)
		return "open or protected is wanted";
	protect_free(*protect);
	*protect = protect_new(open);
	return NULL;
}

static const char *
read_network(void *field, size_t size, const char *value, size_t i)
{
	struct protect **protect = field;
	const char *rule;
	struct range r;

	(void)size;
	(void)i;
	if (value == NULL)
		return NULL;
	rule = range_parse(value, value + strlen(value), &r, NULL);
	if (rule == NULL)
		protect_add(*protect, &r, "the configuration's networks");
	return rule;
}

static const struct conf_key protect_keys[] = {
	CONF_KEY("documentation", read_documentation, struct conf, protect),
	CONF_LIST("networks", read_network, struct conf, protect),
	{ NULL, NULL, 0, 0, false },
};

void
conf_protect_options(cfg_opt_t *o)
{
	o = conf_key_options(o, protect_keys);
	*o++ = conf_text_list("files");
	*o++ = conf_text_mark();
	*o = (cfg_opt_t)CFG_END();
}

/* Adds an allow-list's lines to protected space. */
static int
take_allowed(void *arg, const struct record *rec, const struct place *at,
    struct fail *f)
{
	char why[200];

	if (rec->removal)
		return fail(f, FAIL_SYNTAX, "an allow-list has no removals");
	snprintf(why, sizeof(why), "%.180s:%u", at->file, at->line);
	protect_add(arg, &rec->range, why);
	return 0;
}

static int
refuse_allowed(void *arg, const struct place *at, const struct fail *f)
{
	(void)arg;
	(void)at;
	(void)f;
	return -1;
}

static int
read_files(struct protect *protect, cfg_opt_t *opt, struct fail *f)
{
	struct source_sink sink = { take_allowed, refuse_allowed, protect };

	for (unsigned i = 0; i < cfg_opt_size(opt); i++) {
		const char *path = cfg_opt_getnstr(opt, i);

		if (source_read_file(AT_FDCWD, path, path,
			source_format("plain"), &sink, f) == -1)
			return -1;
	}
	return 0;
}

int
conf_protect_read(struct conf *c, cfg_t *section, bool files, struct fail *f)
{
	if (conf_key_read(section, protect_keys, c, f) == -1)
		return -1;
	return files ? read_files(c->protect, cfg_getopt(section, "files"), f)
		     : 0;
}
