#include <stdlib.h>
#include <string.h>

#include "formats/fail.h"
#include "formats/minisig.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "keys/sign.h"
#include "tests/unit/key.h"
#include "tests/unit/tap.h"

#define COMMENT "a trusted comment"

/* The message of a check, "" if the signature is good. */
static const char *
check(struct fail *f, struct rd sig, struct rd text)
{
	struct sign_hash h = sign_hash_of(text.p, rd_left(&text));
	struct pubkey key;

	*f = (struct fail){ 0 };
	if (pubkey_read(&key, KEY_DATA "good.pub", f) == -1)
		exit(1);
	if (sign_check(sig.p, rd_left(&sig), &h, &key, f) == 0)
		return "";
	return f->kind == FAIL_TRUST ? f->msg : "not FAIL_TRUST";
}

static const struct file_case {
	const char *minisig;
	const char *text;
	const char *want; /* in the message, "" if the signature is good */
} files[] = {
	{ "good-text.minisig", "good-text", "" },
	{ "good-transplant.minisig", "good-transplant", "" },
	{ "good-text.minisig", "good-transplant", "not one of these bytes" },
	{ "bad-base64.minisig", "good-text", "line 2: want 74 bytes" },
	{ "bad-comment.minisig", "good-text", "trusted comment is not by" },
	{ "bad-cr.minisig", "good-text", "line 3: control character 0x0d" },
	{ "bad-crlf.minisig", "good-text", "line 1: control character 0x0d" },
	{ "bad-escape.minisig", "good-text", "line 1: control character 0x1b" },
	{ "bad-key-id.minisig", "good-text", "want key 47A2D8160E9B8690" },
	{ "bad-legacy.minisig", "good-text", "not legacy \"Ed\"" },
	{ "bad-no-global.minisig", "good-text", "line 4: line missing" },
	{ "bad-no-newline.minisig", "good-text",
	    "line 4: line without an end" },
	{ "bad-signature.minisig", "good-text", "not one of these bytes" },
	{ "bad-trailing.minisig", "good-text", "14 bytes after line 4" },
};

static void
test_files(void)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const struct file_case *c = &files[i];
		size_t sig_len, text_len;
		char *sig = key_data(c->minisig, &sig_len);
		char *text = key_data(c->text, &text_len);
		struct fail f;
		const char *have =
		    check(&f, rd_over(sig, sig_len), rd_over(text, text_len));

		ok((*have == '\0') == (*c->want == '\0') &&
			strstr(have, c->want) != NULL,
		    "%s: %s", c->minisig, have);
		free(sig);
		free(text);
	}
}

/* minisign's bytes, and what is read is printed as it was. */
static void
test_golden(void)
{
	size_t sig_len, text_len;
	char *sig = key_data("good-text.minisig", &sig_len);
	char *text = key_data("good-text", &text_len);
	struct seckey *key = key_plain();
	struct sign_hash h = sign_hash_of(text, text_len);
	struct rd r = rd_over(sig, sig_len);
	struct signature s;
	struct fail f = { 0 };
	struct wr w = { 0 };

	sign_file_text(&w, key, &h, COMMENT);
	ok(w.len == sig_len && memcmp(w.buf, sig, sig_len) == 0,
	    "signs as minisign does");
	w.len = 0;
	ok(sign_parse(&s, &r, &f) == 0 && rd_left(&r) == 0, "parses");
	sign_print(&w, &s);
	ok(w.len == sig_len && memcmp(w.buf, sig, sig_len) == 0,
	    "prints what it parsed");
	ok(s.trusted_len == strlen(COMMENT) &&
		memcmp(s.trusted, COMMENT, s.trusted_len) == 0,
	    "gives the trusted comment");
	wr_free(&w);
	seckey_free(key);
	free(sig);
	free(text);
}

/* Nobody vouches for the text of the first comment. */
static bool
is_free(const char *sig, size_t at)
{
	return at >= strlen(KEYLINE_UNTRUSTED) &&
	    at < (size_t)(strchr(sig, '\n') - sig);
}

static void
test_flips(void)
{
	size_t sig_len, text_len, wrong = 0, flips = 0;
	char *sig = key_data("good-text.minisig", &sig_len);
	char *text = key_data("good-text", &text_len);
	struct fail f;

	for (size_t bit = 0; bit < 8 * sig_len; bit++) {
		if (is_free(sig, bit / 8))
			continue;
		sig[bit / 8] ^= (char)(1 << bit % 8);
		if (*check(&f, rd_over(sig, sig_len),
			rd_over(text, text_len)) == '\0')
			wrong++;
		sig[bit / 8] ^= (char)(1 << bit % 8);
		flips++;
	}
	is_int((long long)flips, 8 * (279 - 34), "flips tried");
	is_int((long long)wrong, 0, "no flipped bit of a signature passes");
	wrong = 0;
	for (size_t n = 0; n < sig_len; n++) {
		if (*check(&f, rd_over(sig, n), rd_over(text, text_len)) ==
		    '\0')
			wrong++;
	}
	is_int((long long)wrong, 0, "no prefix of a signature passes");
	free(sig);
	free(text);
}

static void
test_hash(void)
{
	uint8_t bytes[1000];
	struct seckey *key = key_plain();
	struct sign_hash whole, pieces;
	struct wr a = { 0 }, b = { 0 };

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7);
	whole = sign_hash_of(bytes, sizeof(bytes));
	sign_hash_init(&pieces);
	for (size_t i = 0, n = 0; i < sizeof(bytes); i += n++) {
		n = n < sizeof(bytes) - i ? n : sizeof(bytes) - i;
		sign_hash_add(&pieces, bytes + i, n);
	}
	sign_file_text(&a, key, &whole, "");
	sign_file_text(&b, key, &pieces, "");
	ok(a.len == b.len && memcmp(a.buf, b.buf, a.len) == 0,
	    "a hash in pieces is the hash of the whole");
	wr_free(&a);
	wr_free(&b);
	seckey_free(key);
}

static const struct comment_case {
	const char *comment;
	const char *want;
} comments[] = {
	{ "", "" },
	{ "db=qil serial=7\tT=2026-11-21T22:25:00Z", "" },
	{ "Gr\xc3\xb6\xc3\x9f"
	  "e",
	    "" },
	{ "no-break\xc2\xa0space", "" },
	{ "two\nlines", "control character 0x0a at byte 4" },
	{ "cut\rhere", "control character 0x0d at byte 4" },
	{ "\x1b[31m", "control character 0x1b at byte 1" },
	{ "\x7f", "control character 0x7f at byte 1" },
	{ "a\xc2\x9b"
	  "31m",
	    "control character 0xc2 at byte 2" },
	{ "a\xc2\x80", "control character 0xc2 at byte 2" },
	{ "a\xc2\x9f", "control character 0xc2 at byte 2" },
	{ "\xc2", "" },
};

static void
test_comments(void)
{
	char longest[SIGN_COMMENT_MAX + 2];
	struct fail f = { 0 };

	for (size_t i = 0; i < sizeof(comments) / sizeof(comments[0]); i++) {
		struct fail g = { 0 };
		int rc = sign_comment_check(comments[i].comment, &g);

		ok((rc == 0) == (*comments[i].want == '\0') &&
			strstr(g.msg, comments[i].want) != NULL &&
			g.kind == (rc == 0 ? FAIL_NONE : FAIL_USAGE),
		    "comment %zu: %s", i + 1, g.msg);
	}
	memset(longest, 'x', sizeof(longest));
	longest[SIGN_COMMENT_MAX] = '\0';
	ok(sign_comment_check(longest, &f) == 0, "longest comment");
	longest[SIGN_COMMENT_MAX] = 'x';
	longest[SIGN_COMMENT_MAX + 1] = '\0';
	ok(sign_comment_check(longest, &f) == -1, "%s", f.msg);
}

/* The longest comments fit what SIGN_FILE_MAX promises, and come back. */
static void
test_longest(void)
{
	char longest[SIGN_COMMENT_MAX + 1];
	struct seckey *key = key_plain();
	struct sign_hash h = sign_hash_of("x", 1);
	struct signature s;
	struct wr w = { 0 }, again = { 0 };
	struct fail f;
	struct rd r;

	memset(longest, 'x', sizeof(longest));
	longest[SIGN_COMMENT_MAX] = '\0';
	sign_file_text(&w, key, &h, longest);
	r = rd_over(w.buf, w.len);
	f = (struct fail){ 0 };
	ok(sign_parse(&s, &r, &f) == 0, "longest trusted comment parses");
	s.untrusted = longest;
	s.untrusted_len = SIGN_COMMENT_MAX;
	sign_print(&again, &s);
	ok(again.len <= SIGN_FILE_MAX, "longest file of %zu bytes", again.len);
	is_str(check(&f, rd_over(again.buf, again.len), rd_over("x", 1)), "",
	    "longest comments verify");
	wr_free(&w);
	wr_free(&again);
	seckey_free(key);
}

static bool
opens(const void *bytes, size_t n, const struct pubkey *key, struct rd *text)
{
	struct fail f = { 0 };

	*text = rd_over(NULL, 0);
	if (sign_text_open(bytes, n, key, text, &f) == 0)
		return true;
	if (f.kind != FAIL_TRUST || text->p != NULL)
		ok(false, "refused, but: kind %d, text %p", f.kind,
		    (const void *)text->p);
	return false;
}

static void
test_wrapped(const char *what)
{
	struct seckey *key = key_plain();
	struct pubkey public, other;
	struct fail f = { 0 };
	struct wr w = { 0 };
	size_t wrong = 0;
	struct rd text;

	seckey_public(key, &public);
	if (pubkey_read(&other, KEY_DATA "good-other.pub", &f) == -1)
		exit(1);
	sign_text_wrap(&w, key, what, strlen(what), COMMENT);
	ok(opens(w.buf, w.len, &public, &text) &&
		rd_left(&text) == strlen(what) &&
		memcmp(text.p, what, strlen(what)) == 0,
	    "wrapped text of %zu bytes opens", strlen(what));
	ok(!opens(w.buf, w.len, &other, &text), "not with another key");
	for (size_t bit = 0; bit < 8 * w.len; bit++) {
		if (is_free((const char *)w.buf, bit / 8))
			continue;
		w.buf[bit / 8] ^= (uint8_t)(1 << bit % 8);
		wrong += opens(w.buf, w.len, &public, &text);
		w.buf[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	for (size_t n = 0; n < w.len; n++)
		wrong += opens(w.buf, n, &public, &text);
	is_int((long long)wrong, 0, "nothing flipped or cut opens");
	wr_u8(&w, '\n');
	ok(!opens(w.buf, w.len, &public, &text), "nothing longer opens");
	wr_free(&w);
	seckey_free(key);
}

/* What a head carries of a signature is all of it. */
static void
test_minisig(void)
{
	struct seckey *key = seckey_generate();
	struct sign_hash h = sign_hash_of("text", 4);
	struct signature s, back;
	struct fail f = { 0 };
	struct pubkey public;
	struct minisig m;

	seckey_public(key, &public);
	sign_make(&s, key, &h, "db=rbl");
	sign_to_minisig(&s, &m);
	is_str(m.comment, "db=rbl", "a minisig has the comment");
	h = sign_hash_of("text", 4);
	ok(sign_of_minisig(&back, &m, &f) == 0 &&
		sign_verify(&back, &h, &public, &f) == 0,
	    "and comes back a good signature");
	m.comment[0] = 'D';
	h = sign_hash_of("text", 4);
	ok(sign_of_minisig(&back, &m, &f) == 0 &&
		sign_verify(&back, &h, &public, &f) == -1,
	    "but not with another comment");
	f = (struct fail){ 0 };
	m.sig[1] = 'd';
	is_int(sign_of_minisig(&back, &m, &f), -1, "nor a legacy one");
	is_str(f.msg,
	    "signature: algorithm 4564, want \"ED\" (of the hash), not legacy "
	    "\"Ed\"",
	    "and says so");
	is_int(f.kind, FAIL_TRUST, "as one not trusted");
	seckey_free(key);
}

int
main(void)
{
	test_minisig();
	test_files();
	test_golden();
	test_flips();
	test_hash();
	test_comments();
	test_longest();
	test_wrapped("");
	test_wrapped("feedmill head 1\ndb qil\nserial 7\n");
	return tap_end();
}
