/*
 * A publish tree that has been built every second for long:
 *	age CONFIGURATION DATABASE SECONDS FILE
 * builds a quick list so often, up to now, each time with one more hit at the
 * end of FILE.  Nothing is synced, which would take most of the time.
 */
#include <err.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/delegation.h"
#include "compiler/hitlist.h"
#include "compiler/keyring.h"
#include "compiler/tree.h"
#include "compiler/warm.h"
#include "formats/addr.h"
#include "formats/stamp.h"
#include "keys/passphrase.h"

/* In place of the library's. */
int
fsync(int fd)
{
	return fd < 0 ? -1 : 0;
}

static void
write_hit(FILE *day, uint32_t now)
{
	char addr[ADDR_TEXT], stamp[STAMP_TEXT];

	addr_text(addr, IP4, 0x0c000000 + now % 0x1000000);
	stamp_text(stamp, now - 1);
	if (fprintf(day, "%s %s\n", addr, stamp) < 0 || fflush(day) == EOF)
		err(1, "hits");
}

static void
build_once(const struct conf_db *db, struct build_job *job)
{
	struct build made;

	build_run(&made, db, job);
	if (made.fail.kind != FAIL_NONE)
		errx(1, "%s", made.fail.msg);
	build_free(&made);
}

int
main(int argc, char **argv)
{
	struct fail f = { 0 };
	struct passphrase passphrase = { .fail = &f };
	struct delegation none = { 0 };
	struct warm warm = { 0 };
	struct keyring keys;
	struct build_job job = { .delegation = &none, .warm = &warm };
	const struct conf_db *db;
	uint32_t end;
	FILE *day;

	if (sodium_init() == -1 || argc != 5)
		errx(2, "CONFIGURATION DATABASE SECONDS FILE");
	job.conf = conf_read(argv[1], &f);
	if (job.conf == NULL || keyring_read(&keys, job.conf, &passphrase, &f))
		errx(1, "%s", f.msg);
	db = conf_db(job.conf, argv[2]);
	job.tree = tree_open(job.conf->publish, &f);
	warm.hitlist = db != NULL ? hitlist_open(job.conf, db, &f) : NULL;
	day = fopen(argv[4], "a");
	if (job.tree == NULL || warm.hitlist == NULL || day == NULL)
		errx(1, "%s", f.msg);
	job.key = keys.secrets[db - job.conf->dbs];
	job.publics = keys.publics;
	end = (uint32_t)time(NULL);
	for (job.now = end - (uint32_t)strtoul(argv[3], NULL, 10);
	     job.now < end; job.now++) {
		write_hit(day, job.now);
		build_once(db, &job);
	}
	fclose(day);
	warm_clear(&warm);
	tree_close(job.tree);
	keyring_clear(&keys);
	return 0;
}
