#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/fail.h"
#include "keys/passphrase.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

static char path[] = "/tmp/feedmill-passphrase.XXXXXX";

static const struct file_case {
	const char *bytes;
	const char *want;   /* the passphrase, or NULL */
	const char *reason; /* why there is none */
	bool may_be_new;
} cases[] = {
	{ "two words\n", "two words", "", true },
	{ "no end", "no end", "", true },
	{ " blanks stay \n", " blanks stay ", "", true },
	{ "\n", "", "", false },
	{ "", "", "", false },
	{ "two\nlines\n", NULL, "on one line", false },
	{ "end\n\n", NULL, "on one line", false },
	{ "windows\r\n", NULL, "on one line", false },
};

static void
fill(const char *bytes, mode_t mode)
{
	put(path, bytes);
	chmod(path, mode);
}

static void
test_file(const struct file_case *c)
{
	struct fail f = { 0 }, g = { 0 };
	struct passphrase asked = { path, &f, NULL };
	struct passphrase chosen = { path, &g, NULL };
	const char *have;

	fill(c->bytes, 0600);
	have = passphrase_ask(&asked, "?");
	ok((have == NULL) == (c->want == NULL) &&
		(have == NULL || strcmp(have, c->want) == 0) &&
		strstr(f.msg, c->reason) != NULL,
	    "asked: %s%s", have != NULL ? have : "", f.msg);
	have = passphrase_choose(&chosen, "?");
	ok((have != NULL) == c->may_be_new &&
		(have == NULL) == (g.kind != FAIL_NONE),
	    "chosen: %s%s", have != NULL ? have : "", g.msg);
	passphrase_wipe(&asked);
	passphrase_wipe(&chosen);
	ok(asked.text == NULL && chosen.text == NULL, "wiped");
}

static void
test_limits(void)
{
	char words[PASSPHRASE_MAX + 3];
	struct fail f = { 0 };
	struct passphrase p = { path, &f, NULL };
	const char *have;

	memset(words, 'x', sizeof(words));
	memcpy(words + PASSPHRASE_MAX, "\n", sizeof("\n"));
	fill(words, 0600);
	have = passphrase_ask(&p, "?");
	ok(have != NULL && strlen(have) == PASSPHRASE_MAX, "the longest");
	memcpy(words + PASSPHRASE_MAX, "x", sizeof("x"));
	fill(words, 0600);
	ok(passphrase_ask(&p, "?") == NULL, "%s", f.msg);
	memcpy(words + PASSPHRASE_MAX, "x\n", sizeof("x\n"));
	fill(words, 0600);
	f = (struct fail){ 0 };
	ok(passphrase_ask(&p, "?") == NULL, "%s", f.msg);
	fill("x\n", 0640);
	f = (struct fail){ 0 };
	ok(passphrase_ask(&p, "?") == NULL && f.kind == FAIL_TRUST, "%s",
	    f.msg);
	passphrase_wipe(&p);
}

int
main(void)
{
	int fd = mkstemp(path);

	if (fd == -1)
		return 1;
	close(fd);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		test_file(&cases[i]);
	test_limits();
	unlink(path);
	return tap_end();
}
