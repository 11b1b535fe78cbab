/* The access log: its lines, and that nobody waits for them. */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feedd/log.h"
#include "feedd/log_line.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

#define T0 1795262400u /* 2026-11-21T12:00:00Z */

static void
is_line(const struct log_line *l, const char *want, const char *name)
{
	char line[LOG_LINE_MAX + 1];

	line[log_line(line, l)] = '\0';
	is_str(line, want, name);
}

static void
test_line(void)
{
	struct log_line l = { .addr = 0xc0000201,
		.time = T0,
		.method = "GET",
		.path = "/v1/rbl/head",
		.version = "HTTP/1.1",
		.status = 200,
		.bytes = 1234567890123,
		.agent = "curl/7.88.1" };

	is_line(&l,
	    "192.0.2.1 - - [21/Nov/2026:12:00:00 +0000] \"GET /v1/rbl/head "
	    "HTTP/1.1\" 200 1234567890123 \"-\" \"curl/7.88.1\"\n",
	    "a line");
	l = (struct log_line){ .family = IP6, .addr = 1, .access = "gold" };
	is_line(&l,
	    "::1 - gold [01/Jan/1970:00:00:00 +0000] \"- - -\" 0 0 "
	    "\"-\" \"-\"\n",
	    "one of nothing");
	l = (struct log_line){ .method = "G\"T",
		.path = "/a\\b\n\x7f\xc3\xa4 c?token=secret",
		.version = "\r",
		.referer = "http://x/y?token=secret#z",
		.agent = "\x01\" 200 0 \"" };
	is_line(&l,
	    "0.0.0.0 - - [01/Jan/1970:00:00:00 +0000] \"G\\x22T "
	    "/a\\x5cb\\x0a\\x7f\\xc3\\xa4 c \\x0d\" 0 0 \"http://x/y\" "
	    "\"\\x01\\x22 200 0 \\x22\"\n",
	    "what is odd is escaped, queries are left out");
	l = (struct log_line){ .path = "http://user:secret@x/" };
	is_line(&l,
	    "0.0.0.0 - - [01/Jan/1970:00:00:00 +0000] \"- - -\" 0 0 \"-\" "
	    "\"-\"\n",
	    "no path is none");
}

static void
test_long(void)
{
	char text[5000], line[LOG_LINE_MAX];
	struct log_line l = { .method = text,
		.path = text,
		.version = text,
		.referer = text,
		.agent = text,
		.status = UINT32_MAX,
		.bytes = UINT64_MAX,
		.time = UINT32_MAX };
	size_t n;

	memset(text, 0xff, sizeof(text));
	text[0] = '/';
	text[sizeof(text) - 1] = '\0';
	n = log_line(line, &l);
	ok(n > 4000 && n < sizeof(line), "long texts are cut");
	is_int(line[n - 1], '\n', "before the end");
}

/* Until all that was added is written or lost. */
static void
settle(struct feedd_log *l, uint64_t lines)
{
	struct feedd_log_count c;

	do {
		struct fail f = { 0 };

		feedd_log_look(l, &f);
		c = feedd_log_count(l);
		usleep(1000);
	} while (c.written + c.lost < lines);
}

static struct feedd_log *
start(const char *path)
{
	struct fail f = { 0 };
	int fd = feedd_log_file(path, &f);
	struct feedd_log *l = fd == -1 ? NULL : feedd_log_start(fd, &f);

	if (l == NULL)
		errx(1, "%s", f.msg);
	return l;
}

static void
is_file(const char *path, const char *want, const char *name)
{
	size_t n;
	char *have = slurp(path, &n);

	is_str(have, want, name);
	free(have);
}

static void
test_file(const char *dir)
{
	char one[200], two[200];
	struct feedd_log *l;
	struct fail f = { 0 };

	snprintf(one, sizeof(one), "%s/one", dir);
	snprintf(two, sizeof(two), "%s/two", dir);
	put(one, "was there\n");
	l = start(one);
	feedd_log_add(l, "a\n", 2);
	settle(l, 1);
	is_file(one, "was there\na\n", "a line is added");
	feedd_log_add(l, "b\n", 2);
	is_int(feedd_log_look(l, &f), 0, "another is on its way");
	feedd_log_turn(l, feedd_log_file(two, &f));
	feedd_log_add(l, "c\n", 2);
	settle(l, 3);
	is_file(one, "was there\na\nb\n", "to where it was meant");
	is_file(two, "c\n", "and the next goes elsewhere");
	feedd_log_turn(l, feedd_log_file(one, &f));
	feedd_log_turn(l, feedd_log_file(two, &f));
	feedd_log_add(l, "d\n", 2);
	is_int((long long)feedd_log_count(l).written, 3, "so many so far");
	feedd_log_stop(l);
	is_file(two, "c\nd\n", "what is left is written in the end");
	is_int(feedd_log_file("/nowhere/at/all", &f), -1, "no such folder");
	is_str(f.msg, "/nowhere/at/all: No such file or directory",
	    "and is told");
	unlink(one);
	unlink(two);
}

static void
test_full(void)
{
	struct feedd_log *l = start("/dev/full");
	struct fail f = { 0 };
	int rc;

	feedd_log_add(l, "a\n", 2);
	do
		rc = feedd_log_look(l, &f);
	while (rc == 0);
	is_str(f.msg, "access log: lines are lost: No space left on device",
	    "a full disk is told");
	is_int((long long)feedd_log_count(l).lost, 1, "with what is lost");
	feedd_log_add(l, "b\n", 2);
	settle(l, 2);
	f = (struct fail){ 0 };
	is_int(feedd_log_look(l, &f), 0, "but once");
	feedd_log_turn(l, feedd_log_file("/dev/null", &f));
	feedd_log_add(l, "d\n", 2);
	settle(l, 3);
	is_int((long long)feedd_log_count(l).written, 1,
	    "it goes on elsewhere");
	feedd_log_turn(l, feedd_log_file("/dev/full", &f));
	feedd_log_add(l, "e\n", 2);
	do
		rc = feedd_log_look(l, &f);
	while (rc == 0);
	is_int((long long)feedd_log_count(l).lost, 3,
	    "a full one is told anew");
	feedd_log_stop(l);
	feedd_log_stop(NULL);
	is_int(feedd_log_look(NULL, &f), 0, "none is no log");
	is_int((long long)feedd_log_count(NULL).lost, 0, "and has no lines");
}

/* Nobody reads the pipe: it fills up, then what waits for it. */
static void
test_slow(const char *dir)
{
	char path[200], line[1000];
	struct feedd_log *l;
	struct feedd_log_count c;
	int reader;

	snprintf(path, sizeof(path), "%s/pipe", dir);
	if (mkfifo(path, 0600) == -1)
		err(1, "%s", path);
	reader = open(path, O_RDONLY | O_NONBLOCK);
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	l = start(path);
	for (size_t i = 0; i < 5000; i++)
		feedd_log_add(l, line, sizeof(line));
	c = feedd_log_count(l);
	ok(c.lost > 2000, "what there is no room for is lost");
	close(reader);
	feedd_log_stop(l);
	unlink(path);
}

int
main(void)
{
	char dir[] = "/tmp/feedmill-log.XXXXXX";

	signal(SIGPIPE, SIG_IGN);
	if (mkdtemp(dir) == NULL)
		err(1, "%s", dir);
	test_line();
	test_long();
	test_file(dir);
	test_full();
	test_slow(dir);
	rmdir(dir);
	return tap_end();
}
