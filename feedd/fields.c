#include <microhttpd.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "feedd/fields.h"

/* What was found up to a field. */
struct found {
	unsigned hosts, lengths;
	const char *length; /* where the last length ends */
	const char *fault;
};

/* The library takes a blank before the colon as a part of the name. */
static bool
is_name(const char *name, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (name[i] <= ' ' || name[i] > '~')
			return false;
	return n > 0;
}

/*
 * Whether the value is where its name is, blanks apart.  Of a field over more
 * than one line the library puts the name elsewhere, with the next line behind
 * it.
 */
static bool
is_line(const char *name, size_t n, const char *value)
{
	const char *at = name + n + 1;

	while (at < value && (*at == ' ' || *at == '\t'))
		at++;
	return at == value;
}

/*
 * Whether something is hidden behind a NUL at the end of a value: what follows
 * that is another, of the end of the line or of the empty line after it, or
 * the next name.
 */
static bool
is_cut(const char *end, const char *next)
{
	return end != NULL && end[1] != '\0' && end + 1 != next;
}

static enum MHD_Result
look(void *arg, enum MHD_ValueKind kind, const char *name, size_t n,
    const char *value, size_t len)
{
	struct found *f = arg;

	(void)kind;
	if (!is_name(name, n))
		f->fault = "a field has a name without blanks\n";
	else if (value == NULL || !is_line(name, n, value))
		f->fault = "a field is one line\n";
	else if (is_cut(f->length, name))
		f->fault = "a Content-Length has no NUL\n";
	f->length = NULL;
	if (f->fault != NULL)
		return MHD_NO;
	f->hosts += strcasecmp(name, "Host") == 0;
	if (strcasecmp(name, "Content-Length") == 0) {
		f->lengths++;
		f->length = value + len;
	}
	return MHD_YES;
}

const char *
fields_fault(struct MHD_Connection *c)
{
	struct found f = { 0 };

	MHD_get_connection_values_n(c, MHD_HEADER_KIND, look, &f);
	if (f.fault != NULL)
		return f.fault;
	if (is_cut(f.length, NULL))
		return "a Content-Length has no NUL\n";
	if (f.lengths > 1)
		return "there is one Content-Length at the most\n";
	return f.hosts > 1 ? "there is one Host\n" : NULL;
}
