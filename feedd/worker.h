/*
 * A worker: one thread beside the one that serves, for what takes its time.
 * It has one job at a time.  A job is the giver's, then the worker's alone
 * until it is taken back, and what it leads to is not changed meanwhile: that
 * is all there is to keep the two apart.
 */
#ifndef FEEDMILL_WORKER_H
#define FEEDMILL_WORKER_H

#include "formats/fail.h"

struct worker;

/* Does a job, in the worker's thread. */
typedef void worker_do(void *job);

/* Signals that are blocked here are blocked there.  NULL with a failure. */
struct worker *worker_start(worker_do *, struct fail *);

/* A descriptor, readable when a job is done. */
int worker_fd(const struct worker *);

/* Gives it a job; the last one was taken back. */
void worker_give(struct worker *, void *job);

/* Takes the job back once it is done; NULL if there is none or it is not. */
void *worker_take(struct worker *);

/* Ends the thread, after its job if it has one: that is returned.  Frees it. */
void *worker_stop(struct worker *);

#endif
