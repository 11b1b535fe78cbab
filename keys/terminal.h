/* Questions on the process's terminal, whatever its standard streams are. */
#ifndef FEEDMILL_TERMINAL_H
#define FEEDMILL_TERMINAL_H

#include <stddef.h>

struct fail;

/*
 * Asks for a line that is not echoed, and puts it without its end and with a
 * NUL into buf.  A signal that would end the program ends the question first
 * and finds the terminal as it was.  Fails with FAIL_USAGE where there is no
 * terminal, no line, or one that is too long.
 */
int terminal_ask(const char *prompt, char *buf, size_t size, struct fail *);

#endif
