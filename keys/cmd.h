/*
 * The commands of feedkey: a row of the table in main.c and a file
 * cmd_NAME.c each.  They parse their options with argp (which ends the
 * program after --help and after wrong usage), call the library and print.
 */
#ifndef FEEDMILL_KEYS_CMD_H
#define FEEDMILL_KEYS_CMD_H

#include <argp.h>
#include <stdbool.h>

struct fail;
struct passphrase;
struct pubkey;
struct seckey;
struct sign_hash;

/* argp keys of options without a letter. */
enum cmd_option {
	CMD_FORCE = 256,
	CMD_NEW_PASSPHRASE_FILE,
	CMD_NO_PASSPHRASE,
	CMD_PASSPHRASE_FILE,
	CMD_REMOVE,
	CMD_UNLOCK,
};

/* Return 0, or -1 with the failure. */
int cmd_generate(int argc, char *argv[], struct fail *);
int cmd_passphrase(int argc, char *argv[], struct fail *);
int cmd_show(int argc, char *argv[], struct fail *);
int cmd_sign(int argc, char *argv[], struct fail *);
int cmd_verify(int argc, char *argv[], struct fail *);

/* Ends the program with FAIL_USAGE if the option was not given. */
void cmd_require(const struct argp_state *, const void *value,
    const char *option);

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
