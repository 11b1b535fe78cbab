/*
 * The operators' log, <state>/log: what guards refused, what was accepted all
 * the same, which sources were retired, and when a tree came back.
 */
#ifndef FEEDMILL_LOG_H
#define FEEDMILL_LOG_H

#include <stdint.h>

#include "formats/fail.h"

/* Adds "TIME WHAT TEXT"; what is a database or "failed". */
int log_add(const char *state, uint32_t now, const char *what, const char *text,
    struct fail *);

#endif
