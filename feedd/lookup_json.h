/* What is said of an address that is looked up, as JSON (RFC 8259). */
#ifndef FEEDMILL_LOOKUP_JSON_H
#define FEEDMILL_LOOKUP_JSON_H

#include <stdbool.h>
#include <stdint.h>

struct lookup;
struct lookup_question;
struct stock;

/* Whose answer it is, and of what. */
struct lookup_json {
	const struct lookup *lookup;
	const struct stock *stock;
	const struct lookup_question *question;
	/* Whether the asker may hear of a database; NULL: of all. */
	bool (*may)(const void *arg, const char *db);
	const void *arg;
	bool listed; /* somewhere: set by what follows */
};

/* Whether a set is being read that this needs. */
bool lookup_json_early(const struct lookup_json *);

/* The text, for free(). */
char *lookup_json_text(struct lookup_json *);

/* One that only says what is wrong, for free(). */
char *lookup_json_error(const char *);

#endif
