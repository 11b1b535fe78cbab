/* Reading back the file that status_json() writes. */
#ifndef FEEDMILL_STATUS_JSON_H
#define FEEDMILL_STATUS_JSON_H

#include "subscriber/status.h"

/* Fills an empty status: 1, or -1 with FAIL_FORMAT or FAIL_SYSTEM. */
int status_json_read(struct status *, const char *path, struct fail *);

#endif
