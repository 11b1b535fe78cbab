/* The system calls that the sandbox leaves; part of sandbox.c. */
#ifndef FEEDMILL_SANDBOX_CALLS_H
#define FEEDMILL_SANDBOX_CALLS_H

#include <stdbool.h>

struct fail;

/*
 * Whether LeakSanitizer is built in.  It looks into the process from another
 * one before the end, through /proc: such a build is for testing, and
 * what would keep that out is left out.
 */
bool sandbox_is_leak_checked(void);

/*
 * Lets nobody trace the process, and filters the system calls of all its
 * threads.  What only an intruder wants (a new process, another program, a
 * connection to somewhere, a look into other processes) ends the process; what
 * is unknown here fails with ENOSYS, so that a library that tries something
 * new falls back to what is known.
 */
int sandbox_calls(struct fail *);

#endif
