/* The odds that deltas start with are those that the manual prints. */
#include <stdlib.h>
#include <string.h>

#include "formats/delta_odds.h"
#include "formats/prior.h"
#include "tests/unit/file.h"
#include "tests/unit/tap.h"

/* What stands before the characters of a line. */
#define MARGIN 9

/* The characters of the table, for free(). */
static char *
table_of(const char *manual)
{
	const char *at = strstr(manual, "\n.Sh PRIOR OF DELTAS\n");
	char *table = calloc(1, strlen(manual));
	size_t n = 0;

	at = at == NULL ? NULL : strstr(at, "\n.Bd -literal\n");
	if (at == NULL)
		return table;
	at = strchr(at + 1, '\n') + 1;
	while (*at != '.') {
		size_t len = strcspn(at, "\n");

		if (len > MARGIN) {
			memcpy(table + n, at + MARGIN, len - MARGIN);
			n += len - MARGIN;
		}
		at += len + 1;
	}
	return table;
}

int
main(void)
{
	size_t n, bad = 0,
		  all = sizeof(struct delta_odds) / sizeof(struct odds);
	char *manual = slurp("formats/feed.5", &n);
	char *table = table_of(manual);
	struct delta_odds odds = { 0 };
	const struct odds *o = (const struct odds *)&odds;

	delta_odds_init(&odds);
	is_int((long long)strlen(table), (long long)all,
	    "the manual has a character for each of the odds");
	for (size_t i = 0; i < all && table[i] != '\0'; i++) {
		struct odds want = prior_odds(table[i]);

		bad += o[i].one != want.one || o[i].seen != want.seen;
	}
	is_int((long long)bad, 0, "which are these");
	free(table);
	free(manual);
	return tap_end();
}
