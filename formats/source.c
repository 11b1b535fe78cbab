#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/below.h"
#include "formats/input.h"
#include "formats/packing.h"
#include "formats/source.h"
#include "formats/source_formats.h"

static const struct source_format formats[] = {
	{ "record", "rec", source_record },
	{ "ip4set", "ip4set", source_rbldnsd },
	{ "ip4tset", "ip4tset", source_rbldnsd },
	{ "ip4trie", "ip4trie", source_rbldnsd },
	{ "ip6tset", "ip6tset", source_rbldnsd },
	{ "ip6trie", "ip6trie", source_rbldnsd },
	{ "combined", "combined rbldnsd", source_rbldnsd },
	{ "plain", "txt list netset ipset cidr", source_plain },
};

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

const struct source_format *
source_format_at(size_t i)
{
	return i < FORMATS ? &formats[i] : NULL;
}

const struct source_format *
source_format(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

/* Whether a word is among words separated by blanks. */
static bool
is_among(struct text word, const char *words)
{
	while (*words != '\0') {
		size_t n = strcspn(words, " ");

		if (text_same(word, text_of(words, words + n)))
			return true;
		words += n + (words[n] == ' ');
	}
	return false;
}

const struct source_format *
source_format_of_file(const char *name)
{
	struct packing packing = packing_of(name);
	const char *dot = memrchr(name, '.', packing.base);

	if (dot == NULL || packing.archive)
		return NULL;
	for (size_t i = 0; i < FORMATS; i++)
		if (is_among(text_of(dot + 1, name + packing.base),
			formats[i].suffixes))
			return &formats[i];
	return NULL;
}

bool
source_is_known(const char *name)
{
	return packing_of(name).archive || source_format_of_file(name) != NULL;
}

static bool
is_hidden(const char *member)
{
	const char *slash = strrchr(member, '/');

	return (slash != NULL ? slash + 1 : member)[0] == '.';
}

/* The format of a member of an archive: that given, or as its name says. */
static const struct source_format *
member_format(const struct input *in, const struct source_format *given,
    struct fail *f)
{
	const char *member = input_member(in);
	const struct source_format *format = source_format_of_file(member);

	if (given != NULL)
		return given;
	if (format == NULL || packing_of(member).base < strlen(member)) {
		fail(f, FAIL_FORMAT, "%.300s: the name says no known format",
		    input_name(in));
		return NULL;
	}
	return format;
}

/* Reads the current member, unless it is one to pass over. */
static int
read_member(struct input *in, const struct source_format *format,
    const struct source_sink *sink, struct fail *f)
{
	const char *member = input_member(in);

	if (member != NULL && is_hidden(member))
		return 0;
	if (member != NULL)
		format = member_format(in, format, f);
	return format != NULL ? format->read(format, in, sink, f) : -1;
}

static int
read_input(struct input *in, const struct source_format *format,
    const struct source_sink *sink, struct fail *f)
{
	int got;

	while ((got = input_next(in, f)) == 1)
		if (read_member(in, format, sink, f) == -1)
			return -1;
	return got;
}

/* A file by its name, and as it is to be printed. */
struct file {
	const char *name;
	const char *shown;
};

/* Reads an open file, whose name says what is not given. */
static int
read_open(int fd, struct file file, const struct source_format *format,
    const struct source_sink *sink, struct fail *f)
{
	struct input *in;
	int result;

	if (format == NULL && !source_is_known(file.name))
		return fail(f, FAIL_FORMAT,
		    "%.300s: the name says no known format", file.shown);
	if (format == NULL)
		format = source_format_of_file(file.name);
	in = input_open(fd, file.name, file.shown, f);
	if (in == NULL)
		return -1;
	result = read_input(in, format, sink, f);
	input_free(in);
	return result;
}

int
source_read_fd(int fd, const char *shown, const struct source_format *format,
    const struct source_sink *sink, struct fail *f)
{
	return read_open(fd, (struct file){ shown, shown }, format, sink, f);
}

/* Whether two looks at a file saw the same. */
static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	    a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	    a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	    a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Opens what a path leads to.  Returns -1 with errno. */
static int
open_path(int dirfd, const char *path)
{
	if (dirfd == AT_FDCWD)
		return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	return below_open(dirfd, path);
}

/* Opens what must be a regular file. */
static int
open_file(int dirfd, const char *path, const char *shown, struct stat *st,
    struct fail *f)
{
	int fd = open_path(dirfd, path);

	if (fd == -1)
		return fail_errno(f, "%.300s", shown);
	if (fstat(fd, st) == -1)
		fail_errno(f, "%.300s", shown);
	else if (!S_ISREG(st->st_mode))
		fail(f, FAIL_SYSTEM, "%.300s: not a regular file", shown);
	else
		return fd;
	close(fd);
	return -1;
}

/* Whether the path still leads to the very file, and that is as it was. */
static bool
is_unchanged(int dirfd, const char *path, const struct stat *before)
{
	struct stat now;
	int fd = open_path(dirfd, path);
	bool same = fd != -1 && fstat(fd, &now) == 0 && same_file(before, &now);

	if (fd != -1)
		close(fd);
	return same;
}

int
source_read_file(int dirfd, const char *path, const char *shown,
    const struct source_format *format, const struct source_sink *sink,
    struct fail *f)
{
	struct stat before;
	int fd = open_file(dirfd, path, shown, &before, f);
	int result;

	if (fd == -1)
		return -1;
	result = read_open(fd, (struct file){ path, shown }, format, sink, f);
	if (!is_unchanged(dirfd, path, &before)) {
		f->kind = FAIL_NONE;
		result = fail(f, FAIL_BUSY, "%.300s: changed while it was read",
		    shown);
	}
	close(fd);
	return result;
}
