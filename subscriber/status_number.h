/* The numbers of a status row, by where they are. */
#ifndef FEEDMILL_STATUS_NUMBER_H
#define FEEDMILL_STATUS_NUMBER_H

#include <string.h>

#include "subscriber/status.h"

struct status_number {
	size_t offset, size; /* of 4 or 8 bytes */
};

#define STATUS_NUMBER(field)                                                   \
	{                                                                      \
		offsetof(struct status_db, field),                             \
		    sizeof(((struct status_db *)0)->field)                     \
	}

static inline uint64_t
status_number_get(const struct status_db *db, const struct status_number *n)
{
	const char *at = (const char *)db + n->offset;
	uint32_t v32;
	uint64_t v64;

	memcpy(&v32, at, sizeof(v32));
	if (n->size == sizeof(v32))
		return v32;
	memcpy(&v64, at, sizeof(v64));
	return v64;
}

static inline void
status_number_set(struct status_db *db, const struct status_number *n,
    uint64_t v)
{
	char *at = (char *)db + n->offset;
	uint32_t v32 = (uint32_t)v;

	if (n->size == sizeof(v32))
		memcpy(at, &v32, sizeof(v32));
	else
		memcpy(at, &v, sizeof(v));
}

#endif
