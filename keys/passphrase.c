#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "formats/fail.h"
#include "keys/passphrase.h"
#include "keys/secret.h"
#include "keys/terminal.h"

/* The file's one line; its end may be missing. */
static char *
passphrase_from_file(const char *path, struct fail *f)
{
	size_t n;
	char *text = secret_read(path, PASSPHRASE_MAX + 1, &n, f);

	if (text == NULL)
		return NULL;
	if (n > 0 && text[n - 1] == '\n')
		text[--n] = '\0';
	if (n > PASSPHRASE_MAX || strcspn(text, "\r\n") < n) {
		fail(f, FAIL_FORMAT,
		    "%s: want a passphrase of at most %d bytes on one line",
		    path, PASSPHRASE_MAX);
		secret_free(text);
		return NULL;
	}
	return text;
}

static char *
passphrase_typed(const char *prompt, struct fail *f)
{
	char *text = secret_new(PASSPHRASE_MAX + 2);

	if (terminal_ask(prompt, text, PASSPHRASE_MAX + 2, f) == 0)
		return text;
	secret_free(text);
	return NULL;
}

const char *
passphrase_ask(void *arg, const char *prompt)
{
	struct passphrase *p = arg;

	passphrase_wipe(p);
	p->text = p->file != NULL ? passphrase_from_file(p->file, p->fail)
				  : passphrase_typed(prompt, p->fail);
	return p->text;
}

static bool
passphrase_again(const struct passphrase *p)
{
	char *again = passphrase_typed("The same again: ", p->fail);
	bool same = again != NULL && strcmp(again, p->text) == 0;

	if (again != NULL && !same)
		fail(p->fail, FAIL_USAGE, "the two passphrases differ");
	secret_free(again);
	return same;
}

const char *
passphrase_choose(struct passphrase *p, const char *prompt)
{
	if (passphrase_ask(p, prompt) == NULL)
		return NULL;
	if (p->text[0] == '\0')
		fail(p->fail, FAIL_USAGE, "the new passphrase is empty");
	else if (p->file != NULL || passphrase_again(p))
		return p->text;
	passphrase_wipe(p);
	return NULL;
}

void
passphrase_wipe(struct passphrase *p)
{
	secret_free(p->text);
	p->text = NULL;
}
