#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "feedd/bucket.h"
#include "feedd/conf_limit.h"

/* The bits that a unit shifts by; 64: there is none of this name. */
static unsigned
shift_of(const char *unit)
{
	static const char *const units[] = { "", "K", "M", "G", "T" };

	for (unsigned i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(unit, units[i]) == 0)
			return 10 * i;
	return 64;
}

const char *
conf_limit_read(void *field, size_t size, const char *value, size_t i)
{
	uint64_t max = size == sizeof(uint32_t) ? UINT32_MAX : BUCKET_RATE_MAX;
	uint64_t v = 0;
	unsigned shift = 0;
	bool none = strcmp(value, "none") == 0;

	(void)i;
	for (; !none && *value >= '0' && *value <= '9' && v <= max; value++)
		v = v * 10 + (uint64_t)(*value - '0');
	if (!none)
		shift = shift_of(value);
	if (!none && (shift == 64 || v == 0))
		return "want a number from 1, perhaps with K, M, G or T, or "
		       "none";
	if (v > max >> shift)
		return "this is too much: none is no limit";
	if (size == sizeof(uint32_t))
		*(uint32_t *)field = (uint32_t)(v << shift);
	else
		*(uint64_t *)field = v << shift;
	return NULL;
}
