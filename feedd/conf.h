/*
 * The configuration of feedd; feedd.conf(5) is its manual.  Everything is
 * checked when it is read.
 *
 *	listen = { "127.0.0.1:8080", "[::1]:8080" }
 *	listen-tls = { "192.0.2.80:443" }
 *	tls-certificate = "/etc/feedmill/tls.pem"
 *	tls-key = "/etc/feedmill/tls.key"
 *	access-log = "/var/log/feedmill/access.log"
 *
 * and what is served, see conf_site.h, and to whom, see conf_access.h.
 */
#ifndef FEEDMILL_FEEDD_CONF_H
#define FEEDMILL_FEEDD_CONF_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/fail.h"

#define FEEDD_CONF_PATH  "/etc/feedmill/feedd.conf"

#define FEEDD_LISTEN_MAX 16

/* An address and a port to listen at. */
struct feedd_listen {
	union {
		struct sockaddr any;
		struct sockaddr_in ip4;
		struct sockaddr_in6 ip6;
		struct sockaddr_storage all;
	} at;

	bool tls;
	char text[64]; /* as it was written */
};

struct conf_site;
struct rules;

struct feedd_conf {
	struct feedd_listen listens[FEEDD_LISTEN_MAX];
	size_t nlistens;
	char *tls_certificate, *tls_key; /* absolute paths, or NULL */
	struct conf_site *sites; /* that at /v1 first, if there is one */
	size_t nsites;
	char
	    *trees; /* the folder of those to come, an absolute path, or NULL */
	char **files; /* that it names and that are read with it */
	size_t nfiles, files_cap;
	char *access_log;     /* an absolute path; NULL for none */
	uint32_t connections; /* at once, 0: as many as descriptors allow */
	struct rules *rules;  /* of access */
	char *user;           /* to become if root starts it, or NULL */
	bool sandbox;         /* see sandbox.h */
};

/* Reads "address:port" or "[address]:port".  NULL, or the broken rule. */
const char *feedd_listen_parse(struct feedd_listen *, const char *);

/* Whether two are the same address and port, or else the same text. */
bool feedd_listen_same(const struct feedd_listen *,
    const struct feedd_listen *);

/* A socket that listens there, or -1. */
int feedd_listen_open(const struct feedd_listen *, struct fail *);

/* Remembers one that was read. */
void feedd_conf_file(struct feedd_conf *, const char *path);

/*
 * Reads a file, and those of root keys that it names.  NULL with a failure of
 * "file:line: ...".  Free with feedd_conf_free().
 */
struct feedd_conf *feedd_conf_read(const char *path, struct fail *);
struct feedd_conf *feedd_conf_parse(const char *text, size_t n,
    const char *name, struct fail *);

void feedd_conf_free(struct feedd_conf *);

#endif
