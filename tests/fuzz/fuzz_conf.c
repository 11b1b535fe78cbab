#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read needs no more checks, and reads the same twice. */
static void
check(const struct conf *c, const struct conf *again)
{
	if (c->ndbs == 0 || c->nns == 0 || c->ndbs != again->ndbs)
		abort();
	for (size_t i = 0; i < c->ndbs; i++) {
		const struct conf_db *db = &c->dbs[i];
		struct fail f = { 0 };
		struct zone_info info;

		conf_zone(c, db, &info);
		if (conf_db(c, db->policy.name) != db || db->key == NULL ||
		    policy_check(&db->policy, &f) == -1 ||
		    zone_check(&info, &f) == -1 ||
		    memcmp(&db->policy, &again->dbs[i].policy,
			sizeof(db->policy)) != 0)
			abort();
		for (size_t k = 0; k < db->policy.nmembers; k++)
			if (conf_db(c, db->policy.members[k].db) >= db)
				abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct fail f = { 0 }, g = { 0 };
	struct conf *c = conf_parse(text, size, "fuzz.conf", &f);
	struct conf *again = conf_parse(text, size, "fuzz.conf", &g);

	if ((c == NULL) != (f.kind == FAIL_USAGE) ||
	    (c == NULL) != (again == NULL) || strcmp(f.msg, g.msg) != 0 ||
	    (c == NULL && strncmp(f.msg, "fuzz.conf:", 10) != 0))
		abort();
	if (c != NULL)
		check(c, again);
	conf_free(c);
	conf_free(again);
	return 0;
}
