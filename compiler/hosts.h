/*
 * The addresses that a quick list remembers, of one family: a hash table of
 * their states in as little memory as will do, some 40 bytes an IPv4 address.
 * An address keeps its slot, a number below hosts_end(), until it is dropped.
 */
#ifndef FEEDMILL_HOSTS_H
#define FEEDMILL_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compiler/quick.h"
#include "formats/addr.h"

/* No slot. */
#define HOSTS_NONE UINT32_MAX

/* A struct quick_state, packed: see hosts.c. */
struct host {
	uint32_t until, last, newest;
	uint16_t length; /* until - began */
	uint16_t value;
	uint16_t source;
	uint8_t nhits;
	uint8_t bits; /* k, and flags above it */
	uint8_t ages[QUICK_HITS_MAX - 1];
};

_Static_assert(sizeof(struct host) == 28, "small, for there are many");

/* Slots are in pieces, so that none is moved to make room. */
#define HOSTS_PIECE 4096

struct hosts_piece {
	void *addrs; /* uint32_t or u128, by family */
	struct host states[HOSTS_PIECE];
};

struct hosts {
	enum family family;
	struct hosts_piece **pieces;
	size_t npieces, cap_pieces;
	uint32_t end;    /* slots that were ever used */
	uint32_t free;   /* the first free one, or HOSTS_NONE */
	uint32_t n;      /* addresses */
	uint32_t *index; /* slot + 1, 0 where free; open addressing */
	size_t nindex;   /* a power of two */
	uint64_t seed;   /* so that nobody can choose what collides */
};

void hosts_begin(struct hosts *, enum family);
void hosts_free(struct hosts *);

/* The slot of an address, or HOSTS_NONE. */
uint32_t hosts_find(const struct hosts *, u128 addr);

/* Begins to fetch what hosts_find() will look at. */
void hosts_expect(const struct hosts *, u128 addr);

/* A slot for an address that has none, with a state of { 0 }. */
uint32_t hosts_add(struct hosts *, u128 addr);

void hosts_drop(struct hosts *, uint32_t slot);

/* Whether a slot below hosts->end has an address, and which. */
bool hosts_used(const struct hosts *, uint32_t slot);
u128 hosts_addr(const struct hosts *, uint32_t slot);

struct quick_state hosts_state(const struct hosts *, uint32_t slot);
void hosts_put(struct hosts *, uint32_t slot, const struct quick_state *);

/* A mark that a slot may have, for whoever collects slots. */
bool hosts_mark(struct hosts *, uint32_t slot); /* false if it has it */
bool hosts_marked(const struct hosts *, uint32_t slot);
void hosts_unmark(struct hosts *, uint32_t slot);

/* Sorts slots by their addresses. */
void hosts_sort(const struct hosts *, uint32_t *slots, size_t n);

/* Bytes of memory. */
size_t hosts_memory(const struct hosts *);

#endif
