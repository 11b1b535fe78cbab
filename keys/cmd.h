/*
 * The commands of feedkey: a row of the table in main.c and a file
 * cmd_NAME.c each.  They name the options they take, call the library and
 * print.
 */
#ifndef FEEDMILL_KEYS_CMD_H
#define FEEDMILL_KEYS_CMD_H

#include <stdbool.h>

struct fail;
struct passphrase;
struct pubkey;
struct seckey;
struct sign_hash;

/* Return 0, or -1 with the failure. */
int cmd_generate(int argc, char *argv[], struct fail *);
int cmd_passphrase(int argc, char *argv[], struct fail *);
int cmd_show(int argc, char *argv[], struct fail *);
int cmd_sign(int argc, char *argv[], struct fail *);
int cmd_verify(int argc, char *argv[], struct fail *);

/* The hash of a file's bytes. */
int cmd_hash_file(const char *path, struct sign_hash *, struct fail *);

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
