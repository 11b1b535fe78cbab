#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/path.h"

int
path_join(char out[static PATH_MAX], struct fail *f, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(out, PATH_MAX, fmt, args);
	va_end(args);
	if (n < 0 || n >= PATH_MAX)
		return fail(f, FAIL_USAGE, "%.200s...: the path is too long",
		    out);
	return 0;
}

int
path_make(char *path, struct fail *f)
{
	for (char *c = path + 1; (c = strchr(c, '/')) != NULL; c++) {
		*c = '\0';
		if (mkdir(path, 0755) == -1 && errno != EEXIST)
			return fail_errno(f, "%.200s", path);
		*c = '/';
	}
	return 0;
}
