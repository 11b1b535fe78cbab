/*
 * Passphrases: from a file that is its owner's alone, or typed on the
 * terminal without echo.  They live in guarded memory until they are wiped.
 */
#ifndef FEEDMILL_PASSPHRASE_H
#define FEEDMILL_PASSPHRASE_H

struct fail;

/* As minisign's. */
#define PASSPHRASE_MAX 1022

/* Starts with file (NULL: the terminal) and fail set, the rest zero. */
struct passphrase {
	const char *file;
	struct fail *fail; /* why there is none */
	char *text;
};

/*
 * A keyfile_ask whose argument is a struct passphrase: what is returned
 * lives until passphrase_wipe() or the next question.
 */
const char *passphrase_ask(void *, const char *prompt);

/*
 * As passphrase_ask() for a new one: it may not be empty, and is typed
 * twice if it is typed.
 */
const char *passphrase_choose(struct passphrase *, const char *prompt);

/* Wipes the text; the rest stays. */
void passphrase_wipe(struct passphrase *);

#endif
