/*
 * Pieces of text that live somewhere else, and what text from outside may
 * hold: valid UTF-8 without control characters.
 */
#ifndef FEEDMILL_TEXT_H
#define FEEDMILL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct rd;

/* Borrowed bytes, not ended by a NUL. */
struct text {
	const char *p;
	size_t len;
};

/* The bytes in [p, end). */
static inline struct text
text_of(const char *p, const char *end)
{
	return (struct text){ p, (size_t)(end - p) };
}

/*
 * Takes what is before the next such byte, and that byte.  Returns false,
 * taking nothing, if there is none.
 */
bool text_cut(struct rd *, char at, struct text *);

bool text_is(struct text, const char *);
bool text_same(struct text, struct text);
bool text_is_utf8(struct text);

/*
 * NULL if the text can be printed anywhere: valid UTF-8 without control
 * characters, line separators and marks that turn the direction of writing.
 * Else the rule that is broken, as a phrase.
 */
const char *text_rule(struct text);

/* Room for a text as text_show() shows it, with NUL. */
#define TEXT_SHOWN 60

/* The text as fit for a message: in quotes, bytes beyond ASCII as \xNN, cut. */
void text_show(char out[static TEXT_SHOWN], struct text);

#endif
