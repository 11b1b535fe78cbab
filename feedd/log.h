/*
 * The access log.  Lines are collected here and written by a worker, so that
 * the thread that serves never waits for a disk; those for which there is no
 * room meanwhile, or on the disk, are lost and counted.
 */
#ifndef FEEDMILL_FEEDD_LOG_H
#define FEEDMILL_FEEDD_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

struct feedd_log;

/* Bytes of lines that wait to be written. */
#define LOG_BUFFER ((size_t)1 << 20)

/* Opens a file to append to, made if it is not there; -1 with a failure. */
int feedd_log_file(const char *path, struct fail *);

/* Takes the descriptor over, also when it fails: NULL. */
struct feedd_log *feedd_log_start(int fd, struct fail *);

/* Writes what is left, and waits for that.  NULL is allowed. */
void feedd_log_stop(struct feedd_log *);

/* Goes on in another file, whose descriptor it takes over. */
void feedd_log_turn(struct feedd_log *, int fd);

/* Adds a line, its LF included. */
void feedd_log_add(struct feedd_log *, const char *line, size_t n);

/*
 * To be called once a second.  Fails once when lines cannot be written any
 * more.  NULL is allowed.
 */
int feedd_log_look(struct feedd_log *, struct fail *);

/* Lines that were written, and that were lost. */
struct feedd_log_count {
	uint64_t written, lost;
};

/* Nothing of NULL. */
struct feedd_log_count feedd_log_count(const struct feedd_log *);

#endif
