/*
 * The commands of feedkey: a row of the table in main.c and a file
 * cmd_NAME.c each.  They name the options they take, call the library and
 * print.
 */
#ifndef FEEDMILL_KEYS_CMD_H
#define FEEDMILL_KEYS_CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "formats/catalog.h"
#include "formats/wr.h"
#include "keys/options.h"
#include "keys/roots.h"

struct fail;
struct passphrase;
struct pubkey;
struct seckey;
struct sign_hash;

/* Return 0, or -1 with the failure. */
int cmd_catalog(int argc, char *argv[], struct fail *);
int cmd_generate(int argc, char *argv[], struct fail *);
int cmd_passphrase(int argc, char *argv[], struct fail *);
int cmd_show(int argc, char *argv[], struct fail *);
int cmd_sign(int argc, char *argv[], struct fail *);
int cmd_token(int argc, char *argv[], struct fail *);
int cmd_verify(int argc, char *argv[], struct fail *);

/* Those of "feedkey catalog", in cmd_catalog_NAME.c. */
int cmd_catalog_check(int argc, char *argv[], struct fail *);
int cmd_catalog_make(int argc, char *argv[], struct fail *);
int cmd_catalog_show(int argc, char *argv[], struct fail *);
int cmd_catalog_sign(int argc, char *argv[], struct fail *);

/* A catalog and the bytes of its file, in which the parts lie. */
struct cmd_catalog {
	struct wr bytes;
	struct roots_file file;
	struct catalog catalog;
};

/*
 * Reads a catalog, whoever signed it; failures begin with the path.  Free
 * with cmd_catalog_free(), also after one.
 */
struct cmd_catalog *cmd_catalog_read(const char *path, struct fail *);
void cmd_catalog_free(struct cmd_catalog *);

/* All bytes of its file. */
struct rd cmd_catalog_bytes(const struct cmd_catalog *);

/*
 * Adds a file's bytes, one more than max at the most, so that what is too
 * long is seen to be.
 */
int cmd_read(struct wr *, const char *path, size_t max, struct fail *);

/* The hash of a file's bytes. */
int cmd_hash_file(const char *path, struct sign_hash *, struct fail *);

/*
 * Reads a secret key; its passphrase, if it has one, comes from a file, or
 * is asked for where that is NULL.  Free with seckey_free().
 */
struct seckey *cmd_read_secret(const char *path, const char *passphrase_file,
    struct fail *);

/*
 * Writes a secret key file, locked with a passphrase to be chosen, or plain
 * where that is NULL.
 */
int cmd_put_secret(const struct seckey *, const char *path, struct passphrase *,
    bool replace, struct fail *);

/* "<path><suffix>".  Free with free(). */
char *cmd_path(const char *path, const char *suffix);

/* Prints what a public key file holds under the comment. */
void cmd_print_public(const struct pubkey *);

#endif
