/* The built-in databases: what each is, and why so. */
#include <stdio.h>
#include <string.h>

#include "compiler/policy.h"

#define BIT(attr) (1u << (attr))
#define MINUTE    60
#define HOUR      3600
#define DAY       86400

/* What any record may have, and of that what takes the policy's place. */
#define COMMON (BIT(ATTR_UNTIL) | BIT(ATTR_REF) | ANSWER)
#define ANSWER (BIT(ATTR_CODE) | BIT(ATTR_TXT))

#define CODE   0x7f000002

#define SHARED                                                                 \
	.protected_max = 10, .rate = 600000,                                   \
	.lookup = "https://lookup.example.net/{db}/$"

/*
 * Most of what comes back does so within so many states.  A quick list, which
 * loses and finds its entries by the thousand, would remember minutes.
 */
#define STEPS 48

/* Under so many entries any change is free. */
#define FEW 100

/*
 * Heads: two missed intervals are normal trouble, so fresh is three or more.
 * A standing list is still good when it is days old, so valid outlasts a long
 * weekend; a quick one has emptied itself after 12 hours.
 *
 * A host in IPv6 is at most a /64, the least that anybody is given; in it the
 * sender picks addresses as it likes.
 */
static const struct policy builtins[] = {
	{
	    .name = "rbl",
	    .title = "Realtime Blackhole List",
	    .code = CODE,
	    .attrs = COMMON | BIT(ATTR_KIND),
	    .shown = ANSWER | BIT(ATTR_KIND),
	    .text = "Listed in the {title}: "
		    "[spam {kind}|spam source, relay or support], "
		    "see {lookup}",
	    SHARED,
	    /* Investigators list what one spammer holds, not providers. */
	    .widest = { 16, 32 },
	    .cover_max = { 0.02, 1e-4 },
	    .change_max = 0.25,
	    .change_min = FEW,
	    .interval = 5 * MINUTE,
	    .fresh = 20 * MINUTE,
	    .valid = 4 * DAY,
	    .ttl = 15 * MINUTE,
	    .recent = STEPS,
	},
	{
	    .name = "dul",
	    .title = "Dynamic User List",
	    .code = CODE,
	    .attrs = COMMON | BIT(ATTR_ISP),
	    .shown = ANSWER | BIT(ATTR_ISP),
	    .text = "Listed in the {title}: dynamic address[ of {isp}], "
		    "see {lookup}",
	    SHARED,
	    /* Some access providers have a /8, or in IPv6 a /19. */
	    .widest = { 8, 19 },
	    .cover_max = { 0.5, 0.05 },
	    .change_max = 0.25,
	    .change_min = FEW,
	    /* Ranges are renumbered in days, not in minutes. */
	    .interval = HOUR,
	    .fresh = 4 * HOUR,
	    .valid = 14 * DAY,
	    .ttl = 2 * HOUR,
	    .recent = STEPS,
	},
	{
	    .name = "rss",
	    .title = "Relay Spam Stopper",
	    .code = CODE,
	    .attrs = COMMON,
	    .shown = ANSWER,
	    .text = "Listed in the {title}: open relay, see {lookup}",
	    SHARED,
	    .widest = { 32, 64 },
	    .cover_max = { 0.01, 1e-9 },
	    .change_max = 0.25,
	    .change_min = FEW,
	    /* Who closed a relay waits for the re-test to show. */
	    .interval = 10 * MINUTE,
	    .fresh = 40 * MINUTE,
	    .valid = 4 * DAY,
	    .ttl = 15 * MINUTE,
	    .recent = STEPS,
	},
	{
	    .name = "ops",
	    .title = "Open Proxy Stopper",
	    .code = CODE,
	    .attrs = COMMON | BIT(ATTR_PORT) | BIT(ATTR_PROTO),
	    .shown = ANSWER | BIT(ATTR_PORT) | BIT(ATTR_PROTO),
	    .text = "Listed in the {title}: "
		    "open [{proto} |]proxy[ on port {port}], see {lookup}",
	    SHARED,
	    .widest = { 32, 64 },
	    .cover_max = { 0.01, 1e-9 },
	    /* Half of the proxies that are found live for minutes. */
	    .change_max = 0.8,
	    .change_min = FEW,
	    .interval = 5 * MINUTE,
	    .fresh = 20 * MINUTE,
	    .valid = 2 * DAY,
	    .ttl = 5 * MINUTE,
	    .recent = STEPS,
	},
	{
	    .name = "nml",
	    .title = "Non-confirmed Mail List",
	    .code = CODE,
	    .attrs = COMMON | BIT(ATTR_LIST),
	    .shown = ANSWER | BIT(ATTR_LIST),
	    .text = "Listed in the {title}: "
		    "mails people who never confirmed[ ({list})], "
		    "see {lookup}",
	    SHARED,
	    .widest = { 32, 64 },
	    .cover_max = { 0.01, 1e-9 },
	    .change_max = 0.25,
	    .change_min = FEW,
	    .interval = 30 * MINUTE,
	    .fresh = 2 * HOUR,
	    .valid = 7 * DAY,
	    .ttl = HOUR,
	    .recent = STEPS,
	},
	{
	    .name = "qil",
	    .title = "Quick IP Lookup",
	    .kind = POLICY_QUICK,
	    .code = CODE,
	    .attrs = BIT(ATTR_REF) | ANSWER,
	    .shown = ANSWER,
	    .text = "Listed in {title}: caught sending spam just now, "
		    "see {lookup}",
	    SHARED,
	    .quick = QUICK_RULES_DEFAULT,
	    .widest = { 32, 128 },
	    .cover_max = { 0.01, 1e-9 },
	    /*
	     * It may double in one build, as when a run was late; a list
	     * that is only starting grows as it likes.
	     */
	    .change_max = 1.0,
	    .change_min = 20000,
	    .interval = MINUTE,
	    .fresh = 10 * MINUTE,
	    .valid = 12 * HOUR,
	    /* Half of the shortest listing. */
	    .ttl = 150,
	},
	{
	    .name = "rblplus",
	    .title = "RBL+",
	    .kind = POLICY_MASK,
	    .code = 0x7f010000,
	    .text = "Listed in {title}: {lists}, see {lookup}",
	    SHARED,
	    .interval = 5 * MINUTE,
	    .fresh = 20 * MINUTE,
	    .valid = 4 * DAY,
	    .ttl = 5 * MINUTE,
	    .recent = STEPS,
	    .members = { { "rbl", 1 }, { "dul", 2 }, { "rss", 4 },
		{ "ops", 8 } },
	    .nmembers = 4,
	},
};

static const struct policy other = {
	SHARED,
	.code = CODE,
	.attrs = COMMON,
	.shown = ANSWER,
	.text = "Listed in {title}, see {lookup}",
	.widest = { 24, 48 },
	.cover_max = { 0.01, 1e-9 },
	.change_max = 0.25,
	.change_min = FEW,
	.interval = 10 * MINUTE,
	.fresh = 40 * MINUTE,
	.valid = 4 * DAY,
	.ttl = 15 * MINUTE,
	.recent = STEPS,
};

const struct policy *
policy_builtin_at(size_t i)
{
	size_t n = sizeof(builtins) / sizeof(*builtins);

	return i < n ? &builtins[i] : NULL;
}

const struct policy *
policy_builtin(const char *name)
{
	const struct policy *p;

	for (size_t i = 0; (p = policy_builtin_at(i)) != NULL; i++) {
		if (strcmp(p->name, name) == 0)
			return p;
	}
	return NULL;
}

void
policy_default(struct policy *out, const char *name)
{
	*out = other;
	snprintf(out->name, sizeof(out->name), "%s", name);
	snprintf(out->title, sizeof(out->title), "%s", name);
}
