/* The system calls that the sandbox leaves; part of sandbox.c. */
#ifndef FEEDMILL_SANDBOX_CALLS_H
#define FEEDMILL_SANDBOX_CALLS_H

struct fail;

/*
 * Lets nobody trace the process, and filters the system calls of all its
 * threads.  What only an intruder wants (a new process, another program, a
 * connection to somewhere, a look into other processes) ends the process; what
 * is unknown here fails with ENOSYS, so that a library that tries something
 * new falls back to what is known.
 */
int sandbox_calls(struct fail *);

#endif
