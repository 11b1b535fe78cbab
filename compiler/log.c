#include <stdio.h>
#include <string.h>

#include "compiler/log.h"
#include "compiler/statefile.h"
#include "formats/stamp.h"

int
log_add(const char *state, uint32_t now, const char *what, const char *text,
    struct fail *f)
{
	char path[PATH_MAX], stamp[STAMP_TEXT], line[1024];

	if (statefile_path(path, state, "log", f) == -1)
		return -1;
	stamp_text(stamp, now);
	snprintf(line, sizeof(line) - 1, "%s %s %s", stamp, what, text);
	memcpy(line + strlen(line), "\n", 2);
	return statefile_append(path, line, f);
}
