/*
 * Growing output.  A writer either keeps all it is given (wr.buf, wr.len), or
 * hands what it has to a drain whenever a piece is full, so that a zone of any
 * size is written in little memory.  A drain that fails makes the writer bad:
 * later writes are dropped, and wr_flush() says so.  Memory never runs out
 * (see mem.h).  All integers are little-endian.
 */
#ifndef FEEDMILL_WR_H
#define FEEDMILL_WR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

/* Takes n bytes.  Returns 0, or -1 if they could not be taken. */
typedef int wr_drain(void *arg, const void *bytes, size_t n);

struct wr {
	uint8_t *buf;
	size_t len;
	size_t cap;
	wr_drain *drain; /* NULL: keep everything */
	void *arg;
	bool bad;
};

/* Frees the buffer; { 0 } is a writer that keeps everything. */
void wr_free(struct wr *);

/* Room for n more bytes at wr.buf + wr.len; the caller adds to wr.len. */
uint8_t *wr_room(struct wr *, size_t n);

/* Gives the drain what is held.  Returns 0, or -1 if a drain ever failed. */
int wr_flush(struct wr *);

void wr_bytes(struct wr *, const void *, size_t n);
void wr_str(struct wr *, const char *);
void wr_uint(struct wr *, uint64_t v, size_t n);
void wr_u8(struct wr *, uint8_t);
void wr_u16(struct wr *, uint16_t);
void wr_u32(struct wr *, uint32_t);
void wr_u64(struct wr *, uint64_t);

/* The shortest form that rd_vli() reads. */
void wr_vli(struct wr *, uint64_t);

/* A signed integer, for rd_zigzag(). */
void wr_zigzag(struct wr *, int64_t);

/* Decimal text of a number. */
void wr_dec(struct wr *, uint64_t);

PRINTF_LIKE(2, 3)
void wr_fmt(struct wr *, const char *, ...);

#endif
