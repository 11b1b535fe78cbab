#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "formats/addr.h"
#include "formats/attr.h"
#include "formats/mem.h"
#include "formats/stamp.h"
#include "keys/conf_key.h"
#include "keys/conf_text.h"

cfg_opt_t *
conf_key_options(cfg_opt_t *o, const struct conf_key *k)
{
	for (; k->name != NULL; k++)
		*o++ = k->list ? conf_text_list(k->name)
			       : conf_text_value(k->name);
	return o;
}

static int
read_one(cfg_t *section, const struct conf_key *k, void *field, struct fail *f)
{
	cfg_opt_t *opt = cfg_getopt(section, k->name);
	unsigned n = cfg_opt_size(opt);
	const char *rule = NULL, *value = NULL;

	if (!conf_text_given(opt))
		return 0;
	if (n == 0)
		rule = k->read(field, k->size, NULL, 0);
	for (unsigned i = 0; i < n && rule == NULL; i++) {
		value = cfg_opt_getnstr(opt, i);
		rule = k->read(field, k->size, value, i);
	}
	if (rule != NULL)
		return conf_text_bad(section, opt, f, "%s, not \"%.100s\"",
		    rule, value != NULL ? value : "{}");
	return 0;
}

int
conf_key_read(cfg_t *section, const struct conf_key *k, void *base,
    struct fail *f)
{
	for (; k->name != NULL; k++)
		if (read_one(section, k, (char *)base + k->offset, f) == -1)
			return -1;
	return 0;
}

const char *
conf_read_text(void *field, size_t size, const char *value, size_t i)
{
	size_t n = strlen(value);

	(void)i;
	if (n >= size)
		return "this text is too long";
	memcpy(field, value, n + 1);
	return NULL;
}

const char *
conf_read_string(void *field, size_t size, const char *value, size_t i)
{
	char **string = field;

	(void)size;
	(void)i;
	if (value[0] == '\0')
		return "something is wanted";
	free(*string);
	*string = mem_text(value, strlen(value));
	return NULL;
}

const char *
conf_path_rule(const char *path)
{
	static const char rule[] = "want an absolute path without empty parts, "
				   "\".\" and \"..\"";

	if (path[0] != '/' || strlen(path) >= PATH_MAX)
		return rule;
	for (const char *at = path; at != NULL; at = strchr(at + 1, '/')) {
		size_t n = strcspn(at + 1, "/");

		if (n == 0 || (n <= 2 && strncmp(at + 1, "..", n) == 0))
			return rule;
	}
	return NULL;
}

const char *
conf_read_path(void *field, size_t size, const char *value, size_t i)
{
	const char *rule = conf_path_rule(value);

	return rule != NULL ? rule : conf_read_string(field, size, value, i);
}

const char *
conf_read_textfile(void *field, size_t size, const char *value, size_t i)
{
	size_t n = strlen(value);

	if (n < 5 || strcmp(value + n - 5, ".prom") != 0)
		return "node_exporter reads files that end in .prom";
	return conf_read_path(field, size, value, i);
}

const char *
conf_read_mailbox(void *field, size_t size, const char *value, size_t i)
{
	const char *rule = conf_read_string(field, size, value, i);
	char *text = rule == NULL ? *(char **)field : NULL;
	char *at = text != NULL ? strchr(text, '@') : NULL;

	if (at == NULL)
		return rule;
	if (strcspn(text, ".") < (size_t)(at - text))
		return "a mailbox without dots before its @ is wanted";
	*at = '.';
	return NULL;
}

/* A decimal number below 2^32 at *s, which moves behind it. */
static bool
cut_number(const char **s, uint64_t *v)
{
	const char *start = *s;

	for (*v = 0; **s >= '0' && **s <= '9' && *v <= UINT32_MAX; ++*s)
		*v = *v * 10 + (uint64_t)(**s - '0');
	return *s > start && *v <= UINT32_MAX;
}

static bool
store(void *field, size_t size, uint64_t v)
{
	if (size == sizeof(uint16_t) && v <= UINT16_MAX)
		*(uint16_t *)field = (uint16_t)v;
	else if (size == sizeof(uint32_t) && v <= UINT32_MAX)
		*(uint32_t *)field = (uint32_t)v;
	else
		return false;
	return true;
}

/* The seconds of "5m"; 0 if it is no span. */
static uint64_t
span(const char *value)
{
	static const struct {
		char unit;
		uint32_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 },
		{ 'w', 604800 } };

	uint64_t v;

	if (!cut_number(&value, &v) || value[0] == '\0' || value[1] != '\0')
		return 0;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (units[i].unit == value[0])
			return v * units[i].seconds;
	return 0;
}

const char *
conf_read_span(void *field, size_t size, const char *value, size_t i)
{
	uint64_t v = span(value);

	(void)i;
	if (v == 0 || !store(field, size, v))
		return "a time is a number and s, m, h, d or w, such as 5m";
	return NULL;
}

const char *
conf_read_stamp(void *field, size_t size, const char *value, size_t i)
{
	uint32_t *seconds = field;

	(void)size;
	(void)i;
	if (!stamp_parse(value, value + strlen(value), seconds))
		return "a time is as 2026-11-21T22:25:00Z";
	return NULL;
}

const char *
conf_read_minutes(void *field, size_t size, const char *value, size_t i)
{
	uint64_t v = span(value);

	(void)i;
	if (v == 0 || v % 60 != 0 || !store(field, size, v / 60))
		return "a time of whole minutes is wanted, such as 5m or 12h";
	return NULL;
}

const char *
conf_read_count(void *field, size_t size, const char *value, size_t i)
{
	uint64_t v;

	(void)i;
	if (!cut_number(&value, &v) || *value != '\0' || !store(field, size, v))
		return size == sizeof(uint16_t)
		    ? "a number below 65536 is wanted"
		    : "a number below 2^32 is wanted";
	return NULL;
}

const char *
conf_read_share(void *field, size_t size, const char *value, size_t i)
{
	static const char rule[] =
	    "a share is above 0% and at most 100%, or none";
	double *share = field, percent, digit = 1;
	uint64_t whole;

	(void)size;
	(void)i;
	if (strcmp(value, "none") == 0) {
		*share = 0;
		return NULL;
	}
	if (!cut_number(&value, &whole))
		return rule;
	percent = (double)whole;
	if (*value == '.')
		for (value++; *value >= '0' && *value <= '9'; value++)
			percent += (digit /= 10) * (*value - '0');
	if (strcmp(value, "%") != 0 || value[-1] == '.' || percent <= 0 ||
	    percent > 100)
		return rule;
	*share = percent / 100;
	return NULL;
}

static const char *
read_prefix(uint8_t *len, const char *value, unsigned bits, const char *rule)
{
	uint64_t v;

	if (*value++ != '/' || !cut_number(&value, &v) || *value != '\0' ||
	    v > bits)
		return rule;
	*len = (uint8_t)v;
	return NULL;
}

const char *
conf_read_prefix4(void *field, size_t size, const char *value, size_t i)
{
	(void)size;
	(void)i;
	return read_prefix(field, value, 32, "a prefix is /0 to /32");
}

const char *
conf_read_prefix6(void *field, size_t size, const char *value, size_t i)
{
	(void)size;
	(void)i;
	return read_prefix(field, value, 128, "a prefix is /0 to /128");
}

const char *
conf_read_code(void *field, size_t size, const char *value, size_t i)
{
	enum family family;
	u128 addr;

	(void)i;
	if (addr_parse(value, value + strlen(value), &family, &addr) != NULL ||
	    family != IP4 || addr >> 24 != 127 ||
	    !store(field, size, (uint64_t)addr))
		return "a code is an address of 127.0.0.0/8";
	return NULL;
}

const char *
conf_read_attrs(void *field, size_t size, const char *value, size_t i)
{
	uint16_t *attrs = field;
	enum attr a;

	(void)size;
	if (i == 0)
		*attrs = 0;
	if (value == NULL)
		return NULL;
	a = attr_find((struct text){ value, strlen(value) });
	if (a == ATTRS)
		return "records have no such key";
	*attrs |= (uint16_t)(1u << a);
	return NULL;
}

const char *
conf_read_bool(void *field, size_t size, const char *value, size_t i)
{
	bool *b = field;

	(void)size;
	(void)i;
	*b = strcmp(value, "true") == 0 || strcmp(value, "yes") == 0;
	if (!*b && strcmp(value, "false") != 0 && strcmp(value, "no") != 0)
		return "true or false is wanted";
	return NULL;
}
