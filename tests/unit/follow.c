/* What is told of a database between looks: which failure, and until when. */
#include "subscriber/follow_own.h"
#include "subscriber/held.h"
#include "tests/unit/tap.h"

int
main(void)
{
	struct sub_db conf = { .name = "rbl" };
	struct sub_feed feed = { .name = "x", .dbs = &conf, .ndbs = 1 };
	struct follow_db db = { .conf = &conf };
	struct held held = { .known = false };
	struct follow fo = { .feed = &feed, .helds = &held, .dbs = &db };
	struct fail f = { 0 };

	fail(&db.look_fail, FAIL_NETWORK, "unreachable");
	fail(&db.write_fail, FAIL_HOOK, "no reload");
	follow_tell(&db);
	is_str(db.fail.msg, "no reload", "the graver failure is told");
	is_int(follow_write(&fo, 1000, &f), 0, "writing succeeds");
	is_str(db.fail.msg, "unreachable", "and is told no more as failed");
	db.look_fail = (struct fail){ 0 };
	follow_write(&fo, 1000, &f);
	is_int(db.fail.kind, FAIL_NONE, "nor is what is good again");
	return tap_end();
}
