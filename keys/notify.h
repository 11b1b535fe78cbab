/*
 * Telling a service manager how a service is: sd_notify(3)'s protocol, a
 * datagram to the socket that the environment names.
 */
#ifndef FEEDMILL_NOTIFY_H
#define FEEDMILL_NOTIFY_H

#include <stdint.h>

/* As "READY=1".  Does nothing where nobody wants to know. */
void notify(const char *state);

/* A connection for it, for who cannot make one later; -1 where nobody is. */
int notify_open(void);
void notify_send(int fd, const char *state);

/* Seconds after which "WATCHDOG=1" is missed, 0 for never. */
uint32_t notify_watchdog(void);

#endif
