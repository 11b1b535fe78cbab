/* The roots that somebody pins, as configurations and command lines say. */
#ifndef FEEDMILL_PIN_H
#define FEEDMILL_PIN_H

#include <stdint.h>

struct fail;
struct roots;

/*
 * Adds the key of a base64 text, or of a file: an absolute path.  0, or -1
 * with FAIL_USAGE.
 */
int pin_root(struct roots *, const char *, struct fail *);

/*
 * Sets the threshold once all roots are there, of which one is enough; 0:
 * more than half of them.  0, or -1 with FAIL_USAGE.
 */
int pin_threshold(struct roots *, uint32_t, struct fail *);

#endif
