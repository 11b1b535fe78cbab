#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compiler/build.h"
#include "compiler/conf.h"
#include "compiler/history.h"
#include "tests/unit/tap.h"

/* 2026-11-21T00:00:00Z */
#define DAY0 1795219200u
#define DAY  86400u

static char state[] = "/tmp/feedmill-history.XXXXXX";

static void
add(const char *db, uint32_t as_of, uint64_t added)
{
	struct conf_db conf = { 0 };
	struct build b = { .db = &conf,
		.state = BUILD_NEW,
		.serial = as_of,
		.entries = { 7, 8 },
		.change = { .added = added },
		.seconds = 0.25 };
	struct fail f = { 0 };

	snprintf(conf.policy.name, sizeof(conf.policy.name), "%s", db);
	if (history_add(state, &b, as_of, 1.5, &f) == -1)
		errx(1, "%s", f.msg);
}

static struct history
read_since(const char *db, uint32_t since)
{
	struct fail f = { 0 };
	struct history h;

	if (history_read(&h, state, db, since, &f) == -1)
		errx(1, "%s", f.msg);
	return h;
}

static bool
is_there(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/builds/%s", state, name);
	return access(path, F_OK) == 0;
}

static void
test_rows(void)
{
	struct history h;

	add("qil", DAY0 + 10, 1);
	add("qil", DAY0 + DAY - 1, 2);
	add("rbl", DAY0 + DAY, 3);
	add("qil", DAY0 + DAY, 4);
	h = read_since("qil", DAY0 + 11);
	ok(h.n == 2, "two of the last 24 hours");
	ok(h.n == 2 && h.rows[0].added == 2 && h.rows[1].added == 4,
	    "in their order");
	ok(h.n == 2 && h.rows[1].entries[IP4] == 7 &&
		h.rows[1].entries[IP6] == 8 && h.rows[1].seconds == 0.25 &&
		h.rows[1].late == 1.5 && h.rows[1].serial == DAY0 + DAY,
	    "with their figures");
	is_str(h.n == 2 ? h.rows[0].state : "", "published", "and states");
	history_clear(&h);
}

static void
test_damage(void)
{
	char path[PATH_MAX];
	struct history h;
	FILE *file;

	snprintf(path, sizeof(path), "%s/builds/qil.2026-11-22", state);
	file = fopen(path, "a");
	if (file == NULL)
		err(1, "%s", path);
	fputs("{\"as_of\":\n\n[]\n{}\n{\"state\":\"much too long a state\"}\n",
	    file);
	fclose(file);
	add("qil", DAY0 + DAY + 60, 5);
	h = read_since("qil", DAY0 + DAY);
	ok(h.n == 2 && h.rows[1].added == 5, "lines that are none are nothing");
	history_clear(&h);
}

static void
test_sweep(void)
{
	struct history h;

	ok(is_there("qil.2026-11-21"), "yesterday is kept");
	add("qil", DAY0 + 5 * DAY, 6);
	ok(!is_there("qil.2026-11-21") && !is_there("qil.2026-11-22"),
	    "what is older goes, days later as well");
	ok(is_there("rbl.2026-11-22"), "but not another database's");
	h = read_since("qil", DAY0 + 5 * DAY - DAY);
	ok(h.n == 1 && h.rows[0].added == 6, "and the new one is there");
	history_clear(&h);
}

int
main(void)
{
	char command[64];

	if (mkdtemp(state) == NULL)
		err(1, "%s", state);
	test_rows();
	test_damage();
	test_sweep();
	snprintf(command, sizeof(command), "rm -rf %s", state);
	ok(system(command) == 0, "and it can be removed");
	return tap_end();
}
