/*
 * Policies: what each database lists, accepts, answers and allows.  The six
 * databases and rblplus are built in; a configuration changes single numbers
 * or defines databases of its own.
 */
#ifndef FEEDMILL_POLICY_H
#define FEEDMILL_POLICY_H

#include <stddef.h>
#include <stdint.h>

#include "compiler/quick.h"
#include "formats/addr.h"
#include "formats/fail.h"
#include "formats/name.h"
#include "formats/record.h"

#define POLICY_TITLE_MAX   63
#define POLICY_TEXT_MAX    400
#define POLICY_LOOKUP_MAX  127
#define POLICY_MEMBERS_MAX 8

/* Seconds that a source's clock may be ahead of ours. */
#define POLICY_SKEW 60

/* Seconds: a year, a week. */
#define POLICY_VALID_MAX (366 * 86400)
#define POLICY_TTL_MAX   (7 * 86400)

enum policy_kind {
	POLICY_STANDING, /* what its sources hold now */
	POLICY_QUICK,    /* hits that end by themselves: see quick.h */
	POLICY_MASK,     /* other databases' sets in one: see mask.h */
};

struct policy_member {
	char db[NAME_DB_MAX + 1];
	uint8_t bit; /* 1, 2, 4 ... 128: its bit in the answer */
};

struct policy {
	char name[NAME_DB_MAX + 1];
	char title[POLICY_TITLE_MAX + 1];
	enum policy_kind kind;
	/*
	 * The keys its records may have, and those of them that reach the
	 * answer: bits 1 << enum attr.  ATTR_CODE and ATTR_TXT of a record
	 * take the place of the code and the text if they are shown.
	 */
	uint16_t attrs;
	uint16_t shown;
	uint32_t code; /* 127.0.0.2; a mask's lowest octet is 0 */
	char text[POLICY_TEXT_MAX + 1];     /* the TXT: see template.h */
	char lookup[POLICY_LOOKUP_MAX + 1]; /* {lookup} in it; has a "$" */

	/* Guards: see guard.h.  A share of 0 is no guard. */
	uint8_t widest[FAMILIES];   /* the shortest prefix of a record */
	double cover_max[FAMILIES]; /* of all IPv4, of 2000::/3 */
	double change_max;          /* of the entries of the last set */
	uint32_t change_min;        /* entries below which change is free */
	uint32_t protected_max;     /* lines a source may have there */

	/* Seconds. */
	uint32_t interval; /* between heads */
	uint32_t fresh;    /* a head older than this is an alarm */
	uint32_t valid;    /* a head older than this is refused */
	uint32_t ttl;      /* of answers */
	uint32_t recent;   /* steps that it remembers what leaves: recent.h */

	struct quick_rules quick; /* of POLICY_QUICK */
	uint32_t rate;            /* lines a minute of a source of it; 0: any */
	struct policy_member members[POLICY_MEMBERS_MAX]; /* of POLICY_MASK */
	size_t nmembers;
};

/* The built-in policy of a name; NULL if there is none. */
const struct policy *policy_builtin(const char *name);

/* The i-th built-in policy, NULL after the last. */
const struct policy *policy_builtin_at(size_t i);

/*
 * What a database gets that is not built in: the policy of a standing list of
 * single hosts and small networks under the given name.
 */
void policy_default(struct policy *, const char *name);

/* Whether the policy makes sense; FAIL_USAGE says what does not. */
int policy_check(const struct policy *, struct fail *);

/*
 * Whether the database takes the record, the guards aside: its keys, times
 * not in the future (a removal's not at all, a listing's not beyond
 * POLICY_SKEW), in a quick list only timed single hosts.  FAIL_SYNTAX with
 * the rule that is broken.
 */
int policy_check_record(const struct policy *, const struct record *,
    uint32_t now, struct fail *);

#endif
