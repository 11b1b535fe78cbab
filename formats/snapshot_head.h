/*
 * The head of a snapshot: what it is, how much of what it has, and the
 * dictionary.  Part of snapshot.c; feed.5 has the layout.
 */
#ifndef FEEDMILL_SNAPSHOT_HEAD_H
#define FEEDMILL_SNAPSHOT_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/addr.h"
#include "formats/snapshot.h"
#include "formats/value.h"

struct values;

/* The entries of one family. */
struct snapshot_part {
	uint64_t count;
	u128 lens; /* bit len - 1 for each length in use */
};

struct snapshot_head {
	struct snapshot_id id;
	bool ends; /* some entry has an until */
	struct snapshot_part parts[FAMILIES];
	uint32_t nvalues;
};

/* A value while a dictionary is read or written one by one. */
struct dictionary_at {
	uint32_t code;
	uint8_t len;
	char text[VALUE_TEXT_MAX + 1];
	bool any; /* false before the first */
};

/* Writes what stands before the dictionary. */
void snapshot_head_out(struct wr *, const struct snapshot_head *);

/* Reads it; returns 0, or -1 if it is not the head of any snapshot. */
int snapshot_head_in(struct rd *, struct snapshot_head *, struct fail *);

/* Writes the next value of a dictionary; at is changed to it. */
void dictionary_out(struct wr *, struct dictionary_at *, const struct value *);

/* Reads the next value; returns false if it is none that is ever written. */
bool dictionary_in(struct rd *, struct dictionary_at *);

#endif
