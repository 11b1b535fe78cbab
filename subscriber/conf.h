/*
 * The configuration of feedsub; feedsub.conf(5) is its manual.  Everything is
 * checked when it is read: whoever has a struct conf needs no more checks.
 *
 *	state = "/var/lib/feedsub"
 *	feed example {
 *		root = { "RWQ...", "/etc/feedmill/root.pub" }
 *		threshold = 1
 *		source = { "https://feed.example.net", "rsync://..." }
 *		database qil {
 *			stale = keep
 *			output rbldnsd {
 *				file = "/var/lib/rbldns/qil"
 *				origin = "qil.example.net"
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
#include "keys/roots.h"
#include "subscriber/fetch.h"

#define SUB_CONF_PATH  "/etc/feedmill/feedsub.conf"
#define SUB_STATE_PATH "/var/lib/feedsub"

/* One file that a database is written to. */
struct sub_output {
	const struct zone_format *format;
	char *file;            /* an absolute path */
	struct zone_info zone; /* names and times; texts are the conf's own */
	char *hook;            /* for /bin/sh after it changed; NULL for none */
	unsigned hook_seconds;
	bool restamp; /* rewritten at half of its life (rbldnsd's) */
};

/* What is done with a feed past its valid-until. */
enum sub_stale {
	SUB_KEEP,
	SUB_EMPTY, /* but for test entries */
};

struct sub_db {
	char name[NAME_DB_MAX + 1];
	enum sub_stale stale;
	struct sub_output *outputs;
	size_t noutputs;
};

/* One tree, whoever carries it. */
struct sub_feed {
	char *name; /* as a database's name is */
	struct roots roots;
	struct fetch_conf *sources; /* in the order to try them */
	size_t nsources;
	struct sub_db *dbs;
	size_t ndbs;
	unsigned interval; /* seconds between looks; 0: as the catalog says */
	unsigned skew;     /* seconds that clocks may differ */
};

struct sub_conf {
	char *state;    /* folder */
	char *textfile; /* of node_exporter, NULL for none */
	struct sub_feed *feeds;
	size_t nfeeds;
};

/* NULL with a failure of "file:line: ...".  Free with sub_conf_free(). */
struct sub_conf *sub_conf_read(const char *path, struct fail *);
struct sub_conf *sub_conf_parse(const char *text, size_t n, const char *name,
    struct fail *);
void sub_conf_free(struct sub_conf *);

/* The feed of a name, or the only one for NULL; NULL with FAIL_USAGE. */
const struct sub_feed *sub_conf_feed(const struct sub_conf *, const char *name,
    struct fail *);

#endif
