#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/set.h"
#include "formats/wr.h"
#include "subscriber/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Its format writes with the names that it has. */
static void
check_output(const struct sub_output *o)
{
	struct set *none = set_new();
	struct fail f = { 0 };
	struct wr w = { 0 };

	if (o->file[0] != '/' || o->hook_seconds == 0 ||
	    o->format->write(&w, none, &o->zone, &f) == -1)
		abort();
	wr_free(&w);
	set_free(none);
}

/* What is read needs no more checks. */
static void
check(const struct sub_conf *c)
{
	struct fail f = { 0 };

	if (c->nfeeds == 0 || c->state[0] != '/')
		abort();
	for (size_t i = 0; i < c->nfeeds; i++) {
		const struct sub_feed *feed = &c->feeds[i];

		if (sub_conf_feed(c, feed->name, &f) != feed ||
		    feed->nsources == 0 || feed->ndbs == 0 ||
		    feed->roots.threshold == 0 ||
		    feed->roots.threshold > feed->roots.n)
			abort();
		for (size_t k = 0; k < feed->ndbs; k++)
			for (size_t o = 0; o < feed->dbs[k].noutputs; o++)
				check_output(&feed->dbs[k].outputs[o]);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct fail f = { 0 };
	struct sub_conf *c;

	/* root keys are read from files: not from devices */
	if (memmem(text, size, "/dev", 4) != NULL ||
	    memmem(text, size, "/proc", 5) != NULL)
		return 0;
	c = sub_conf_parse(text, size, "fuzz.conf", &f);
	if ((c == NULL) != (f.kind == FAIL_USAGE) ||
	    (c == NULL && strncmp(f.msg, "fuzz.conf:", 10) != 0))
		abort();
	if (c != NULL)
		check(c);
	sub_conf_free(c);
	return 0;
}
