/* A clock for waiting: it only goes forward, and says nothing of the date. */
#ifndef FEEDMILL_CLOCK_H
#define FEEDMILL_CLOCK_H

#include <stdint.h>

uint64_t clock_ms(void);

#endif
