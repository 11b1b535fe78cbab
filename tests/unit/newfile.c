#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/fail.h"
#include "formats/rd.h"
#include "keys/newfile.h"
#include "tests/unit/tap.h"

/* The bytes of a file as text, or what was wrong with it. */
static const char *
content_of(const char *path, char out[static 100])
{
	int fd = open(path, O_RDONLY);
	ssize_t n = fd == -1 ? -1 : read(fd, out, 99);

	if (fd != -1)
		close(fd);
	if (n == -1)
		return "unreadable";
	out[n] = '\0';
	return out;
}

static unsigned
mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == -1 ? 0 : st.st_mode & 07777;
}

static unsigned
entries(const char *dir)
{
	DIR *d = opendir(dir);
	unsigned n = 0;

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static int
put(const char *path, const char *text, mode_t mode, bool replace)
{
	struct fail f = { 0 };

	return newfile_put(path, rd_over(text, strlen(text)), mode, replace,
		   &f) == 0
	    ? 0
	    : (int)f.kind;
}

static void
test_put(void)
{
	char have[100];

	umask(0);
	is_int(put("a", "first", 0600, false), 0, "a new file");
	is_str(content_of("a", have), "first", "with its bytes");
	is_int(mode_of("a"), 0600, "and its mode");
	is_int(put("a", "second", 0600, false), FAIL_SYSTEM, "not twice");
	is_str(content_of("a", have), "first", "and the first one stays");
	is_int(put("a", "third", 0644, true), 0, "unless it is replaced");
	is_str(content_of("a", have), "third", "by other bytes");
	is_int(mode_of("a"), 0644, "and another mode");
	is_int(put("./b", "b", 0666, true), 0, "nothing to replace is fine");
	umask(027);
	is_int(put("b", "b", 0666, true), 0, "the umask counts");
	is_int(mode_of("b"), 0640, "and takes what it takes");
}

static void
test_links(void)
{
	char have[100];

	if (symlink("a", "link") == -1 || symlink("gone", "dangling") == -1)
		exit(1);
	is_int(put("link", "fourth", 0600, true), 0, "through a link");
	is_str(content_of("a", have), "fourth", "its target is replaced");
	is_int(mode_of("link"), 0777, "and the link stays one");
	is_int(put("dangling", "x", 0600, false), FAIL_SYSTEM,
	    "a new file is never made through a link");
	is_int(put("link", "x", 0600, false), FAIL_SYSTEM,
	    "nor an old one replaced so");
}

/* A limit on the size of files stands for a disk that fills up. */
static int
put_on_full_disk(const char *path, bool replace)
{
	struct rlimit before, small;
	sigset_t over;
	int rc;

	sigemptyset(&over);
	sigaddset(&over, SIGXFSZ);
	sigprocmask(SIG_BLOCK, &over, NULL);
	getrlimit(RLIMIT_FSIZE, &before);
	small = (struct rlimit){ 3, before.rlim_max };
	setrlimit(RLIMIT_FSIZE, &small);
	rc = put(path, "four", 0600, replace);
	setrlimit(RLIMIT_FSIZE, &before);
	return rc;
}

static void
test_failures(void)
{
	mkdir("full", 0700);
	mkdir("full/dir", 0700);
	is_int(put("full/dir", "x", 0600, true), FAIL_SYSTEM,
	    "a directory is not replaced");
	is_int(put("full/no/x", "x", 0600, true), FAIL_SYSTEM, "no directory");
	is_int(put("full/dir", "x", 0600, false), FAIL_SYSTEM,
	    "a directory is there already");
	is_int(put_on_full_disk("full/x", false), FAIL_SYSTEM, "a full disk");
	is_int(put_on_full_disk("full/x", true), FAIL_SYSTEM,
	    "a full disk and a file to replace");
	is_int(entries("full"), 1, "no failure leaves anything behind");
}

/* More than a writer holds, through a link, in place of what was there. */
static void
test_stream(void)
{
	struct fail f = { 0 };
	struct newfile n;
	struct stat st;
	char have[100];

	put("a", "old", 0600, true);
	ok(newfile_open(&n, "link", 0644, &f) == 0, "a stream is opened");
	for (int i = 0; i < 100000; i++)
		wr_str(&n.wr, "0123456789");
	is_str(content_of("a", have), "old", "nothing is there before its end");
	ok(newfile_close(&n, &st, &f) == 0, "and closed");
	is_int(st.st_size, 1000000, "it has all its bytes");
	is_int(mode_of("a"), 0640, "and its mode, less the umask");
	is_int(mode_of("link"), 0777, "and the link stays one");
	newfile_drop(&n);
	ok(newfile_open(&n, "a", 0644, &f) == 0, "another one is opened");
	wr_str(&n.wr, "given up");
	newfile_drop(&n);
	is_int(access("a", F_OK), 0, "and given up, and the file stays");
}

static void
test_sweep(void)
{
	static const char *const others[] = { ".a.0123456", ".a.012345678",
		".a.0123456G", ".b.01234567", "a.01234567", ".a" };

	put(".a.0123cdef", "left", 0600, false);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		put(others[i], "of others", 0600, false);
	newfile_sweep("link");
	is_int(access(".a.0123cdef", F_OK), -1, "what a kill left is removed");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		is_int(access(others[i], F_OK), 0, others[i]);
		unlink(others[i]);
	}
	newfile_sweep("nonexistent/a");
}

int
main(void)
{
	static const char *const left[] = { "a", "b", "link", "dangling",
		"full/dir", "full" };
	char dir[] = "/tmp/feedmill-newfile.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		return 1;
	test_put();
	test_links();
	test_stream();
	test_sweep();
	test_failures();
	is_int(entries("."), 5, "nothing is left beside the files");
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		remove(left[i]);
	rmdir(dir);
	return tap_end();
}
