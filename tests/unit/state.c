#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/head.h"
#include "formats/object.h"
#include "keys/sign.h"
#include "subscriber/state.h"
#include "tests/unit/file.h"
#include "tests/unit/key.h"
#include "tests/unit/tap.h"

/* A head and its snapshot as they come from a source. */
struct published {
	struct wr head, snapshot;
};

static struct published
publish(const char *snapshot, uint32_t serial, uint32_t time)
{
	struct published p = { 0 };
	struct head h = { .db = "rbl",
		.epoch = 1,
		.serial = serial,
		.time = time,
		.fresh_until = time + 60,
		.valid_until = time + 600 };
	struct seckey *key = key_plain();
	struct sign_hash hash = sign_hash_of(snapshot, strlen(snapshot));
	struct signature sig;
	struct wr text = { 0 };

	wr_str(&p.snapshot, snapshot);
	h.snapshot = object_of(snapshot, strlen(snapshot));
	sign_make(&sig, key, &hash, "a snapshot");
	sign_to_minisig(&sig, &h.signature);
	head_write(&text, &h);
	sign_text_wrap(&p.head, key, text.buf, text.len, "a head");
	wr_free(&text);
	seckey_free(key);
	return p;
}

static void
unpublish(struct published *p)
{
	wr_free(&p->head);
	wr_free(&p->snapshot);
}

static struct rd
all_of(const struct wr *w)
{
	return rd_over(w->buf, w->len);
}

static bool
same(const struct wr *a, const struct wr *b)
{
	return a->len == b->len && memcmp(a->buf, b->buf, a->len) == 0;
}

static int
install(const struct state_db *d, const struct published *p)
{
	struct fail f = { 0 };
	int rc = state_install(d, all_of(&p->head), all_of(&p->snapshot), &f);

	if (rc == -1)
		printf("# %s\n", f.msg);
	return rc;
}

/* Whether just this is held, whole. */
static bool
holds(const struct state_db *d, const struct published *p)
{
	struct fail f = { 0 };
	struct state_held held;
	bool good;

	if (state_held(d, &held, &f) == -1) {
		printf("# %s\n", f.msg);
		return false;
	}
	good = !held.damaged && same(&held.head_file, &p->head) &&
	    same(&held.snapshot, &p->snapshot);
	state_held_free(&held);
	return good;
}

static bool
exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* As a crash would leave the files of an installation, step by step. */
static void
test_recovery(const struct state_db *d, const struct published *old,
    const struct published *new)
{
	struct fail f = { 0 };

	install(d, old);
	put_bytes("st/f/rbl.next", new->head.buf, new->head.len);
	ok(holds(d, old), "stopped with the head on its way: the old");
	ok(!exists("st/f/rbl.next"), "and that head is gone");

	put_bytes("st/f/rbl.next", new->head.buf, new->head.len);
	put_bytes("st/f/rbl.snap", new->snapshot.buf, new->snapshot.len);
	ok(holds(d, new), "stopped with the snapshot in place: the new");
	ok(!exists("st/f/rbl.next"), "and its head is, too");

	install(d, old);
	put_bytes("st/f/rbl.next", new->head.buf, new->head.len);
	put_bytes("st/f/rbl.snap", new->snapshot.buf, new->snapshot.len);
	ok(state_beat(d, all_of(&old->head), &f) == -1 &&
		f.kind == FAIL_SYSTEM && holds(d, new),
	    "a heartbeat of the old is not put over it: %s", f.msg);

	install(d, old);
	put_bytes("st/f/rbl.next", new->head.buf, new->head.len);
	put_bytes("st/f/rbl.snap", new->snapshot.buf, new->snapshot.len);
	ok(install(d, old) == 0 && holds(d, old),
	    "what stopped before is settled before the next is installed");
}

static const char too_long[HEAD_MAX + 1];

static void
test_damage(const struct state_db *d, const struct published *p)
{
	struct state_held held;
	struct fail f = { 0 };

	install(d, p);
	put("st/f/rbl.snap", "Some bits fell over!");
	ok(state_held(d, &held, &f) == 0 && held.damaged &&
		held.snapshot.len == 0 && same(&held.head_file, &p->head),
	    "a damaged snapshot is none, but what was seen is remembered");
	state_held_free(&held);
	put("st/f/rbl.head", "");
	ok(state_held(d, &held, &f) == 0 && held.head_file.len == 0 &&
		!held.damaged,
	    "an empty head is none");
	state_held_free(&held);
	put("st/f/rbl.head", "half a he");
	ok(state_held(d, &held, &f) == 0 && held.head_file.len == 0 &&
		held.damaged,
	    "a damaged head is none");
	state_held_free(&held);
	put_bytes("st/f/rbl.head", too_long, sizeof(too_long));
	ok(state_held(d, &held, &f) == 0 && held.head_file.len == 0,
	    "a head that is too long is none");
	state_held_free(&held);
	install(d, p);
	put("st/f/rbl.snap.minisig", "untrusted comment: what?\n");
	ok(holds(d, p), "a damaged signature is made again from the head");
}

static bool
verifies(const char *path, const char *public)
{
	char cmd[300];
	FILE *pipe;

	snprintf(cmd, sizeof(cmd), "minisign -V -q -p %s -m %s 2>&1", public,
	    path);
	pipe = popen(cmd, "r");
	return pipe != NULL && pclose(pipe) == 0;
}

static void
test_install(const struct state_db *d, const struct published *old,
    const struct published *new, const struct published *beat)
{
	struct state_held held;
	struct fail f = { 0 };

	ok(state_held(d, &held, &f) == 0 && held.head_file.len == 0 &&
		!held.damaged,
	    "at first nothing is held");
	state_held_free(&held);
	ok(install(d, old) == 0 && holds(d, old), "what is installed is held");
	ok(install(d, new) == 0 && holds(d, new), "and what follows it");
	ok(verifies("st/f/rbl.snap", "public"), "minisign verifies it");
	ok(state_beat(d, all_of(&beat->head), &f) == 0 && holds(d, beat),
	    "a heartbeat");
}

static void
test_look(const struct state_db *d, const struct published *old,
    const struct published *new)
{
	struct fail f = { 0 };
	struct state *look = state_look("st", &f);
	struct state_db seen = { look, d->feed, d->db };

	install(d, old);
	put_bytes("st/f/rbl.next", new->head.buf, new->head.len);
	put_bytes("st/f/rbl.snap", new->snapshot.buf, new->snapshot.len);
	ok(look != NULL && holds(&seen, new), "a look sees what will be");
	ok(exists("st/f/rbl.next"), "and changes nothing");
	state_close(look);
}

/* What lies beside our files in a folder that is a state is not ours. */
static void
test_others(void)
{
	static const char *const ours[] = { "st/.version.0123abcd",
		"st/.status.json.0123abcd", "st/f/.catalog.0123abcd",
		"st/f/.roots.0123abcd", "st/f/.sources.0123abcd",
		"st/f/.rbl.head.0123abcd", "st/f/.rbl.next.0123abcd",
		"st/f/.q-2.snap.0123abcd", "st/f/.rbl.snap.minisig.0123abcd",
		"st/f/.rbl.outputs.0123abcd" };
	static const char *const others[] = { "st/.bashrc", "st/.ssh.0123abcd",
		"st/.version.0123abc", "st/.version.0123ABCD",
		"st/.status.json", "st/.rbl.head.0123abcd",
		"st/f/.head.0123abcd", "st/f/.rbl.0123abcd",
		"st/f/.rbl.head.bak.0123abcd", "st/f/.version.0123abcd",
		"st/f/.R.head.0123abcd", "st/g/.catalog.0123abcd" };
	struct fail f = { 0 };
	struct state *s;

	mkdir("st/g", 0755);
	mkdir("st/.version.01234567", 0755);
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		put(ours[i], "half");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		put(others[i], "somebody's");
	s = state_open("st", &f);
	ok(s != NULL && state_make(s, "f", &f) == 0, "it is opened: %s", f.msg);
	state_close(s);
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		ok(!exists(ours[i]), "swept away: %s", ours[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		ok(exists(others[i]), "not ours: %s", others[i]);
		unlink(others[i]);
	}
	ok(rmdir("st/.version.01234567") == 0, "a folder is not ours, either");
	rmdir("st/g");
}

/* A folder with somebody's things becomes no state by mistake. */
static void
test_foreign(void)
{
	struct fail f = { 0 };
	struct state *s;

	mkdir("home", 0755);
	mkdir("home/lost+found", 0755);
	put("home/.lock", "");
	put("home/.version.0123abcd", "");
	s = state_open("home", &f);
	ok(s != NULL && exists("home/version"),
	    "a start that was cut off begins again: %s", f.msg);
	state_close(s);
	unlink("home/version");
	unlink("home/.lock");
	put("home/.profile", "");
	ok(state_open("home", &f) == NULL && f.kind == FAIL_USAGE,
	    "a folder with other things in it is refused");
	is_str(f.msg,
	    "home/ is not a state folder, but has other things in it: begin "
	    "with an empty one",
	    "and why");
	ok(exists("home/.profile") && !exists("home/.lock") &&
		!exists("home/version"),
	    "and is left as it was");
}

/* Both in turn, again and again. */
struct installing {
	const struct state_db *place;
	const struct published *each[2];
	atomic_bool over;
};

static void *
go_on_installing(void *arg)
{
	struct installing *all = arg;

	for (unsigned i = 0; !all->over; i++) {
		install(all->place, all->each[i % 2]);
		usleep(1000);
	}
	return NULL;
}

/* Who only looks finds one or the other, never half of each. */
static void
test_look_between(const struct state_db *d, const struct published *old,
    const struct published *new)
{
	struct installing all = { d, { old, new }, false };
	struct fail f = { 0 };
	struct state *look = state_look("st", &f);
	struct state_db seen = { look, d->feed, d->db };
	unsigned damaged = 0;
	pthread_t thread;

	install(d, old);
	pthread_create(&thread, NULL, go_on_installing, &all);
	for (unsigned i = 0; i < 5000; i++) {
		struct state_held held;

		if (state_held(&seen, &held, &f) == -1 || held.damaged)
			damaged++;
		state_held_free(&held);
	}
	all.over = true;
	pthread_join(thread, NULL);
	is_int(damaged, 0, "a look between two renames");
	state_close(look);
}

static void
test_folder(void)
{
	struct fail f = { 0 };
	struct state *s;

	s = state_open("st", &f);
	ok(state_open("st", &f) == NULL && f.kind == FAIL_BUSY,
	    "a second process is refused");
	state_close(s);
	f = (struct fail){ 0 };
	put("st/version", "2\n");
	ok(state_open("st", &f) == NULL && f.kind == FAIL_FORMAT,
	    "a later version is refused");
	is_str(f.msg,
	    "st: this state is of version 2, and this program knows 1: run "
	    "the newer one, or begin with an empty folder",
	    "and why");
	f = (struct fail){ 0 };
	ok(state_look("st", &f) == NULL && f.kind == FAIL_FORMAT,
	    "also to look at");
	f = (struct fail){ 0 };
	ok(state_open("no/st", &f) == NULL && f.kind == FAIL_SYSTEM,
	    "no place for it");
}

int
main(void)
{
	char dir[] = "/tmp/feedmill-state.XXXXXX", cmd[100];
	struct published old = publish("The first snapshot.", 100, 100);
	struct published new = publish("The second one.", 160, 160);
	struct published beat = publish("The second one.", 160, 220);
	size_t n;
	char *public = key_data("good.pub", &n);
	struct state_db d = { .feed = "f", .db = "rbl" };
	struct fail f = { 0 };
	struct state *s;

	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		err(1, "%s", dir);
	put_bytes("public", public, n);
	free(public);
	d.state = s = state_open("st", &f);
	ok(s != NULL && state_make(s, "f", &f) == 0, "a new folder");
	test_install(&d, &old, &new, &beat);
	test_recovery(&d, &old, &new);
	test_damage(&d, &new);
	test_look(&d, &old, &new);
	test_look_between(&d, &old, &new);
	state_close(s);
	test_others();
	test_foreign();
	test_folder();
	unpublish(&old);
	unpublish(&new);
	unpublish(&beat);
	snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
	return tap_end() | (system(cmd) != 0);
}
