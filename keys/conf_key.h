/*
 * The options of a configuration that go straight into a field: tables of
 * names, readers and places.  A reader takes the text of one value and says
 * what rule it breaks, or NULL.
 */
#ifndef FEEDMILL_CONF_KEY_H
#define FEEDMILL_CONF_KEY_H

#include <confuse.h>
#include <stdbool.h>
#include <stddef.h>

#include "formats/fail.h"

/*
 * Reads the i-th value of an option into its field of the given size; the
 * value is NULL where the list is empty.
 */
typedef const char *conf_reader(void *field, size_t size, const char *value,
    size_t i);

struct conf_key {
	const char *name; /* NULL ends a table */
	conf_reader *read;
	size_t offset, size; /* of the field */
	bool list;
};

/* A row of a table for a field of a structure. */
#define CONF_KEY(name, reader, type, field)                                    \
	{                                                                      \
		name, reader, offsetof(type, field),                           \
		    sizeof(((type *)0)->field), false                          \
	}
#define CONF_LIST(name, reader, type, field)                                   \
	{                                                                      \
		name, reader, offsetof(type, field),                           \
		    sizeof(((type *)0)->field), true                           \
	}

/* Adds the options of a table to an array.  Returns what is behind them. */
cfg_opt_t *conf_key_options(cfg_opt_t *, const struct conf_key *);

/* Reads the options of a section that are given into a structure. */
int conf_key_read(cfg_t *section, const struct conf_key *, void *,
    struct fail *);

conf_reader conf_read_text;     /* char[] */
conf_reader conf_read_string;   /* char *, to be freed */
conf_reader conf_read_path;     /* char *, an absolute path */
conf_reader conf_read_textfile; /* the same, for node_exporter */
conf_reader conf_read_mailbox;  /* char *, as the name an SOA has for it */
conf_reader conf_read_span;     /* uint32_t, seconds */
conf_reader conf_read_stamp;    /* uint32_t, a time */
conf_reader conf_read_minutes;  /* uint16_t or uint32_t */
conf_reader conf_read_count;    /* uint16_t or uint32_t */
conf_reader conf_read_share;    /* double; 0 for none */
conf_reader conf_read_prefix4;  /* uint8_t */
conf_reader conf_read_prefix6;  /* uint8_t */
conf_reader conf_read_code;     /* uint32_t */
conf_reader conf_read_attrs;    /* uint16_t, a list */
conf_reader conf_read_bool;     /* bool */

/* What a path has to be: NULL, or the rule that is broken. */
const char *conf_path_rule(const char *);

#endif
