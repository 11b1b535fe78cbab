/*
 * Secrets: memory that is locked, guarded and wiped (libsodium), and files
 * that nobody but their owner may read.
 */
#ifndef FEEDMILL_SECRET_H
#define FEEDMILL_SECRET_H

#include <stddef.h>

struct fail;

/* n zeroed bytes of guarded memory.  Free with secret_free(). */
void *secret_new(size_t n);

/* Wipes and frees; NULL is allowed. */
void secret_free(void *);

/*
 * The bytes of a regular file of at most max bytes that belongs to the
 * process's user and gives no right to group or others; anything else is
 * refused with FAIL_TRUST.  A NUL follows them.  Free with secret_free().
 */
char *secret_read(const char *path, size_t max, size_t *n, struct fail *);

/*
 * The same of a file that may also be root's, and may be read by a group that
 * the process is in: the secret of a service.
 */
char *secret_read_group(const char *path, size_t max, size_t *n, struct fail *);

/* The same of any regular file, when it may turn out to hold a secret. */
char *secret_read_any(const char *path, size_t max, size_t *n, struct fail *);

#endif
