/*
 * The read cursor: the only way to look into untrusted bytes.  It cannot pass
 * its end; after the first shortage it is bad for good and every read yields
 * zero, so a structure is read straight down and judged once.  All integers
 * are little-endian.
 */
#ifndef FEEDMILL_RD_H
#define FEEDMILL_RD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct rd {
	const uint8_t *p;
	const uint8_t *end;
	bool bad;
};

static inline struct rd
rd_over(const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	return (struct rd){ p, n > 0 ? p + n : p, false };
}

static inline size_t
rd_left(const struct rd *r)
{
	return r->bad ? 0 : (size_t)(r->end - r->p);
}

/* The next n bytes, in place, or NULL.  Every other read goes through here. */
static inline const uint8_t *
rd_take(struct rd *r, size_t n)
{
	const uint8_t *at = r->p;

	if (r->bad || rd_left(r) < n) {
		r->bad = true;
		return NULL;
	}
	r->p += n;
	return at;
}

/* A cursor over the next n bytes; bad, and this one too, if there are fewer. */
static inline struct rd
rd_sub(struct rd *r, size_t n)
{
	const uint8_t *at = rd_take(r, n);

	if (at == NULL)
		return (struct rd){ r->end, r->end, true };
	return rd_over(at, n);
}

/* An integer of n bytes, n <= 8. */
static inline uint64_t
rd_uint(struct rd *r, size_t n)
{
	const uint8_t *at = rd_take(r, n);
	uint64_t v = 0;

	if (at == NULL)
		return 0;
	for (size_t i = n; i-- > 0;)
		v = v << 8 | at[i];
	return v;
}

static inline uint8_t
rd_u8(struct rd *r)
{
	return (uint8_t)rd_uint(r, 1);
}

static inline uint16_t
rd_u16(struct rd *r)
{
	return (uint16_t)rd_uint(r, 2);
}

static inline uint32_t
rd_u32(struct rd *r)
{
	return (uint32_t)rd_uint(r, 4);
}

static inline uint64_t
rd_u64(struct rd *r)
{
	return rd_uint(r, 8);
}

/* The next n bytes must be these; the cursor goes bad where they are not. */
static inline void
rd_literal(struct rd *r, const void *want, size_t n)
{
	const uint8_t *at = rd_take(r, n);

	if (at != NULL && memcmp(at, want, n) != 0)
		r->bad = true;
}

/*
 * An unsigned integer in groups of 7 bits, lowest first, the top bit set on
 * all bytes but the last.  Only the shortest form is good.
 */
static inline uint64_t
rd_vli(struct rd *r)
{
	uint64_t v = 0;
	uint8_t b = 0x80;

	for (unsigned shift = 0; b & 0x80; shift += 7) {
		b = rd_u8(r);
		if (shift > 63 || (shift == 63 && b > 1) ||
		    (shift > 0 && b == 0)) {
			r->bad = true;
			return 0;
		}
		v |= (uint64_t)(b & 0x7f) << shift;
	}
	return v;
}

/* A signed integer: 0, -1, 1, -2 ... as 0, 1, 2, 3 ... of rd_vli(). */
static inline int64_t
rd_zigzag(struct rd *r)
{
	uint64_t v = rd_vli(r);

	return (int64_t)(v >> 1 ^ -(v & 1));
}

#endif
