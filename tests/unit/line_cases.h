/* Tables of texts and what their readers say of them. */
#ifndef FEEDMILL_UNIT_LINE_CASES_H
#define FEEDMILL_UNIT_LINE_CASES_H

#include <string.h>

#include "formats/fail.h"
#include "formats/wr.h"
#include "tests/unit/tap.h"

/* What is said of a text; NULL for a good one. */
struct line_case {
	const char *name, *text, *want;
};

/* Reads a text and, if it is good, writes it again. */
typedef int line_again(struct wr *, const char *text, size_t n, struct fail *);

/* The text is read as said; a good one comes out the same again. */
static inline void
is_line_case(const struct line_case *c, line_again *again)
{
	struct fail f = { 0 };
	struct wr w = { 0 };

	again(&w, c->text, strlen(c->text), &f);
	is_str(f.msg, c->want != NULL ? c->want : "", c->name);
	if (c->want != NULL)
		is_int(f.kind, FAIL_FORMAT, "  its kind");
	else
		ok(w.len == strlen(c->text) &&
			memcmp(w.buf, c->text, w.len) == 0,
		    "  comes out the same");
	wr_free(&w);
}

#endif
