#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/base64.h"
#include "formats/fail.h"
#include "formats/rd.h"
#include "formats/wr.h"
#include "keys/keyfile.h"
#include "keys/keyline.h"
#include "keys/secret.h"
#include "tests/unit/key.h"
#include "tests/unit/tap.h"

#define RAW 158

/* As cheap as scrypt gets. */
static struct keyfile_lock
cheap(void)
{
	return (struct keyfile_lock){ "two words", 32768, 1 << 20 };
}

static void
like(const char *have, const char *want)
{
	ok(strstr(have, want) != NULL, "%s", have);
}

static const char *
answer(void *arg, const char *prompt)
{
	return prompt[0] != '\0' ? arg : NULL;
}

/* The message of reading these bytes with this passphrase, "" if good. */
static const char *
try(struct fail *f, struct rd bytes, const char *words)
{
	struct seckey *key;

	*f = (struct fail){ 0 };
	key = seckey_decode((const char *)bytes.p, rd_left(&bytes), answer,
	    (void *)(uintptr_t)words, f);
	if ((key == NULL) != (f->kind != FAIL_NONE))
		return "failure without a reason, or a reason without one";
	seckey_free(key);
	return f->msg;
}

static const struct file_case {
	const char *name;
	const char *words;
	const char *want; /* in the message, "" if the key is good */
	enum fail_kind kind;
} files[] = {
	{ "good-plain.key", NULL, "", FAIL_NONE },
	{ "good-unlocked.key", NULL, "", FAIL_NONE },
	{ "good-locked.key", NULL, "no passphrase was given", FAIL_TRUST },
	{ "bad-memory.key", "test only",
	    "asks scrypt for 1099511627776 bytes of memory, want at most "
	    "1073741824",
	    FAIL_FORMAT },
	{ "bad-operations.key", "test only",
	    "asks scrypt for 1152921504606846976 operations, want at most "
	    "33554432",
	    FAIL_FORMAT },
	{ "bad-halves.key", NULL, "does not belong to the secret half",
	    FAIL_FORMAT },
	{ "bad-encryption.key", NULL, "encryption 424b", FAIL_FORMAT },
	{ "good.pub", NULL, "line 2: want 158 bytes", FAIL_FORMAT },
	{ "good-text.minisig", NULL, "line 2: want 158 bytes", FAIL_FORMAT },
	{ "good-text", NULL, "line 1: want \"untrusted comment: \"",
	    FAIL_FORMAT },
};

static void
test_secret_files(void)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const struct file_case *c = &files[i];
		size_t n;
		char *bytes = key_data(c->name, &n);
		struct fail f;
		const char *have = try(&f, rd_over(bytes, n), c->words);

		ok((*have == '\0') == (*c->want == '\0') &&
			strstr(have, c->want) != NULL && f.kind == c->kind,
		    "%s: %s", c->name, have);
		free(bytes);
	}
}

static const struct public_case {
	const char *text;
	const char *want;
} publics[] = {
	{ "untrusted comment: x\n"
	  "RWSQhpsOFtiiRyWi3Bzf6LiUm8EXu2f/qApSeEGM5JoMTQpmvIIL6d1E\n",
	    "" },
	{ "untrusted comment: x\n"
	  "RWSQhpsOFtiiRyWi3Bzf6LiUm8EXu2f/qApSeEGM5JoMTQpmvIIL6d1E",
	    "line 2: line without an end" },
	{ "untrusted comment: x\r\n"
	  "RWSQhpsOFtiiRyWi3Bzf6LiUm8EXu2f/qApSeEGM5JoMTQpmvIIL6d1E\n",
	    "line 1: control character 0x0d" },
	{ "untrusted comment: x\n"
	  "RWSQhpsOFtiiRyWi3Bzf6LiUm8EXu2f/qApSeEGM5JoMTQpmvIIL6d1E\r\n",
	    "line 2: want 42 bytes as 56 characters" },
	{ "untrusted comment: x\n"
	  "RWSQhpsOFtiiRyWi3Bzf6LiUm8EXu2f/qApSeEGM5JoMTQpmvIIL6d1E\n\n",
	    "1 bytes after line 2" },
	{ "RWSQhpsOFtiiRyWi3Bzf6LiUm8EXu2f/qApSeEGM5JoMTQpmvIIL6d1E\n",
	    "line 1: want \"untrusted comment: \" first" },
	{ "untrusted comment: x\n"
	  "UlOQhpsOFtiiRyWi3Bzf6LiUm8EXu2f/qApSeEGM5JoMTQpmvIIL6d1E\n",
	    "algorithm 5253, want \"Ed\"" },
	{ "untrusted comment: x\n"
	  "RWSQhpsOFtiiRwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACA\n",
	    "not a point of the curve" },
	{ "", "line 1: line missing" },
};

static void
test_public(void)
{
	struct fail f = { 0 };
	struct pubkey key;

	for (size_t i = 0; i < sizeof(publics) / sizeof(publics[0]); i++) {
		const struct public_case *c = &publics[i];
		struct fail g = { 0 };
		int rc = pubkey_decode(&key, c->text, strlen(c->text), &g);

		ok((rc == 0) == (*c->want == '\0') &&
			strstr(g.msg, c->want) != NULL,
		    "public key %zu: %s", i + 1, g.msg);
	}
	ok(pubkey_parse(&key,
	       "RWSQhpsOFtiiRyWi3Bzf6LiUm8EXu2f/"
	       "qApSeEGM5JoMTQpmvIIL6d1E",
	       &f) == 0,
	    "public key on a command line");
	ok(pubkey_parse(&key,
	       "RWSQhpsOFtiiRyWi3Bzf6LiUm8EXu2f/"
	       "qApSeEGM5JoMTQpmvIIL6d1",
	       &f) == -1,
	    "%s", f.msg);
}

/* Byte for byte what minisign wrote. */
static void
test_golden(void)
{
	size_t pub_len, sec_len, n;
	char *pub = key_data("good.pub", &pub_len);
	char *sec = key_data("good-plain.key", &sec_len);
	struct seckey *key = key_plain();
	struct fail f = { 0 };
	char id[KEY_ID_TEXT];
	struct pubkey public;
	struct wr w = { 0 };
	char *text;

	seckey_public(key, &public);
	pubkey_encode(&w, &public);
	ok(w.len == pub_len && memcmp(w.buf, pub, pub_len) == 0,
	    "writes minisign's public key file");
	key_id_text(id, public.id);
	is_str(id, "47A2D8160E9B8690", "id as minisign shows it");
	text = seckey_encode(key, &(struct keyfile_lock){ 0 }, &n, &f);
	is_str(strchr(text, '\n'), strchr(sec, '\n'),
	    "writes minisign's plain secret key");
	is_int((long long)n, (long long)strlen(text), "of this length");
	secret_free(text);
	free(pub);
	free(sec);
	wr_free(&w);
	seckey_free(key);
}

static void
test_locked(void)
{
	struct seckey *key = key_plain(), *again;
	struct pubkey a, b;
	struct fail f = { 0 };
	struct keyfile_lock lock = cheap();
	size_t n, wrong = 0;
	char *text = seckey_encode(key, &lock, &n, &f);

	again = seckey_decode(text, n, answer, (char[]){ "two words" }, &f);
	if (ok(again != NULL, "an encrypted key comes back: %s", f.msg)) {
		seckey_public(key, &a);
		seckey_public(again, &b);
		ok(memcmp(&a, &b, sizeof(a)) == 0, "and is the same");
	}
	is_str(try(&f, rd_over(text, n), "two word"),
	    "secret key: wrong passphrase", "another passphrase");
	is_str(try(&f, rd_over(text, n), ""), "secret key: wrong passphrase",
	    "an empty passphrase");
	is_str(try(&f, rd_over(text, n), NULL),
	    "secret key: encrypted, and no passphrase was given",
	    "no passphrase");
	for (size_t i = 0; i < n; i++)
		wrong += *try(&f, rd_over(text, i), "two words") == '\0';
	is_int((long long)wrong, 0, "no prefix of a key file is a key");
	seckey_free(again);
	seckey_free(key);
	secret_free(text);
}

/* The raw bytes of a key file's text, and the text of raw bytes. */
static void
unpack(uint8_t raw[static RAW], const char *text)
{
	const char *line = strchr(text, '\n') + 1;

	if (!base64_read(raw, RAW, line, strcspn(line, "\n")))
		exit(1);
}

static void
pack(struct wr *w, const uint8_t raw[static RAW])
{
	w->len = 0;
	keyline_put_comment(w, KEYLINE_UNTRUSTED, "x", 1);
	keyline_put_base64(w, raw, RAW);
}

/* How many of the bytes [from, to) can have a bit flipped and still pass. */
static size_t
survivors(const char *text, size_t from, size_t to, const char *words)
{
	struct wr w = { 0 };
	uint8_t raw[RAW];
	size_t n = 0;
	struct fail f;

	unpack(raw, text);
	for (size_t i = from; i < to; i++) {
		raw[i] ^= (uint8_t)(1 << i % 8);
		pack(&w, raw);
		n += *try(&f, rd_over(w.buf, w.len), words) == '\0';
		raw[i] ^= (uint8_t)(1 << i % 8);
	}
	wr_free(&w);
	return n;
}

static void
test_flips(void)
{
	struct seckey *key = key_plain();
	struct fail f = { 0 };
	struct keyfile_lock lock = cheap();
	size_t n;
	char *open = seckey_encode(key, &(struct keyfile_lock){ 0 }, &n, &f);
	char *locked = seckey_encode(key, &lock, &n, &f);

	is_int((long long)survivors(open, 0, 6, NULL), 0,
	    "plain: the algorithms count");
	is_int((long long)survivors(open, 6, 54, NULL), 48,
	    "plain: salt and limits mean nothing");
	is_int((long long)survivors(open, 54, 62, NULL), 8,
	    "plain: an id is as good as another");
	is_int((long long)survivors(open, 62, 126, NULL), 0,
	    "plain: the halves belong together");
	is_int((long long)survivors(open, 126, 158, NULL), 32,
	    "plain: the checksum means nothing");
	is_int((long long)survivors(locked, 0, 38, "two words"), 0,
	    "encrypted: algorithms and salt count");
	is_int((long long)survivors(locked, 54, 158, "two words"), 0,
	    "encrypted: all that is covered counts");
	seckey_free(key);
	secret_free(open);
	secret_free(locked);
}

static const struct mode_case {
	mode_t mode;
	const char *want;
} modes[] = {
	{ 0600, "" },
	{ 0400, "" },
	{ 0700, "" },
	{ 0640, "mode 640 lets others at a secret, want 600" },
	{ 0620, "mode 620" },
	{ 0610, "mode 610" },
	{ 0604, "mode 604" },
	{ 0602, "mode 602" },
	{ 0601, "mode 601" },
	{ 0666, "mode 666" },
};

static const char *
read_message(const char *path, struct fail *f)
{
	*f = (struct fail){ 0 };
	seckey_free(seckey_read(path, NULL, NULL, f));
	return f->msg;
}

static void
test_modes(const char *path)
{
	struct fail f;

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		const char *have;

		chmod(path, modes[i].mode);
		have = read_message(path, &f);
		ok((*have == '\0') == (*modes[i].want == '\0') &&
			strstr(have, modes[i].want) != NULL &&
			(*have == '\0' || f.kind == FAIL_TRUST),
		    "mode %o: %s", modes[i].mode, have);
	}
	chmod(path, 0600);
	if (geteuid() != 0 || chown(path, 65534, (gid_t)-1) == -1) {
		ok(true, "another's file # SKIP needs root");
		return;
	}
	ok(strstr(read_message(path, &f), "belongs to user 65534") != NULL &&
		f.kind == FAIL_TRUST,
	    "another's file: %s", f.msg);
	(void)!chown(path, geteuid(), (gid_t)-1);
}

static void
test_reading(void)
{
	char dir[] = "/tmp/feedmill-keyfile.XXXXXX", path[100];
	char long_file[KEYFILE_MAX + 1];
	size_t n;
	char *key = key_data("good-plain.key", &n);
	struct fail f;

	if (mkdtemp(dir) == NULL)
		exit(1);
	snprintf(path, sizeof(path), "%s/key", dir);
	like(read_message(path, &f), "No such file");
	put_bytes(path, key, n);
	chmod(path, 0600);
	test_modes(path);
	memset(long_file, 'x', sizeof(long_file));
	put_bytes(path, long_file, sizeof(long_file));
	like(read_message(path, &f), "more than 1300 bytes");
	put(path, "");
	like(read_message(path, &f), "line 1: line missing");
	unlink(path);
	mkfifo(path, 0600);
	like(read_message(path, &f), "not a regular file");
	like(read_message(dir, &f), "not a regular file");
	unlink(path);
	rmdir(dir);
	free(key);
}

int
main(void)
{
	test_secret_files();
	test_public();
	test_golden();
	test_locked();
	test_flips();
	test_reading();
	return tap_end();
}
