#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "feedd/rules.h"
#include "feedd/token_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each token is found, and is some holder's of its access. */
static void
check(const struct rules *r)
{
	for (size_t i = 0; i < r->ntokens; i++) {
		const struct rules_token *t = &r->tokens[i];

		if (rules_token(r, &t->hash) != t || t->holder >= r->nholders ||
		    r->holders[t->holder].grant != t->grant ||
		    strcmp(r->holders[t->holder].name, t->name) != 0 ||
		    !token_is_name(t->name, strlen(t->name)))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rules *r = rules_new();
	struct fail f = { 0 };
	int rc;

	rules_add_grant(r, "gold");
	rules_add_grant(r, "iron");
	rc = token_file_parse(r, (const char *)data, size, "fuzz", &f);
	if ((rc == -1) != (f.kind == FAIL_USAGE) ||
	    (rc == -1 && strncmp(f.msg, "fuzz:", 5) != 0))
		abort();
	if (rc == 0 && rules_end(r, &f) == 0)
		check(r);
	rules_free(r);
	return 0;
}
