/*
 * Rules of access: what each access is allowed, who has it, and how these are
 * known: by a token, or by the network that they come from.  Made when a
 * configuration is read, never changed after rules_end().
 *
 * A holder is who limits are counted for.  Each access has one for the tokens
 * of its own section and its networks; those of the token file are others, by
 * name.
 */
#ifndef FEEDMILL_RULES_H
#define FEEDMILL_RULES_H

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feedd/networks.h"
#include "feedd/site_name.h"
#include "formats/fail.h"
#include "keys/token.h"

/* The access that everybody has. */
#define RULES_PUBLIC "public"

/* A minute's requests and bytes, and how many at once; 0: any number. */
struct limits {
	uint64_t requests, bytes;
	uint32_t waits;
	uint32_t connections; /* of an address; the public access alone */
};

struct grant {
	char name[TOKEN_NAME_MAX + 1];
	char (*dbs)[SITE_DB]; /* as site_name_is_choice() has them */
	size_t ndbs;          /* 0: all that are served */
	struct limits limits;
	uint32_t until;       /* 0: without end */
	struct networks from; /* where its tokens are good; none: anywhere */
};

struct holder {
	const char *name; /* empty: of the access itself */
	uint32_t grant;
};

struct rules_token {
	struct token_hash hash;
	uint64_t place; /* among the others */
	uint32_t grant, holder;
	uint32_t until; /* 0: with the access */
	uint32_t line;  /* of the token file; 0: of a section */
	char *name;     /* of the holder, or NULL */
};

struct rules {
	struct grant *grants;
	size_t ngrants, grants_cap;
	const struct grant *public; /* NULL: nobody has access just so */
	bool sited;                 /* there are sites with names */
	struct limits address; /* of an address that nothing else is known of */
	struct rules_token *tokens;
	size_t ntokens, tokens_cap;
	struct holder *holders; /* those of the accesses first */
	size_t nholders;
	struct networks networks; /* by grant, which is its holder */
	struct networks status;   /* who may see figures */
	struct networks proxies;
	uint8_t salt[crypto_shorthash_KEYBYTES];
};

struct rules *rules_new(void);
void rules_free(struct rules *);

/* Adds an access without anything; valid until the next one is added. */
struct grant *rules_add_grant(struct rules *, const char *name);

/* An access by its name, NULL if there is none. */
struct grant *rules_grant(const struct rules *, struct text name);

/* Adds a token of an access; the holder is empty for the access itself. */
struct rules_token *rules_add_token(struct rules *, const struct token_hash *,
    const struct grant *, struct text holder);

/*
 * After everything was added.  Fails, saying where, for a token or a network
 * that is there twice.
 */
int rules_end(struct rules *, struct fail *);

/* The token of a hash, or NULL.  How long it takes tells nothing of others. */
const struct rules_token *rules_token(const struct rules *,
    const struct token_hash *);

/* Whether the access has the database, by its full name. */
bool grant_has(const struct grant *, const char *db);

/* Whether it has anything of a site. */
bool grant_has_some(const struct grant *, const char *site);

#endif
