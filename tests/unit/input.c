#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "formats/input.h"
#include "tests/tool_source.h"
#include "tests/unit/tap.h"

/* Room for all that is packed here. */
#define PACKED_MAX (1 << 20)

static char packed[PACKED_MAX];

/* A type of members that libarchive has not. */
#define HARD_LINK 1

struct member {
	const char *name;
	const char *text;
	unsigned type; /* AE_IFREG and so on; 0 stands for that */
};

/* Starts packing into memory; the format is one of libarchive's names. */
static struct archive *
pack(const char *format, const char *filter, size_t *used)
{
	struct archive *a = archive_write_new();

	archive_write_set_format_by_name(a, format);
	if (filter != NULL)
		archive_write_add_filter_by_name(a, filter);
	archive_write_set_bytes_in_last_block(a, 1);
	archive_write_open_memory(a, packed, PACKED_MAX, used);
	return a;
}

static void
add_member(struct archive *a, const struct member *m)
{
	struct archive_entry *entry = archive_entry_new();
	size_t n = strlen(m->text);

	archive_entry_set_pathname(entry, m->name);
	archive_entry_set_filetype(entry,
	    m->type > HARD_LINK ? m->type : AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	if (m->type == AE_IFLNK)
		archive_entry_set_symlink(entry, "/etc/passwd");
	if (m->type == HARD_LINK)
		archive_entry_set_hardlink(entry, "b.rec");
	archive_entry_set_size(entry, (int64_t)n);
	archive_write_header(a, entry);
	archive_write_data(a, m->text, n);
	archive_entry_free(entry);
}

/* Packs members into the file name; returns its size. */
static size_t
pack_members(const char *format, const char *filter,
    const struct member *members, size_t n)
{
	size_t used = 0;
	struct archive *a = pack(format, filter, &used);

	for (size_t i = 0; i < n; i++)
		add_member(a, &members[i]);
	archive_write_close(a);
	archive_write_free(a);
	return used;
}

static size_t
compress(const char *filter, const char *text)
{
	struct member m = { "x", text, 0 };

	return pack_members("raw", filter, &m, 1);
}

/* What is read of packed bytes under a name. */
static void
is_read(const char *name, size_t n, const char *want, const char *what)
{
	struct wr w = { 0 };

	text_of_source(&w, packed, n, name, NULL);
	is_str((char *)w.buf, want, what);
	wr_free(&w);
}

#define A_REC  "192.0.2.1 2026-11-21T22:25:00Z ref=a\n"
#define B_LIST "192.0.2.2\n"
#define B_REC  "192.0.2.2 1970-01-01T00:00:00Z\n"

static const struct {
	const char *filter;
	const char *suffix;
} filters[] = {
	{ "gzip", ".gz" },
	{ "xz", ".xz" },
	{ "zstd", ".zst" },
	{ "bzip2", ".bz2" },
};

#define FILTERS (sizeof(filters) / sizeof(filters[0]))

/* Whether packed bytes are refused as a file. */
static bool
is_refused(const char *name, size_t n)
{
	struct wr w = { 0 };
	bool refused;

	text_of_source(&w, packed, n, name, NULL);
	refused = strstr((char *)w.buf, "FAIL ") != NULL;
	wr_free(&w);
	return refused;
}

static void
test_compressed(const char *filter, const char *suffix)
{
	char name[20], short_name[20];
	size_t n = compress(filter, A_REC), bad = 0;

	snprintf(name, sizeof(name), "f.rec%s", suffix);
	is_read(name, n, A_REC, name);
	is_read("f.rec", n, A_REC, "known by its bytes alone");
	for (size_t i = 0; i < n; i++)
		bad += !is_refused(name, i);
	is_int((long long)bad, 0, "all that is cut short is refused");
	snprintf(short_name, sizeof(short_name), "f%s", suffix);
	ok(is_refused(short_name, n), "%s does not say what is in it",
	    short_name);
	n = compress(filter, "");
	is_read(name, n, "", "nothing, compressed");
	ok(is_refused(name, 0), "nothing at all is refused");
	memcpy(packed, A_REC, sizeof(A_REC) - 1);
	ok(is_refused(name, sizeof(A_REC) - 1), "what is not compressed too");
}

/* No flip of a bit lets other text through. */
static void
test_flips(const char *filter, const char *name)
{
	size_t n = compress(filter, A_REC A_REC B_LIST), wrong = 0;
	struct wr good = { 0 };

	text_of_source(&good, packed, n, name, NULL);
	for (size_t bit = 0; bit < 8 * n; bit++) {
		struct wr w = { 0 };

		packed[bit / 8] ^= (char)(1 << bit % 8);
		text_of_source(&w, packed, n, name, NULL);
		packed[bit / 8] ^= (char)(1 << bit % 8);
		if (strcmp((char *)w.buf, (char *)good.buf) != 0 &&
		    strstr((char *)w.buf, "FAIL ") == NULL)
			wrong++;
		wr_free(&w);
	}
	is_int((long long)wrong, 0, "no flipped bit changes what is read");
	wr_free(&good);
}

static void
test_gzip(void)
{
	size_t n = compress("gzip", A_REC), twice;
	char *more = malloc(2 * n);

	memcpy(more, packed, n);
	memcpy(more + n, packed, n);
	memcpy(packed, more, 2 * n);
	twice = 2 * n;
	is_read("f.rec.gz", twice, A_REC A_REC, "gzip upon gzip");
	packed[n] = 'x';
	ok(is_refused("f.rec.gz", twice), "anything else behind gzip");
	ok(is_refused("f.rec.gz", n + 1), "one byte behind gzip");
	free(more);
}

static const struct {
	const char *format;
	const char *filter;
	const char *name;
} archives[] = {
	{ "ustar", NULL, "f.tar" },
	{ "pax", "gzip", "f.tar.gz" },
	{ "gnutar", "xz", "f.txz" },
	{ "ustar", "zstd", "f.tar.zst" },
	{ "ustar", "bzip2", "f.tbz2" },
	{ "zip", NULL, "f.zip" },
	{ "newc", NULL, "f.cpio" },
	{ "odc", "gzip", "f.cpio.gz" },
};

static void
test_archive(const char *format, const char *filter, const char *name)
{
	static const struct member members[] = {
		{ "dir", "", AE_IFDIR },
		{ "dir/a.rec", A_REC, 0 },
		{ "dir/.hidden", "rubbish", 0 },
		{ "./b.txt", B_LIST, 0 },
	};
	size_t n = pack_members(format, filter, members, 4), bad = 0;

	is_read(name, n, A_REC B_REC, name);
	for (size_t i = 0; i < n; i += 1 + n / 97) {
		struct wr w = { 0 };

		text_of_source(&w, packed, i, name, NULL);
		bad += strstr((char *)w.buf, "FAIL ") == NULL &&
		    strcmp((char *)w.buf, A_REC B_REC) != 0;
		wr_free(&w);
	}
	is_int((long long)bad, 0, "all that is cut short is refused or whole");
}

/* Members that are not to be read. */
static void
test_members(void)
{
	static const struct {
		struct member member;
		const char *want;
	} cases[] = {
		{ { "README", "x", 0 },
		    "FAIL f.tar/README: the name says no known format\n" },
		{ { "a.rec.gz", "x", 0 },
		    "FAIL f.tar/a.rec.gz: the name says no known format\n" },
		{ { "a.tar", "x", 0 },
		    "FAIL f.tar/a.tar: the name says no known format\n" },
		{ { "a.rec", "", AE_IFLNK },
		    "FAIL f.tar/a.rec: not a plain file\n" },
		{ { "a.rec", "", HARD_LINK },
		    "FAIL f.tar/a.rec: not a plain file\n" },
		{ { "a.rec", "", AE_IFIFO },
		    "FAIL f.tar/a.rec: not a plain file\n" },
		{ { "\x1b[2J", "x", 0 },
		    "FAIL f.tar/?[2J: the name says no known format\n" },
		{ { "a.rec", "x\n", 0 },
		    "BAD f.tar/a.rec:1:1: an octet is a number without "
		    "leading zeros, found 'x'\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t n = pack_members("ustar", NULL, &cases[i].member, 1);

		is_read("f.tar", n, cases[i].want, "a member not to be read");
	}
	memcpy(packed, A_REC, sizeof(A_REC) - 1);
	is_read("f.rec", sizeof(A_REC) - 1, A_REC, "no archive");
	ok(is_refused("f.tar", sizeof(A_REC) - 1), "text is no archive");
	ok(is_refused("f.tar", 0), "nothing is no archive");
	ok(is_refused("f.zip", 0), "nor a zip");
}

static void
test_too_many(void)
{
	size_t used = 0;
	struct archive *a = pack("newc", NULL, &used);

	for (int i = 0; i <= INPUT_MEMBERS_MAX; i++) {
		char name[20];

		snprintf(name, sizeof(name), "d%d", i);
		add_member(a, &(struct member){ name, "", AE_IFDIR });
	}
	archive_write_close(a);
	archive_write_free(a);
	is_read("f.cpio", used,
	    "FAIL f.cpio: an archive has at most 1000 members\n",
	    "too many members");
}

/* A gigabyte of line feeds, five times over. */
static void
test_bomb(void)
{
	static char feeds[1 << 20];
	char name[] = "/tmp/feedmill-bomb.XXXXXX";
	struct source_sink sink = { text_record, text_bad, NULL };
	struct archive *a = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	struct fail f = { 0 };
	int fd = mkstemp(name);

	unlink(name);
	memset(feeds, '\n', sizeof(feeds));
	archive_write_set_format_raw(a);
	archive_write_add_filter_zstd(a);
	archive_write_open_fd(a, fd);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_write_header(a, entry);
	for (size_t i = 0; i <= INPUT_BYTES_MAX / sizeof(feeds); i++)
		archive_write_data(a, feeds, sizeof(feeds));
	archive_entry_free(entry);
	archive_write_free(a);
	lseek(fd, 0, SEEK_SET);
	ok(source_read_fd(fd, "f.txt.zst", NULL, &sink, &f) == -1 &&
		strcmp(f.msg,
		    "f.txt.zst: it unpacks to more than 4294967296 bytes") == 0,
	    "a bomb: %s", f.msg);
	close(fd);
}

int
main(void)
{
	for (size_t i = 0; i < FILTERS; i++)
		test_compressed(filters[i].filter, filters[i].suffix);
	test_flips("gzip", "f.rec.gz");
	test_flips("xz", "f.rec.xz");
	test_flips("bzip2", "f.rec.bz2");
	test_gzip();
	for (size_t i = 0; i < sizeof(archives) / sizeof(archives[0]); i++)
		test_archive(archives[i].format, archives[i].filter,
		    archives[i].name);
	test_members();
	test_too_many();
	if (getenv("LONG") != NULL)
		test_bomb();
	return tap_end();
}
