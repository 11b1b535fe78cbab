/* The journal on disk: what a crash leaves, damage, other people's files. */
#include <err.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/journal_scan.h"
#include "formats/wr.h"
#include "tests/unit/claims.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

#define FILE_NAME "hits/qil/journal"

/* What a reader is given, as one text: "P:body E B:body ". */
static int
on_record(void *arg, enum journal_kind kind, struct rd body, struct fail *f)
{
	struct wr *w = arg;

	(void)f;
	wr_u8(w, (uint8_t) "?PEB"[kind]);
	wr_bytes(w, body.p, rd_left(&body));
	wr_u8(w, ' ');
	return 0;
}

/* Opens it; what it has goes to *text, for free(). */
static struct journal *
open_it(const char *db, char **text, struct fail *f)
{
	struct wr w = { 0 };
	struct journal_reader to = { on_record, &w };
	struct journal *j;

	*f = (struct fail){ 0 };
	j = journal_open("hits/qil", db, &to, f);
	wr_u8(&w, 0);
	*text = (char *)w.buf;
	return j;
}

/* What it has when it is opened; *cut is what had to be cut off. */
static char *
content(uint64_t *cut)
{
	struct fail f;
	char *text;
	struct journal *j = open_it("qil", &text, &f);

	*cut = j != NULL ? journal_cut(j) : 0;
	if (j == NULL)
		printf("# %s\n", f.msg);
	journal_close(j);
	return text;
}

static void
has(const char *want, uint64_t want_cut, const char *name)
{
	uint64_t cut;
	char *text = content(&cut);

	is_str(text, want, name);
	if (cut != want_cut)
		is_int((long long)cut, (long long)want_cut, "  bytes cut off");
	free(text);
}

static int
add(struct journal *j, const char *text)
{
	struct fail f = { 0 };

	return journal_add(j, rd_over(text, strlen(text)), &f);
}

/* Begins it anew with a checkpoint of one part. */
static int
checkpoint(struct journal *j, const char *text)
{
	struct fail f = { 0 };

	if (journal_begin(j, &f) == -1 ||
	    journal_part(j, rd_over(text, strlen(text)), &f) == -1)
		return -1;
	return journal_commit(j, &f);
}

static void
test_life(void)
{
	struct fail f;
	char *text, *none;
	struct journal *j = open_it("qil", &text, &f);

	is_str(text, "E ", "a new one has an empty checkpoint");
	ok(add(j, "one") == 0 && add(j, "two") == 0, "batches are added");
	ok(open_it("qil", &none, &f) == NULL && f.kind == FAIL_BUSY,
	    "nobody else may open it");
	free(none);
	journal_close(j);
	free(text);
	has("E Bone Btwo ", 0, "and read again");
	j = open_it("qil", &text, &f);
	free(text);
	ok(checkpoint(j, "both") == 0 && add(j, "three") == 0,
	    "a checkpoint takes their place");
	journal_close(j);
	has("Pboth E Bthree ", 0, "and others go behind it");
}

/* A checkpoint that is not finished changes nothing. */
static void
test_unfinished(void)
{
	struct fail f;
	char *text;
	struct journal *j = open_it("qil", &text, &f);

	free(text);
	journal_begin(j, &f);
	journal_part(j, rd_over("half", 4), &f);
	journal_close(j);
	has("Pboth E Bthree ", 0, "a checkpoint that is not finished is none");
	j = open_it("qil", &text, &f);
	free(text);
	journal_begin(j, &f);
	ok(add(j, "four") == 0, "while one is made batches may go on");
	journal_close(j);
	has("Pboth E Bthree Bfour ", 0, "  in the old one");
}

static uint64_t
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (uint64_t)st.st_size : UINT64_MAX;
}

/* Cut at any length: the whole batches are there, the rest is cut off. */
static void
test_torn(void)
{
	static const char *const want[] = { "Pboth E ", "Pboth E Bthree ",
		"Pboth E Bthree Bfour " };
	size_t n, whole = JOURNAL_HEADER + 2 * (JOURNAL_RECORD + 1) + 4;
	char *bytes = slurp(FILE_NAME, &n);
	size_t third = whole + JOURNAL_RECORD + 1 + 5;
	unsigned bad = 0, read = 0;

	for (size_t length = 0; length < n; length++) {
		struct fail f;
		char *text;
		struct journal *j;

		put_bytes(FILE_NAME, bytes, length);
		j = open_it("qil", &text, &f);
		if (length < whole)
			read += j != NULL || f.kind != FAIL_FORMAT;
		else
			bad += j == NULL ||
			    strcmp(text, want[length >= third]) != 0 ||
			    journal_cut(j) !=
				length - (length >= third ? third : whole) ||
			    size_of(FILE_NAME) != length - journal_cut(j) ||
			    add(j, "more") == -1;
		journal_close(j);
		free(text);
	}
	is_int(read, 0, "cut in its checkpoint it is told as damaged");
	is_int(bad, 0, "cut behind it, the batches that are whole are there");
	has("Pboth E Bthree Bmore ", 0, "  and others can be added");
	put_bytes(FILE_NAME, bytes, n);
	free(bytes);
}

/* Any bit of the checkpoint, and of the batches. */
static void
test_bits(void)
{
	size_t n;
	char *bytes = slurp(FILE_NAME, &n);
	size_t whole = JOURNAL_HEADER + 2 * (JOURNAL_RECORD + 1) + 4;
	unsigned bad = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t cut = 0;
		struct fail f;
		char *text;
		struct journal *j;

		bytes[i] ^= (char)(1 << rnd(8));
		put_bytes(FILE_NAME, bytes, n);
		j = open_it("qil", &text, &f);
		cut = j != NULL ? journal_cut(j) : 0;
		bad += i < whole ? j != NULL : j == NULL || cut == 0;
		journal_close(j);
		free(text);
		free(bytes);
		bytes = slurp("good", &n);
	}
	is_int(bad, 0, "a flipped bit is found, wherever it is");
	put_bytes(FILE_NAME, bytes, n);
	free(bytes);
}

static void
is_refused(const char *db, const char *want, const char *name)
{
	struct fail f;
	char *text;
	struct journal *j = open_it(db, &text, &f);

	ok(j == NULL && f.kind == FAIL_FORMAT && strstr(f.msg, want) != NULL,
	    "%s", name);
	if (j != NULL || strstr(f.msg, want) == NULL)
		printf("# %s\n", f.msg);
	journal_close(j);
	free(text);
}

static void
test_others(void)
{
	size_t n;
	char *bytes = slurp("good", &n);

	is_refused("nml", "not the journal of nml", "another database's");
	bytes[16] = 2;
	put_bytes(FILE_NAME, bytes, n);
	is_refused("qil", "version 2, not 1", "a version of the future");
	put(FILE_NAME, "192.0.2.1 2026-11-21T10:00:00Z\n");
	is_refused("qil", "is no journal", "a file of another kind");
	put(FILE_NAME, "");
	is_refused("qil", "is no journal", "an empty one");
	memcpy(bytes, JOURNAL_MAGIC, sizeof(JOURNAL_MAGIC) - 1);
	bytes[16] = 1;
	put_bytes(FILE_NAME, bytes, n);
	has("Pboth E Bthree Bfour ", 0, "the right one");
	free(bytes);
}

/* A batch where a part belongs; a record twice. */
static void
test_order(void)
{
	struct rd body = rd_over("x", 1);
	struct fail f = { 0 };
	struct wr w = { 0 };

	journal_write_header(&w, "qil");
	journal_write_record(&w, 0, JOURNAL_BATCH, body, &f);
	put_bytes(FILE_NAME, w.buf, w.len);
	is_refused("qil", "record 0 is out of place",
	    "a batch before a checkpoint");
	w.len = 0;
	journal_write_header(&w, "qil");
	journal_write_record(&w, 0, JOURNAL_END, rd_over("", 0), &f);
	journal_write_record(&w, 1, JOURNAL_PART, body, &f);
	put_bytes(FILE_NAME, w.buf, w.len);
	is_refused("qil", "record 1 is out of place", "a part behind it");
	w.len = 0;
	journal_write_header(&w, "qil");
	journal_write_record(&w, 0, JOURNAL_END, rd_over("", 0), &f);
	journal_write_record(&w, 1, JOURNAL_BATCH, body, &f);
	journal_write_record(&w, 1, JOURNAL_BATCH, body, &f);
	put_bytes(FILE_NAME, w.buf, w.len);
	has("E Bx ", JOURNAL_RECORD + 2, "the same batch twice counts once");
	wr_free(&w);
}

static void
test_long(void)
{
	size_t n = JOURNAL_SMALL / 4;
	char *big = calloc(1, n);
	unsigned added = 0;
	struct fail f;
	char *text;
	struct journal *j = open_it("qil", &text, &f);

	free(text);
	while (!journal_is_long(j) && added < 20) {
		journal_add(j, rd_over(big, n), &f);
		added++;
	}
	is_int(added, 4, "it is long when its batches are");
	journal_begin(j, &f);
	for (int i = 0; i < 6 * JOURNAL_SHARE; i++)
		journal_part(j, rd_over(big, n), &f);
	journal_commit(j, &f);
	for (added = 0; !journal_is_long(j) && added < 20; added++)
		journal_add(j, rd_over(big, n), &f);
	is_int(added, 7, "and a good part of the checkpoint");
	journal_close(j);
	free(big);
}

/* Without a lock, and changing nothing. */
static void
test_read(void)
{
	struct wr w = { 0 };
	struct journal_reader to = { on_record, &w };
	struct fail f = { 0 };
	size_t n;
	char *bytes = slurp("good", &n), *text;
	struct journal *j;

	put_bytes(FILE_NAME, bytes, n);
	j = open_it("qil", &text, &f);
	free(text);
	ok(journal_read("hits/qil", "qil", &to, &f) == 0,
	    "it is read beside the one who has it open");
	wr_u8(&w, 0);
	is_str((char *)w.buf, "Pboth E Bthree Bfour ", "  the same");
	journal_close(j);
	put_bytes(FILE_NAME, bytes, n - 1);
	w.len = 0;
	ok(journal_read("hits/qil", "qil", &to, &f) == 0 &&
		truncate(FILE_NAME, (off_t)n - 1) == 0,
	    "with an end that is not whole");
	wr_u8(&w, 0);
	is_str((char *)w.buf, "Pboth E Bthree ", "  without that");
	ok(journal_read("nowhere", "qil", &to, &f) == 0, "none has nothing");
	ok(access("nowhere", F_OK) == -1, "  and is not made");
	wr_free(&w);
	free(bytes);
}

int
main(void)
{
	char dir[] = "/tmp/feedmill-journal.XXXXXX";
	size_t n;
	char *bytes;

	if (mkdtemp(dir) == NULL || chdir(dir) == -1 ||
	    mkdir("hits", 0755) == -1)
		err(1, "%s", dir);
	test_life();
	test_unfinished();
	bytes = slurp(FILE_NAME, &n);
	put_bytes("good", bytes, n);
	free(bytes);
	test_torn();
	test_bits();
	test_others();
	test_order();
	test_long();
	test_read();
	unlink(FILE_NAME);
	unlink("hits/qil/.lock");
	rmdir("hits/qil");
	rmdir("hits");
	unlink("good");
	if (chdir("/") == -1 || rmdir(dir) == -1)
		err(1, "%s", dir);
	return tap_end();
}
