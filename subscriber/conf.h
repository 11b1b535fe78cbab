/*
 * The configuration of feedsub; feedsub.conf(5) is its manual.  Everything is
 * checked when it is read: whoever has a struct sub_conf needs no more checks.
 *
 *	state = "/var/lib/feedsub"
 *	feed example {
 *		root = { "RWQ...", "/etc/feedmill/root.pub" }
 *		source = { "https://feed.example.net", "rsync://..." }
 *		access "https://feed.example.net" {
 *			token-file = "/etc/feedmill/token"
 *		}
 *		origin = "bl.example.net"
 *		database qil {
 *			stale = empty
 *			output rbldnsd {
 *				file = "/var/lib/rbldns/qil"
 *				hook = "..."
 *			}
 *		}
 *	}
 */
#ifndef FEEDMILL_SUBSCRIBER_CONF_H
#define FEEDMILL_SUBSCRIBER_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"
#include "formats/name.h"
#include "formats/zone.h"
#include "keys/options.h"
#include "keys/roots.h"
#include "subscriber/fetch.h"

#define SUB_CONF_PATH  "/etc/feedmill/feedsub.conf"
#define SUB_STATE_PATH "/var/lib/feedsub"

/* One file that a database is written to. */
struct sub_output {
	const struct zone_format *format;
	const char *file;      /* an absolute path */
	struct zone_info zone; /* but for its serial and times of writing */
	const char *hook;      /* for /bin/sh after it changed; NULL for none */
	uint32_t hook_seconds;
	bool restamp; /* rewritten at half of its life (rbldnsd's) */
};

/* What is done with a feed past its valid-until. */
enum sub_stale {
	SUB_EMPTY, /* only its test entries stay: the default */
	SUB_KEEP,
};

struct sub_db {
	char name[NAME_DB_MAX + 1];
	enum sub_stale stale;
	struct sub_output *outputs;
	size_t noutputs;
};

/* One tree, whoever carries it. */
struct sub_feed {
	const char *name; /* as a database's name is */
	struct roots roots;
	struct fetch_conf *sources; /* in the order to try them */
	size_t nsources;
	struct sub_db *dbs;
	size_t ndbs;
	uint32_t interval; /* seconds between looks; 0: as the catalog says */
	uint32_t skew;     /* seconds that clocks may differ */
};

struct sub_conf {
	const char *state;    /* folder */
	const char *textfile; /* of node_exporter, NULL for none */
	struct sub_feed *feeds;
	size_t nfeeds;
	char **texts; /* all of the above that are texts */
	size_t ntexts;
};

/*
 * Reads a file, and those of root keys that it names.  NULL with a failure of
 * "file:line: ...".  Free with sub_conf_free().
 */
struct sub_conf *sub_conf_read(const char *path, struct fail *);
struct sub_conf *sub_conf_parse(const char *text, size_t n, const char *name,
    struct fail *);
void sub_conf_free(struct sub_conf *);

/* What a command line says where there is no file. */
struct sub_args {
	struct options_list roots;   /* keys or their files */
	struct options_list sources; /* urls */
	struct options_list outputs; /* FORMAT:FILE */
	const char *state;           /* NULL: SUB_STATE_PATH */
	const char *origin;          /* NULL: below feedmill.internal */
	const char *hook;            /* NULL for none */
};

/*
 * One feed, called SUB_ARGS_FEED, from a command line.  "{db}" in the origin
 * and in files stands for the database; relative paths are made absolute.
 */
#define SUB_ARGS_FEED "feed"
struct sub_conf *sub_conf_of_args(const struct sub_args *, char *const *dbs,
    struct fail *);

/* The feed of a name, or the only one for NULL; NULL with FAIL_USAGE. */
const struct sub_feed *sub_conf_feed(const struct sub_conf *, const char *name,
    struct fail *);

#endif
