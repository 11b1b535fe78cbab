/*
 * Templates: the text of a database's answers before a record fills it.
 *
 *	{db} {title} {lookup}	the policy's fields; {lookup} may hold {db}
 *	{port} and its like	the value of a key that the database shows
 *	{lists}			in a mask, the members that list the address
 *	[...|...]		the part before "|" if the record has all keys
 *				in it, else the part behind it, if any
 *	$			the address that is asked for, at most once
 *	$$			a dollar sign
 *
 * What comes out is a template as in formats/value.h.
 */
#ifndef FEEDMILL_TEMPLATE_H
#define FEEDMILL_TEMPLATE_H

#include <stddef.h>

#include "formats/fail.h"
#include "formats/value.h"

struct policy;
struct record;

/* Whether the policy's template follows the rules; else FAIL_USAGE. */
int template_check(const struct policy *, struct fail *);

/*
 * Fills the template of a checked policy from a record (NULL: one without
 * keys) and, in a mask, the members' bits.  Values that would make it too
 * long are cut.  Returns the length.
 */
size_t template_fill(char out[static VALUE_TEXT_MAX + 1], const struct policy *,
    const struct record *, unsigned bits);

#endif
