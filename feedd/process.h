/*
 * What Prometheus wants to know of every process.  What the kernel tells in
 * /proc is opened at the start, and can be read when there is no /proc to be
 * seen any more.
 */
#ifndef FEEDMILL_PROCESS_H
#define FEEDMILL_PROCESS_H

#include <stdint.h>

struct wr;

struct process {
	uint32_t started;
	int statm, fds; /* -1: there is none, and nothing is said of it */
};

struct process process_begin(uint32_t now);
void process_end(struct process *);

/* The lines. */
void process_text(struct wr *, const struct process *);

#endif
