/*
 * The answers of a dataset's entries: an A code and a TXT, either of which may
 * be left to the database.  Each distinct answer is kept once and known by an
 * id.
 */
#ifndef FEEDMILL_RBLDNSD_VALUE_H
#define FEEDMILL_RBLDNSD_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/text.h"

struct rbldnsd_vars;
struct record;

/* An answer as written. */
struct rbldnsd_value {
	uint32_t code;    /* 0 if the file does not say */
	bool has_text;    /* if not, there is none in the file */
	struct text text; /* as rbldnsd_text() takes it */
};

/* rbldnsd cuts longer texts off. */
#define RBLDNSD_TEXT_MAX 255

/*
 * Reads what stands behind an entry's address, or a default line, at s: a TXT,
 * ":A", ":A:" or ":A:TXT"; what is not there is the default's.  Returns NULL,
 * or the rule that is broken and *at, where.
 */
const char *rbldnsd_value_parse(const char *s, const char *end,
    const struct rbldnsd_value *by_default, struct rbldnsd_value *,
    const char **at);

/* Closed: see rbldnsd_value.c. */
struct rbldnsd_values;

struct rbldnsd_values *rbldnsd_values_new(void);
void rbldnsd_values_free(struct rbldnsd_values *);

/* The id of an answer; VALUE_NONE (value.h) if there are too many. */
uint16_t rbldnsd_values_add(struct rbldnsd_values *,
    const struct rbldnsd_value *, uint32_t line);

size_t rbldnsd_values_size(const struct rbldnsd_values *);

/* The answer of an id as written; its text lives until the next add. */
struct rbldnsd_value rbldnsd_values_at(const struct rbldnsd_values *,
    uint16_t id);

/* Says that an entry on this line has the answer. */
void rbldnsd_values_use(struct rbldnsd_values *, uint16_t id, uint32_t line);

/*
 * Makes an answer that is used what records are to say, once the variables
 * are known.
 * Returns NULL, or the rule that is broken and *line, where it was added or,
 * if that is 0, first used.
 */
const char *rbldnsd_values_settle(struct rbldnsd_values *, uint16_t id,
    const struct rbldnsd_vars *, uint32_t *line);

/*
 * Gives a record the code and TXT of a settled answer, which it borrows.
 * Returns false if the answer has an error.
 */
bool rbldnsd_values_put(const struct rbldnsd_values *, uint16_t id,
    struct record *);

#endif
