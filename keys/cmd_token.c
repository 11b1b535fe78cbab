#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/stamp.h"
#include "keys/cmd.h"
#include "keys/options.h"
#include "keys/token.h"

struct args {
	uint32_t until; /* 0: without end */
};

static const struct options_row options[] = {
	{ "until", 0, "TIME", "It is good until then (without end)",
	    options_time, offsetof(struct args, until) },
	{ 0 },
};

static void
judge(const void *args, char *const operands[], const struct argp_state *state)
{
	const struct args *a = args;

	if (operands[0] == NULL) {
		if (a->until != 0)
			argp_error(state,
			    "--until is for the line of a token file: say for "
			    "which ACCESS and HOLDER");
		return;
	}
	if (operands[1] == NULL)
		argp_error(state, "which holder of \"%s\"?", operands[0]);
	for (size_t i = 0; i < 2; i++)
		if (!token_is_name(operands[i], strlen(operands[i])))
			argp_error(state,
			    "\"%s\": a name has at most %d of a-z, A-Z, 0-9, "
			    "\".\", \"-\", \"_\" and \"@\", a letter or digit "
			    "first",
			    operands[i], TOKEN_NAME_MAX);
}

/* The line of the token file, or of a section of feedd.conf. */
static void
print_line(const char *token, char *const operands[], const struct args *a)
{
	struct token_hash hash;
	char hex[TOKEN_HASH_TEXT], until[STAMP_TEXT] = "";

	token_read(&hash, (struct text){ token, strlen(token) });
	token_hash_text(hex, &hash);
	if (a->until != 0)
		stamp_text(until, a->until);
	if (operands[0] == NULL)
		printf("token = \"%s\"\n", hex);
	else
		printf("%s %s %s%s%s\n", hex, operands[0], operands[1],
		    until[0] != '\0' ? " " : "", until);
}

int
cmd_token(int argc, char *argv[], struct fail *f)
{
	static const struct options_shape shape = { "[ACCESS HOLDER]",
		"Makes an access token, which is shown this once, and the line "
		"by which feedd knows it: of its token file where an access "
		"and a holder are named, else of a section of feedd.conf.",
		0, 2, judge };
	struct args a = { 0 };
	char token[TOKEN_TEXT], **operands;

	operands = options_parse(options, &shape, &a, argc, argv);
	if (sodium_init() < 0)
		return fail(f, FAIL_SYSTEM, "no random numbers to be had");
	token_make(token);
	puts(token);
	print_line(token, operands, &a);
	sodium_memzero(token, sizeof(token));
	if (fflush(stdout) != 0)
		return fail_errno(f, "standard output");
	return 0;
}
