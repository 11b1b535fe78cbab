#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "compiler/publish_text.h"
#include "compiler/retain.h"
#include "compiler/tree.h"
#include "compiler/verify.h"
#include "tests/unit/scene.h"
#include "tests/unit/tap.h"
#include "tests/unit/verified.h"

static void
overwrite(const char *path, long at, char byte)
{
	FILE *file = fopen(path, "r+");

	if (file == NULL || fseek(file, at, SEEK_SET) != 0 ||
	    fputc(byte, file) == EOF || fclose(file) == EOF)
		err(1, "%s", path);
}

static void
test_publish(const struct scene *s)
{
	struct publish p = build_of(s, "rbl", T0);
	struct fail f = { 0 };
	const char *path;
	char copy[100], sig[112];
	struct stat st;
	struct wr bytes = { 0 };
	struct index index;
	struct head h;

	is_int(published_head(s->fd, "rbl", &s->public, &h, &f), 0,
	    "there is no head before the first build");
	path = put_snapshot(&p, "some bytes", &f);
	ok(path != NULL, "a snapshot is published");
	snprintf(copy, sizeof(copy), "%s", path != NULL ? path : "");
	snprintf(sig, sizeof(sig), "%s.minisig", copy);
	ok(exists(copy) && exists(sig), "with its signature beside it");
	is_int(verified_databases(s->fd, &s->public, &f), 0,
	    "it is no database until its head is there");
	is_int(publish_head(&p, &f), 0, "the head follows");
	is_int(verified_databases(s->fd, &s->public, &f), 1, "it verifies");
	is_int(published_head(s->fd, "rbl", &s->public, &h, &f), 1,
	    "it is read");
	is_int(h.serial, T0, "its serial");
	is_int(h.snapshot.bytes, 10, "its snapshot's size");
	is_int(published_index(s->fd, &h, &index, &f), 0, "its index is read");
	is_int(index.snapshot_serial, T0, "which names a snapshot");
	is_int(published_object(s->fd, copy + strlen("pub/"), &index.snapshot,
		   &bytes, &f),
	    0, "that is read");
	index_clear(&index);
	ok(bytes.len == 10 && memcmp(bytes.buf, "some bytes", 10) == 0,
	    "its bytes are those");
	wr_free(&bytes);
	ok(stat(copy, &st) == 0 && st.st_mtime == T0 && st.st_mtim.tv_nsec == 0,
	    "its time is the serial");
	is_int(st.st_mode & 0777, 0644, "all may read it");
	ok(stat("pub/rbl/head", &st) == 0 && st.st_mtime == T0,
	    "the head's time is its own");
	is_str(f.msg, "", "nothing failed");
}

static void
test_heartbeat(const struct scene *s)
{
	struct fail f = { 0 };
	struct publish p = { .tree = s->tree, .key = s->key };

	is_int(published_last(s->fd, "rbl", &p.head, &f), 1,
	    "the last head is read back");
	p.head.time += 60;
	p.head.fresh_until += 60;
	p.head.valid_until += 60;
	is_int(publish_head(&p, &f), 0, "a heartbeat is published");
	is_int(verified_databases(s->fd, &s->public, &f), 1, "and verifies");
	is_str(f.msg, "", "nothing failed");
}

/* After T0 + 60 from the heartbeat above. */
static void
test_forward(const struct scene *s)
{
	struct fail f = { 0 };
	struct publish p = { .tree = s->tree, .key = s->key };

	is_int(put_build(s, "rbl", T0 - 1, "older", &f), -1,
	    "an older serial is refused");
	is_int(f.kind, FAIL_STALE, "  as stale");
	f = (struct fail){ 0 };
	published_last(s->fd, "rbl", &p.head, &f);
	p.head.time--;
	is_int(publish_head(&p, &f), -1, "an earlier time is refused");
	is_str(f.msg,
	    "rbl: serial 1795300000, time 1795300059 is before what is "
	    "published (1795300000, 1795300060)",
	    "  and says so");
	f = (struct fail){ 0 };
	p.head.time += 2;
	p.head.snapshot.hash[0] ^= 1;
	is_int(publish_head(&p, &f), -1, "a second truth is refused");
	is_str(f.msg,
	    "rbl: serial 1795300000 is published with another snapshot",
	    "  and says so");
	f = (struct fail){ 0 };
	p.head.epoch = 0;
	is_int(publish_head(&p, &f), -1, "an older epoch is refused");
	is_str(f.msg, "rbl: epoch 1 is published already", "  and says so");
	f = (struct fail){ 0 };
	is_int(verified_databases(s->fd, &s->public, &f), 1,
	    "what was there verifies still");
}

/* The tree is refused: says is found in the message. */
static void
refused(const struct scene *s, const char *says, const char *what)
{
	struct fail f = { 0 };

	is_int(verified_databases(s->fd, &s->public, &f), -1, what);
	ok(strstr(f.msg, says) != NULL, "  is found: %s", f.msg);
}

/* Bytes of the files that are spoilt, and mended again. */
static void
test_spoilt_bytes(const struct scene *s, const char *path)
{
	char sig[120];

	snprintf(sig, sizeof(sig), "%s.minisig", path);
	overwrite(path, 0, 'A');
	refused(s, "has another hash than the one signed", "a changed byte");
	overwrite(path, 0, 'a');
	overwrite(path, 5, '.');
	refused(s, "has 6 bytes, signed are 5", "a byte more");
	if (truncate(path, 5) == -1)
		err(1, "%s", path);
	overwrite(sig, 0, 'U');
	refused(s, "signature: ", "another .minisig");
	overwrite(sig, 0, 'u');
}

static void
test_spoilt_names(const struct scene *s, const char *path)
{
	if (rename("pub/dul", "pub/rss") == -1)
		err(1, "pub/dul");
	refused(s, "rss/head: this is the head of dul", "another name");
	if (rename("pub/rss", "pub/dul") == -1 || unlink(path) == -1)
		err(1, "%s", path);
	refused(s, "No such file", "no snapshot");
}

/* Ways to spoil a tree, and what is said of it. */
static void
test_spoilt(const struct scene *s)
{
	struct fail f = { 0 };
	struct publish p = build_of(s, "dul", T0);
	char path[100];
	struct pubkey other = s->public;

	snprintf(path, sizeof(path), "%s", put_snapshot(&p, "a dul", &f));
	publish_head(&p, &f);
	is_int(verified_databases(s->fd, &s->public, &f), 2, "two databases");
	test_spoilt_bytes(s, path);
	other.key[0] ^= 1;
	is_int(verified_databases(s->fd, &other, &f), -1, "another key");
	is_int(f.kind, FAIL_TRUST, "  is not trusted");
	test_spoilt_names(s, path);
	f = (struct fail){ 0 };
	is_int(put_build(s, "dul", T0, "a dul", &f), 0,
	    "the same build again mends it");
	is_int(verified_databases(s->fd, &s->public, &f), 2, "it verifies");
}

/* The only file of a folder of dul. */
static const char *
only(const struct scene *s, const char *folder)
{
	static char path[100];
	struct fail f = { 0 };
	struct tree_names names;

	snprintf(path, sizeof(path), "dul/%s", folder);
	tree_list(s->fd, path, &names, &f);
	is_int((long long)names.n, 1, "there is one file");
	snprintf(path, sizeof(path), "pub/dul/%s/%s", folder, names.name[0]);
	tree_names_free(&names);
	return path;
}

/* The way to a state that is not a key state; the one before is gone. */
static void
test_spoilt_way(const struct scene *s)
{
	struct fail f = { 0 };
	struct publish p = build_of(s, "dul", T0 + 60);
	const char *path;

	put_state(&p, "a dul of another day", "step", &f);
	publish_head(&p, &f);
	is_int(verified_databases(s->fd, &s->public, &f), 2, "a step verifies");
	is_int(retain_objects(s->tree, "dul", UINT32_MAX, RETAIN_GRACE, &f), 0,
	    "what is before it goes");
	path = only(s, "delta");
	overwrite(path, 0, 'S');
	refused(s, "has another hash than the one signed", "another delta");
	overwrite(path, 0, 's');
	path = only(s, "index");
	overwrite(path, 0, 'F');
	refused(s, "has another hash than the one signed", "another index");
	overwrite(path, 0, 'f');
	is_int(verified_databases(s->fd, &s->public, &f), 2, "mended");
	if (unlink(path) == -1)
		err(1, "%s", path);
	refused(s, "No such file", "no index");
	put_build(s, "dul", T0 + 120, "a dul", &f);
	is_int(verified_databases(s->fd, &s->public, &f), 2,
	    "another key state is a new start");
}

/* A delta is offered where it is smaller than the snapshot. */
static void
test_worth(const struct scene *s)
{
	struct publish smaller = build_of(s, "dul", T0 + 130);
	struct publish equal = build_of(s, "dul", T0 + 140);
	struct fail f = { 0 };

	put_state(&smaller, "ten bytes.", "and nine.", &f);
	ok(smaller.head.has_delta, "a delta that is smaller is offered");
	publish_head(&smaller, &f);
	put_state(&equal, "ten bytes!", "ten again.", &f);
	ok(!equal.head.has_delta, "one of the same size is not");
	publish_head(&equal, &f);
	is_int(verified_databases(s->fd, &s->public, &f), 2, "both verify");
	is_str(f.msg, "", "nothing failed");
}

/* Head and index are signed together, and have to say the same. */
static void
test_two_truths(const struct scene *s)
{
	struct fail f = { 0 };
	struct publish p = { .tree = s->tree, .key = s->key };

	published_last(s->fd, "dul", &p.head, &f);
	p.head.has_delta = true;
	p.head.delta_from = T0;
	p.head.time++;
	publish_head(&p, &f);
	refused(s, "dul: head and index name two deltas", "a delta of its own");
	put_build(s, "dul", T0 + 180, "a dul", &f);
	is_int(verified_databases(s->fd, &s->public, &f), 2, "it verifies");
}

static void
test_foreign_head(const struct scene *s)
{
	struct fail f = { 0 };

	if (mkdir("pub/ops", 0755) == -1 || mkdir("pub/ops/head", 0755) == -1)
		err(1, "pub/ops");
	is_int(put_build(s, "ops", T0, "bytes", &f), -1,
	    "a folder in place of the head is not replaced");
	is_str(f.msg, "ops/head: Is a directory", "  and named");
	f = (struct fail){ 0 };
	is_int(verified_databases(s->fd, &s->public, &f), -1,
	    "nor does it verify");
	if (rmdir("pub/ops/head") == -1)
		err(1, "pub/ops/head");
	f = (struct fail){ 0 };
	if (symlink("/etc/passwd", "pub/ops/head") == -1)
		err(1, "pub/ops/head");
	is_int(put_build(s, "ops", T0, "bytes", &f), -1,
	    "nor is a symbolic link followed");
	unlink("pub/ops/head");
	f = (struct fail){ 0 };
	is_int(put_build(s, "ops", T0, "bytes", &f), 0,
	    "with it gone the build goes through");
}

static void
test_lock(void)
{
	struct fail f = { 0 };
	char want[80];

	ok(tree_open("pub", &f) == NULL, "a tree has one writer");
	is_int(f.kind, FAIL_BUSY, "  the second is told");
	snprintf(want, sizeof(want), "pub: process %ld is publishing here",
	    (long)getpid());
	is_str(f.msg, want, "  who it is");
}

static void
test_leftovers(struct scene *s)
{
	struct fail f = { 0 };
	struct tree_file file;

	ok(tree_file_open(&file, s->tree, "rbl/snapshot", &f) == 0 &&
		tree_put(s->tree, "text", "x", &(struct wr){ 0 }, 0, &f) == 0,
	    "a file is begun");
	ok(exists("pub/rbl/snapshot/.tmp.0") == false, "names are not reused");
	close(file.fd);
	close(file.dirfd);
	link("pub/text/x", "pub/.tmp.98");
	rename("pub/text/x", "pub/text/.tmp.99");
	tree_close(s->tree);
	s->tree = tree_open("pub", &f);
	ok(s->tree != NULL, "a tree is opened after a crash");
	s->fd = tree_fd(s->tree);
	ok(!exists("pub/text/.tmp.99"), "leftovers are gone from text");
	ok(!exists("pub/.tmp.98"), "  and from the top");
	{
		struct tree_names names;
		bool dots = false;

		tree_list(s->fd, "rbl/snapshot", &names, &f);
		for (size_t i = 0; i < names.n; i++)
			dots = dots || names.name[i][0] == '.';
		tree_names_free(&names);
		ok(!dots, "and from a database");
	}
	is_int(verified_databases(s->fd, &s->public, &f), 3, "all verifies");
}

static void
put_text(struct publish *p, const char *name, bool packed, struct fail *f)
{
	struct publish_text text;

	if (publish_text_open(p, &text, name, packed, f) == -1)
		return;
	for (int i = 0; i < 50000; i++)
		wr_fmt(publish_text_wr(&text), "line %d\n", i);
	publish_text_close(p, &text, f);
}

static void
test_text(const struct scene *s)
{
	struct publish p = build_of(s, "rbl", T0);
	static char plain[600000], unpacked[600000];
	struct fail f = { 0 };
	FILE *file;
	gzFile gz;
	int n, m;

	put_text(&p, "rbl.rbldnsd", true, &f);
	put_text(&p, "rbl.cidr", false, &f);
	is_str(f.msg, "", "texts are published");
	is_int(verify_texts(s->fd, NULL, &s->public, &f), 3, "and verify");
	file = fopen("pub/text/rbl.rbldnsd", "r");
	gz = gzopen("pub/text/rbl.rbldnsd.gz", "r");
	if (file == NULL || gz == NULL)
		err(1, "text");
	n = (int)fread(plain, 1, sizeof(plain), file);
	m = gzread(gz, unpacked, sizeof(unpacked));
	fclose(file);
	gzclose(gz);
	ok(n == m && n > 500000 && memcmp(plain, unpacked, (size_t)n) == 0,
	    "the packed twin is the same text");
	overwrite("pub/text/rbl.cidr", 0, 'L');
	is_int(verify_texts(s->fd, NULL, &s->public, &f), -1, "a changed text");
	is_int(f.kind, FAIL_TRUST, "  is not trusted");
	f = (struct fail){ 0 };
	is_int(retain_texts(s->tree, "rbl", (const char *const[]){ "rbldnsd" },
		   1, &f),
	    0, "texts no longer made are removed");
	ok(exists("pub/text/rbl.rbldnsd") &&
		exists("pub/text/rbl.rbldnsd.minisig") &&
		!exists("pub/text/rbl.rbldnsd.gz") &&
		!exists("pub/text/rbl.rbldnsd.gz.minisig") &&
		!exists("pub/text/rbl.cidr"),
	    "  and only they");
}

int
main(void)
{
	struct scene s;

	scene_open(&s);
	test_publish(&s);
	test_heartbeat(&s);
	test_forward(&s);
	test_spoilt(&s);
	test_spoilt_way(&s);
	test_worth(&s);
	test_two_truths(&s);
	test_foreign_head(&s);
	test_lock();
	test_leftovers(&s);
	test_text(&s);
	scene_close(&s);
	return tap_end();
}
