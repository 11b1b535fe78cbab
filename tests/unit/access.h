/* A feedd's access for unit programs: tokens, peers, and their requests. */
#ifndef FEEDMILL_TEST_ACCESS_H
#define FEEDMILL_TEST_ACCESS_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "feedd/access.h"
#include "feedd/conf.h"
#include "feedd/route.h"
#include "feedd/rules.h"
#include "formats/catalog.h"
#include "tests/unit/tap.h"

#define GOOD                                                                   \
	"listen = \"127.0.0.1:80\"\ntree = \"/srv/f\"\nroot = "                \
	"\"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\"\n"
#define NOW  1000
#define TIME 1795300000

/* A server, and tokens by number. */
struct world {
	struct feedd_conf *conf;
	struct access access;
	struct catalog catalog;
	char tokens[8][TOKEN_TEXT];
	char hashes[8][TOKEN_HASH_TEXT];
};

static inline void
make_tokens(struct world *w)
{
	for (size_t i = 0; i < 8; i++) {
		struct token_hash hash;

		token_make(w->tokens[i]);
		token_read(&hash,
		    (struct text){ w->tokens[i], TOKEN_TEXT - 1 });
		token_hash_text(w->hashes[i], &hash);
	}
	w->catalog = (struct catalog){ .ndbs = 3 };
	strcpy(w->catalog.dbs[0].name, "rbl");
	strcpy(w->catalog.dbs[1].name, "qil");
	strcpy(w->catalog.dbs[2].name, "dul");
}

/* A configuration, in which %0 to %7 are hashes. */
static inline struct feedd_conf *
configure(const struct world *w, const char *said)
{
	char text[8192] = GOOD;
	size_t n = strlen(text);
	struct fail f = { 0 };
	struct feedd_conf *conf;

	for (; *said != '\0'; said++)
		if (*said == '%')
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s",
			    w->hashes[*++said - '0']);
		else
			text[n++] = *said;
	conf = feedd_conf_parse(text, n, "c", &f);
	if (conf == NULL)
		printf("# %s\n", f.msg);
	return conf;
}

static inline void
begin(struct world *w, const char *said)
{
	make_tokens(w);
	w->conf = configure(w, said);
	if (w->conf == NULL)
		exit(1);
	access_begin(&w->access, w->conf->rules);
}

static inline void
change(struct world *w, const char *said, uint64_t now)
{
	struct feedd_conf *conf = configure(w, said);

	if (conf == NULL)
		exit(1);
	access_change(&w->access, conf->rules, now);
	feedd_conf_free(w->conf);
	w->conf = conf;
}

static inline void
finish(struct world *w)
{
	is_int((long long)w->access.addresses.present, 0, "all have gone");
	access_end(&w->access);
	feedd_conf_free(w->conf);
}

/* A peer of IPv4 or IPv6. */
static inline const struct sockaddr *
peer(const char *text)
{
	static union {
		struct sockaddr any;
		struct sockaddr_in ip4;
		struct sockaddr_in6 ip6;
	} at;

	memset(&at, 0, sizeof(at));
	if (inet_pton(AF_INET, text, &at.ip4.sin_addr) == 1)
		at.ip4.sin_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &at.ip6.sin6_addr) == 1)
		at.ip6.sin6_family = AF_INET6;
	return &at.any;
}

/* What is asked, as a test says it: token -1 is none. */
struct asked {
	const char *from, *path;
	int token;
	uint64_t now;
	uint32_t time;
};

static inline struct access_reply
enter_by(struct world *w, struct visitor *v, const struct asked *q, bool waited)
{
	struct route route = route_of(q->path);
	char header[100];
	struct access_asked asked = { .route = &route,
		.peer = peer(q->from),
		.catalog = &w->catalog,
		.time = q->time > 0 ? q->time : TIME,
		.now = q->now > 0 ? q->now : NOW };

	snprintf(header, sizeof(header), "Bearer %.60s",
	    w->tokens[q->token < 0 ? 0 : q->token]);
	if (q->token >= 0)
		asked.authorization = header;
	return waited ? access_again(&w->access, v, &asked)
		      : access_enter(&w->access, v, &asked);
}

static inline struct access_reply
enter(struct world *w, struct visitor *v, const struct asked *q)
{
	return enter_by(w, v, q, false);
}

/* The same of one that has waited. */
static inline struct access_reply
again(struct world *w, struct visitor *v, const struct asked *q)
{
	return enter_by(w, v, q, true);
}

/* One request on a connection of its own. */
static inline struct access_reply
ask(struct world *w, const struct asked *q)
{
	struct visitor v;
	struct access_reply r;

	access_arrive(&w->access, &v, peer(q->from), NOW);
	r = enter(w, &v, q);
	access_leave(&w->access, &v, q->now > 0 ? q->now : NOW);
	access_depart(&w->access, &v, q->now > 0 ? q->now : NOW);
	return r;
}

#endif
