/*
 * A program that is run to its end: with no terminal, in a process group of
 * its own, and nothing that it starts there outlives it.
 */
#ifndef FEEDMILL_CHILD_H
#define FEEDMILL_CHILD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "subscriber/meanwhile.h"

/* Of what it says the last bytes are kept, up to this many. */
#define CHILD_SAID_MAX 65536

struct child {
	const char *const *argv; /* argv[0] as a shell finds it; NULL ends it */
	struct rd input;         /* all of its standard input */
	uint64_t file_bytes;     /* no file that it writes gets larger */
	uint64_t memory_bytes;   /* nor its own memory; 0: as it wants */
	uint64_t ms;             /* it is killed after so many */
	/* And once this is true; NULL for never. */
	const atomic_bool *cancelled;
	struct meanwhile meanwhile;
	/* Asked often; it is killed once this fails.  NULL for never. */
	int (*check)(void *arg, struct fail *);
	void *arg;
	uint64_t grace_ms; /* after SIGTERM, before it is killed; 0: none */
	const char *const *environment; /* NULL: our own */
};

/*
 * Runs it and waits.  Puts what it says on standard output and standard error
 * into the writer, which is empty, and gives its exit code: 128 and the number
 * of the signal if one ended it.  Fails with FAIL_SYSTEM if it cannot be run
 * or was cancelled (EINTR), with FAIL_SLOW if its time was over, as check()
 * does.
 */
int child_run(const struct child *, struct wr *said, int *code, struct fail *);

#endif
