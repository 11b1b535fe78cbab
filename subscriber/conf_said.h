/*
 * What a file says, before it is put together: the options of its sections and
 * their readers.
 */
#ifndef FEEDMILL_CONF_SAID_H
#define FEEDMILL_CONF_SAID_H

#include <confuse.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/zone.h"
#include "keys/conf_key.h"
#include "subscriber/conf.h"

/* The most options of a section, with its sections, mark and end. */
#define CONF_SAID_MAX 32

/* A yes or no that may be left to what is said elsewhere. */
enum said_choice {
	SAID_NOTHING,
	SAID_YES,
	SAID_NO,
};

/* What is said of how a source is reached. */
struct said_access {
	char *proxy, *ca_file, *cert_file, *key_file;
	char *token_file, *password_file, *rsync_program;
	uint32_t connect, stall, total;
	enum said_choice wait;
};

/* What is said of an output, in its section or for all of a feed. */
struct said_output {
	char *file, *origin, *contact, *hook;
	char *ns[ZONE_NS_MAX];
	size_t nns;
	uint32_t ttl, hook_seconds;
};

/* What is said of a feed besides its sections. */
struct said_feed {
	struct said_access access;
	struct said_output output; /* of its origin theirs are below */
	enum sub_stale stale;
	uint32_t interval, skew, threshold;
};

/* All that is read besides the feeds. */
struct said_whole {
	char *state, *textfile;
};

/* What each section may have. */
extern const struct conf_key conf_said_whole[], conf_said_feed[];
extern const struct conf_key conf_said_output[]; /* of a feed and an output */
extern const struct conf_key conf_said_file[];   /* of an output alone */
extern const struct conf_key conf_said_access[]; /* of a feed and a source */
extern const struct conf_key conf_said_secret[]; /* of a source alone */
extern const struct conf_key conf_said_stale[];  /* of a database */

/* Free what the fields hold. */
void conf_said_free_access(struct said_access *);
void conf_said_free_output(struct said_output *);

/* How the whole is laid out. */
struct conf_said_layout {
	cfg_opt_t access[CONF_SAID_MAX];
	cfg_opt_t output[CONF_SAID_MAX];
	cfg_opt_t database[CONF_SAID_MAX];
	cfg_opt_t feed[CONF_SAID_MAX];
	cfg_opt_t root[CONF_SAID_MAX];
};

void conf_said_lay_out(struct conf_said_layout *);

#endif
