/* A configuration as a whole: from its text to struct conf. */
#ifndef FEEDMILL_CONF_ROOT_H
#define FEEDMILL_CONF_ROOT_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/conf.h"

struct conf_root {
	const char *text;
	size_t n;
	const char *name; /* for messages */
	bool files;       /* read the allow-lists that it names */
};

/* Fills an empty configuration; what there is of it is freed by the caller. */
int conf_root_read(struct conf *, const struct conf_root *, struct fail *);

#endif
