/*
 * The text of a configuration as libconfuse reads it, with what it lacks: a
 * line for every value and section, errors that come back to the caller, and
 * refusal of what it passes over or takes from the environment.
 */
#ifndef FEEDMILL_CONF_TEXT_H
#define FEEDMILL_CONF_TEXT_H

#include <confuse.h>
#include <stdbool.h>
#include <stddef.h>

#include "formats/fail.h"

struct wr;

/* A configuration has at most this many bytes. */
#define CONF_TEXT_MAX ((size_t)1 << 20)

/* Options of these kinds, to fill the arrays that conf_text_parse() takes. */
cfg_opt_t conf_text_value(const char *name);
cfg_opt_t conf_text_list(const char *name);
cfg_opt_t conf_text_section(const char *name, cfg_opt_t *options);
cfg_opt_t conf_text_titled(const char *name, cfg_opt_t *options);

/* Goes into every section that conf_text_bad() shall know the line of. */
cfg_opt_t conf_text_mark(void);

/* Adds a file's bytes, a few more than are allowed at the most. */
int conf_text_load(struct wr *, const char *path, struct fail *);

/* The same of a file that may have so many. */
int conf_text_load_more(struct wr *, const char *path, size_t max,
    struct fail *);

/* Reads a text; the name is for messages.  Free with cfg_free(). */
cfg_t *conf_text_parse(const char *text, size_t n, const char *name,
    cfg_opt_t *options, struct fail *);

/* Whether the option is in the text, perhaps as an empty list. */
bool conf_text_given(const cfg_opt_t *);

/* A failure at the option's line, or at the section's if it is NULL. */
PRINTF_LIKE(4, 5)
int conf_text_bad(cfg_t *section, cfg_opt_t *, struct fail *, const char *,
    ...);

#endif
