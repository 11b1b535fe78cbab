/*
 * Answers as DNS servers read them from text: the address, and the TXT inside
 * double quotes, escaped as in master files (RFC 1035).  Those of a set are
 * made when they are first asked for and kept for the next entries.
 */
#ifndef FEEDMILL_ZONE_ANSWER_H
#define FEEDMILL_ZONE_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "formats/zone_text.h"

struct set;

/* Escaped, one byte is up to four. */
#define ZONE_ANSWER_MAX (4 * ZONE_TXT_MAX)

/* Answers kept ready, by the low bits of their ids. */
#define ZONE_ANSWERS 64

/* What a value answers, ready but for the address. */
struct zone_answer {
	uint16_t id;
	char a[sizeof("255.255.255.255")];
	char txt[ZONE_ANSWER_MAX];
	size_t len;           /* 0: there is no text */
	size_t bytes, places; /* of the answer's text */
};

struct zone_answers {
	const struct set *set;
	const char *quotes; /* characters that get a backslash */
	struct zone_answer ready[ZONE_ANSWERS];
};

/* Borrows the set and the quotes, of which a backslash is one. */
void zone_answers_init(struct zone_answers *, const struct set *,
    const char *quotes);

/* The answer of a value.  Lives until the next call. */
const struct zone_answer *zone_answer(struct zone_answers *, uint16_t id);

/*
 * Writes the text of an answer about a prefix, without the quotes around it:
 * at most ZONE_ANSWER_MAX bytes.  One that the address makes too long is cut.
 */
char *zone_put_answer(const struct zone_answers *, char *at,
    const struct zone_answer *, const struct prefix *);

#endif
