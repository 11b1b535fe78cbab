#include <string.h>

#include "feedd/rules.h"
#include "feedd/token_file.h"
#include "formats/rd.h"
#include "formats/stamp.h"
#include "formats/wr.h"
#include "keys/conf_text.h"

/* A line: hash, access, holder and until when; the last may be missing. */
#define WORDS 4

/* Takes the words off a line.  Returns how many; WORDS + 1: too many. */
static size_t
cut_words(struct text line, struct text words[static WORDS])
{
	const char *p = line.p, *end = line.p + line.len;
	size_t n = 0;

	while (p < end) {
		const char *start = p;

		while (p < end && *p != ' ' && *p != '\t')
			p++;
		if (p > start && n == WORDS)
			return WORDS + 1;
		if (p > start)
			words[n++] = text_of(start, p);
		else
			p++;
	}
	return n;
}

/* NULL, or the broken rule. */
static const char *
take_token(struct rules *r, const struct text words[static WORDS], size_t n,
    uint32_t number)
{
	struct token_hash hash;
	struct rules_token *t;
	const struct grant *g;
	uint32_t until = 0;

	if (n < 3 || n > WORDS)
		return "want a token's hash, an access and a holder, and "
		       "perhaps until when";
	if (token_read(&hash, words[0]))
		return "this is a token itself, of which only the hash stands "
		       "here; whoever reads the file has it now: make another";
	if (!token_hash_read(&hash, words[0]))
		return "want the hash of a token as feedkey token prints it";
	g = rules_grant(r, words[1]);
	if (g == NULL || text_is(words[1], RULES_PUBLIC))
		return "no such access is configured for tokens";
	if (!token_is_name(words[2].p, words[2].len))
		return "a holder is named with letters, digits and .-_@";
	if (n == WORDS &&
	    !stamp_parse(words[3].p, words[3].p + words[3].len, &until))
		return "a time is as 2026-11-21T22:25:00Z";
	t = rules_add_token(r, &hash, g, words[2]);
	t->until = until;
	t->line = number;
	return NULL;
}

/* The line without its comment and a CR. */
static struct text
bare(struct text line)
{
	const char *hash = memchr(line.p, '#', line.len);

	if (hash != NULL)
		return text_of(line.p, hash);
	if (line.len > 0 && line.p[line.len - 1] == '\r')
		line.len--;
	return line;
}

int
token_file_parse(struct rules *r, const char *text, size_t n, const char *name,
    struct fail *f)
{
	struct rd rd = rd_over(text, n);
	struct text line, words[WORDS];

	for (uint32_t number = 1; rd_left(&rd) > 0; number++) {
		const char *rule = NULL;
		size_t left = rd_left(&rd), nwords;

		/* the last line may lack its end */
		if (!text_cut(&rd, '\n', &line)) {
			const char *p = (const char *)rd_take(&rd, left);

			line = text_of(p, p + left);
		}
		nwords = cut_words(bare(line), words);
		if (nwords > 0)
			rule = take_token(r, words, nwords, number);
		if (rule != NULL)
			return fail(f, FAIL_USAGE, "%s:%u: %s", name, number,
			    rule);
	}
	return 0;
}

int
token_file_read(struct rules *r, const char *path, struct fail *f)
{
	struct wr w = { 0 };
	int rc = conf_text_load_more(&w, path, TOKEN_FILE_MAX, f);

	if (rc == 0 && w.len > TOKEN_FILE_MAX)
		rc = fail(f, FAIL_USAGE, "%s: has more than %zu bytes", path,
		    TOKEN_FILE_MAX);
	if (rc == 0)
		rc = token_file_parse(r, (const char *)w.buf, w.len, path, f);
	wr_free(&w);
	return rc;
}
