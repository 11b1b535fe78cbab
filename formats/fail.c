#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/fail.h"

int
fail(struct fail *f, enum fail_kind kind, const char *fmt, ...)
{
	va_list ap;

	if (f->kind != FAIL_NONE)
		return -1;
	f->kind = kind;
	va_start(ap, fmt);
	vsnprintf(f->msg, sizeof(f->msg), fmt, ap);
	va_end(ap);
	return -1;
}

int
fail_errno(struct fail *f, const char *fmt, ...)
{
	const char *why = strerror(errno);
	char what[sizeof(f->msg)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return fail(f, FAIL_SYSTEM, "%.400s: %.100s", what, why);
}

int
fail_at(struct fail *f, const char *fmt, ...)
{
	char old[sizeof(f->msg)], where[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(where, sizeof(where), fmt, ap);
	va_end(ap);
	memcpy(old, f->msg, sizeof(old));
	snprintf(f->msg, sizeof(f->msg), "%s: %.250s", where, old);
	return -1;
}
