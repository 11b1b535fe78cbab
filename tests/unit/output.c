/*
 * Outputs: when files are written again and when not, what they are stamped
 * with, what hooks see, and what a failure leaves.
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/set.h"
#include "formats/stamp.h"
#include "formats/value.h"
#include "subscriber/output.h"
#include "subscriber/state.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

#define KEY "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"

/* A whole minute, from which all times here are counted. */
#define T0        1795305600u
#define T0_MINUTE (T0 / 60)

/* What is tested: a feed, a set that ends bit by bit. */
struct site {
	char folder[40];
	struct sub_conf *conf;
	struct state *state;
	struct output_source src;
	struct fail f; /* of the last call */
	unsigned written;
};

static void
add(struct set *s, u128 addr, uint32_t until, const char *text)
{
	struct listing l = { { addr, addr, IP4 }, until,
		values_add(set_values(s), 0x7f000002, text, strlen(text)) };

	if (!set_add(s, &l))
		errx(1, "out of order");
}

/* 127.0.0.2, one without an end, one of five and one of ten minutes. */
static struct set *
example(void)
{
	struct set *s = set_new();

	add(s, 0x7f000002, 0, "test");
	add(s, 0xc0000201, 0, "stays");
	add(s, 0xc0000205, T0_MINUTE + 5, "five");
	add(s, 0xc000020a, T0_MINUTE + 10, "ten");
	return s;
}

static struct sub_conf *
conf_of(const char *folder, const char *db)
{
	char text[2000];
	struct fail f = { 0 };
	struct sub_conf *c;

	snprintf(text, sizeof(text),
	    "state = \"%s/state\" feed x { root = \"" KEY
	    "\" source = \"http://a\" origin = \"bl.example\" %s }",
	    folder, db);
	c = sub_conf_parse(text, strlen(text), "t.conf", &f);
	if (c == NULL)
		errx(1, "%s", f.msg);
	return c;
}

/* Another configuration of the same site. */
static void
configure(struct site *s, const char *db)
{
	sub_conf_free(s->conf);
	s->conf = conf_of(s->folder, db);
	s->src.feed = &s->conf->feeds[0];
	s->src.db = &s->conf->feeds[0].dbs[0];
}

static void
begin(struct site *s, const char *db)
{
	*s = (struct site){ .folder = "/tmp/feedmill-unit.XXXXXX" };
	if (mkdtemp(s->folder) == NULL || chdir(s->folder) == -1)
		err(1, "mkdtemp");
	configure(s, db);
	s->state = state_open(s->conf->state, &s->f);
	if (s->state == NULL || state_make(s->state, "x", &s->f) == -1)
		errx(1, "%s", s->f.msg);
	s->src.set = example();
	s->src.epoch = 1;
	s->src.serial = T0 - 30;
	s->src.valid_until = T0 + 3600;
}

static void
end(struct site *s)
{
	char command[80];

	state_close(s->state);
	sub_conf_free(s->conf);
	set_free((struct set *)(uintptr_t)s->src.set);
	snprintf(command, sizeof(command), "rm -rf %s", s->folder);
	if (chdir("/") == -1 || system(command) != 0)
		err(1, "%s", s->folder);
}

/* Brings the files to a time; tells how many were written, -1 for failure. */
static int
at(struct site *s, uint32_t after)
{
	s->f = (struct fail){ 0 };
	if (output_all(s->state, &s->src, T0 + after, &s->written, &s->f) == -1)
		return -1;
	return (int)s->written;
}

static uint32_t
due(struct site *s, uint32_t after)
{
	uint32_t t = output_due(s->state, &s->src, T0 + after);

	return t == UINT32_MAX ? t : t - T0;
}

/* Whether a file has a text in it. */
static bool
has(const char *file, const char *text)
{
	size_t n;
	char *bytes = slurp(file, &n);
	bool found = strstr(bytes, text) != NULL;

	free(bytes);
	return found;
}

/* What follows a text on its line. */
static const char *
behind(const char *file, const char *text, char out[static 80])
{
	size_t n;
	char *bytes = slurp(file, &n), *found = strstr(bytes, text);

	out[0] = '\0';
	if (found != NULL) {
		found += strlen(text);
		snprintf(out, 80, "%.*s", (int)strcspn(found, "\n"), found);
	}
	free(bytes);
	return out;
}

static const char *
verdict(struct site *s, uint32_t after)
{
	s->f = (struct fail){ 0 };
	output_verify(s->state, &s->src, T0 + after, &s->f);
	return s->f.msg;
}

#define RBLDNSD "database qil { output rbldnsd { file = \"%s/zone\" %s } }"

static void
begin_zone(struct site *s, const char *more)
{
	char db[400];

	begin(s, "database qil {}");
	snprintf(db, sizeof(db), RBLDNSD, s->folder, more);
	configure(s, db);
}

static void
configure_zone(struct site *s, const char *more)
{
	char db[400];

	snprintf(db, sizeof(db), RBLDNSD, s->folder, more);
	configure(s, db);
}

static unsigned
mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == -1 ? 0 : st.st_mode & 07777;
}

static void
test_ageing(void)
{
	struct site s;
	char text[80];

	begin_zone(&s, "");
	umask(077);
	is_int(at(&s, 0), 1, "ageing: written at first");
	umask(022);
	is_int(mode_of("zone"), 0644, "with a mode that servers can read");
	chmod("zone", 0640);
	is_int(due(&s, 0), 320, "due when the first entry has ended");
	ok(has("zone", "192.0.2.5\n"), "which is there");
	is_str(verdict(&s, 0), "", "and the file is right");
	is_int(at(&s, 299), 0, "nothing to write before that");
	is_int(at(&s, 300), 1, "written at the end of an entry");
	is_int(mode_of("zone"), 0640, "with the mode that it was given");
	ok(!has("zone", "192.0.2.5\n"), "which is not there any more");
	ok(has("zone", "192.0.2.10\n"), "and one that has not ended is");
	is_int(due(&s, 300), 620, "due when the next one has");
	is_str(behind("zone", "$SOA ", text),
	    "300 localhost hostmaster.feedmill.internal 1795305571 300 60 "
	    "86400 300",
	    "the zone's serial has risen");
	is_int(at(&s, 300), 0, "once");
	is_int(at(&s, 1300), 1, "late");
	is_int(due(&s, 1300), 3600, "then nothing but the feed's own end");
	end(&s);
}

static void
test_news(void)
{
	struct site s;
	char text[80];

	begin_zone(&s, "");
	at(&s, 0);
	s.src.serial = T0 + 40;
	is_int(at(&s, 45), 1, "news: another serial");
	snprintf(text, sizeof(text), " %u ", T0 + 40);
	ok(has("zone", text), "is the zone's");
	s.src.epoch = 2;
	is_int(at(&s, 46), 1, "news: another epoch");
	s.src.epoch = 3;
	s.src.serial = T0 + 39;
	is_int(at(&s, 46), 1, "news: another one that begins before");
	ok(has("zone", "1795305639"), "with a serial of its own");
	configure_zone(&s, "ttl = 1m");
	is_int(at(&s, 47), 1, "news: another configuration");
	ok(has("zone", "$TTL 60\n"), "is in the zone");
	is_int(at(&s, 48), 0, "once");
	configure(&s, "database qil { }");
	is_int(at(&s, 49), 0, "news: no output any more");
	is_int(access("zone", F_OK), 0, "its file stays");
	is_int(due(&s, 49), UINT32_MAX, "and is never due");
	configure_zone(&s, "ttl = 1m");
	is_int(at(&s, 50), 1, "news: configured again");
	end(&s);
}

static void
append(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_APPEND);

	if (fd == -1 || write(fd, text, strlen(text)) == -1)
		err(1, "%s", path);
	close(fd);
}

/* A file that somebody removed, wrote or put there. */
static void
test_others(void)
{
	struct site s;

	begin_zone(&s, "");
	ok(strstr(verdict(&s, 0), "zone: is yet to be written") != NULL,
	    "others: one that is not written yet is told: %s", s.f.msg);
	at(&s, 0);
	unlink("zone");
	ok(strstr(verdict(&s, 1), "zone: is not there") != NULL,
	    "others: a removed file is noticed: %s", s.f.msg);
	is_int(at(&s, 1), 1, "and written again");
	put("zone", "# nothing\n");
	ok(strstr(verdict(&s, 1), "was changed by others") != NULL,
	    "others: a changed file is noticed: %s", s.f.msg);
	is_int(at(&s, 1), 1, "and written again");
	is_str(verdict(&s, 1), "", "and is right");
	append("zone", "192.0.2.66\n");
	ok(strstr(verdict(&s, 1), "was changed by others") != NULL,
	    "others: so is one that is longer: %s", s.f.msg);
	put("other", "# nothing\n");
	rename("other", "zone");
	is_int(at(&s, 1), 1, "others: a file in its place is replaced");
	is_int(at(&s, 1), 0, "once");
	put("zone", "");
	truncate("zone", 0);
	is_int(at(&s, 1), 1, "others: an emptied file is written again");
	ok(strstr(verdict(&s, 301), "is due to be written again") != NULL,
	    "others: one that is due is told: %s", s.f.msg);
	s.src.serial++;
	ok(strstr(verdict(&s, 1), "is of serial 1795305570, not 1795305571") !=
		NULL,
	    "others: one of another serial is told: %s", s.f.msg);
	end(&s);
}

static void
test_stamps(void)
{
	struct site s;
	char text[80];

	begin_zone(&s, "");
	s.src.valid_until = T0 + 2000;
	at(&s, 1000);
	is_str(behind("zone", "$TIMESTAMP ", text), "2026-11-22:00:15:40 +1060",
	    "stamps: the zone ends with its feed");
	is_int(at(&s, 1600), 0, "no stamp is better than that one");
	is_int(due(&s, 1600), 2000, "and nothing due but its end");
	s.src.valid_until = T0 + 2400;
	is_int(at(&s, 1400), 0, "a later head: not before half of its life");
	is_int(due(&s, 1400), 1500, "when it is due");
	is_int(at(&s, 1500), 1, "stamped again");
	is_str(behind("zone", "$TIMESTAMP ", text), "2026-11-22:00:24:00 +960",
	    "with the new end");
	is_int(at(&s, 900), 1, "a clock that was set back: stamped again");
	is_int(at(&s, 880), 0, "but not for a little");
	end(&s);
}

static void
test_empty(void)
{
	struct site s;
	char text[80];

	begin_zone(&s, "");
	at(&s, 0);
	is_int(at(&s, 3600), 1, "empty: at the end of the feed");
	ok(!has("zone", "192.0.2."), "nothing is listed");
	ok(has("zone", "127.0.0.2\n"), "but for the test entry");
	is_str(behind("zone", "$TIMESTAMP ", text), "2026-11-22:00:59:00",
	    "and that for ever");
	is_str(verdict(&s, 3600), "", "as it has to be");
	is_int(due(&s, 3600), UINT32_MAX, "nothing is due any more");
	is_int(at(&s, 90000), 0, "however long");
	s.src.valid_until = T0 + 99999;
	is_int(at(&s, 90000), 1, "until there is news");
	ok(has("zone", "192.0.2.1\n"), "and it is back");
	end(&s);
}

static void
test_keep(void)
{
	struct site s;
	char text[80], db[400];

	begin(&s, "database qil {}");
	snprintf(db, sizeof(db), "stale = keep " RBLDNSD, s.folder, "");
	configure(&s, db);
	at(&s, 0);
	is_str(behind("zone", "$TIMESTAMP ", text), "2026-11-21:23:59:00",
	    "keep: the zone does not end");
	is_int(at(&s, 1000), 1, "its entries do");
	is_int(due(&s, 1000), UINT32_MAX, "then nothing is due");
	is_int(at(&s, 7200), 0, "past its feed's end, too");
	ok(has("zone", "192.0.2.1\n"), "what was listed stays");
	end(&s);
}

/* Two files of one hook, and one of another. */
static void
test_hooks(void)
{
	struct site s;
	char db[900];

	begin(&s, "database qil {}");
	snprintf(db, sizeof(db),
	    "hook = \"cd %s; echo >>tries; test -e ready && "
	    "echo $FEEDSUB_FILE $FEEDSUB_SERIAL >>ran\" "
	    "database qil { output rbldnsd { file = \"%s/zone\" } "
	    "output bind { file = \"%s/bind\" } "
	    "output cidr { file = \"%s/cidr\" hook = \"cd %s; echo >>cidr-ran\""
	    " } }",
	    s.folder, s.folder, s.folder, s.folder, s.folder);
	configure(&s, db);
	is_int(at(&s, 0), -1, "hooks: one fails");
	is_int(s.f.kind, FAIL_HOOK, "and says so");
	is_int((int)s.written, 3, "all files are written");
	ok(!has("tries", "\n\n"), "it ran once, for two files");
	is_int(mode_of("cidr-ran") != 0, 1, "and the other hook has run");
	is_int(due(&s, 0), 30, "hooks: it is due again");
	put("ready", "");
	is_int(at(&s, 30), 0, "hooks: it runs again, with nothing written");
	snprintf(db, sizeof(db), "%s/zone 1795305570\n", s.folder);
	ok(has("ran", db), "and is told what changed");
	snprintf(db, sizeof(db), "%s/bind", s.folder);
	ok(!has("ran", db), "hooks: once for two files");
	unlink("ran");
	is_int(at(&s, 31), 0, "hooks: nothing changed");
	is_int(access("ran", F_OK), -1, "so none runs");
	unlink("bind");
	is_int(at(&s, 32), 1, "hooks: one file is written");
	ok(has("ran", db), "and its hook runs");
	end(&s);
}

/* What is there when its file cannot be written. */
static int
at_full_disk(struct site *s, uint32_t after)
{
	struct rlimit before, small;
	int rc;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	small = (struct rlimit){ 100, before.rlim_max };
	setrlimit(RLIMIT_FSIZE, &small);
	rc = at(s, after);
	setrlimit(RLIMIT_FSIZE, &before);
	return rc;
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

static void
test_failures(void)
{
	struct site s;
	char db[900];

	begin(&s, "database qil {}");
	snprintf(db, sizeof(db),
	    "database qil { output rbldnsd { file = \"%s/no/zone\" } "
	    "output bind { file = \"%s/bind\" } }",
	    s.folder, s.folder);
	configure(&s, db);
	is_int(at(&s, 0), -1, "failures: one has no folder");
	ok(strstr(s.f.msg, "no/zone: No such file or directory") != NULL,
	    "and that is said: %s", s.f.msg);
	is_int((int)s.written, 1, "the other one is written");
	is_int(due(&s, 0), 30, "and it is due again soon");
	configure_zone(&s, "");
	at(&s, 0);
	is_int(at_full_disk(&s, 300), -1, "failures: a full disk");
	ok(strstr(s.f.msg, "zone: File too large") != NULL,
	    "and that is said: %s", s.f.msg);
	ok(has("zone", "192.0.2.5\n"), "what was there stays");
	is_int(entries("."), 3, "and nothing else");
	put(".zone.0123abcd", "of one that was killed");
	is_int(at(&s, 300), 1, "failures: written once there is room");
	is_int(entries("."), 3, "and what a kill left is removed");
	put("state/x/qil.outputs", "[{}, 5, {\"file\": \"x\"}");
	is_int(at(&s, 301), 1, "failures: odd notes are as none");
	is_int(at(&s, 301), 0, "once");
	unlink("zone");
	mkdir("zone", 0755);
	is_int(at(&s, 301), -1, "failures: a folder in its place");
	ok(strstr(s.f.msg, "zone: not a regular file") != NULL,
	    "and that is said: %s", s.f.msg);
	rmdir("zone");
	put("target", "");
	if (symlink("target", "zone") == -1)
		err(1, "zone");
	is_int(at(&s, 301), 1, "a link of our own is followed");
	ok(has("target", "192.0.2.10\n"), "to its target");
	is_int(at(&s, 301), 0, "once");
	unlink("target");
	ok(at(&s, 302) == -1 && strstr(s.f.msg, "to what is not") != NULL,
	    "one that leads nowhere is not replaced: %s", s.f.msg);
	end(&s);
}

int
main(void)
{
	test_ageing();
	test_news();
	test_others();
	test_stamps();
	test_empty();
	test_keep();
	test_hooks();
	test_failures();
	return tap_end();
}
