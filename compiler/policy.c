#include <stdbool.h>
#include <string.h>

#include "compiler/policy.h"
#include "compiler/template.h"
#include "formats/name.h"
#include "formats/recent.h"
#include "formats/stamp.h"

static int
refuse(const struct policy *p, struct fail *f, const char *rule)
{
	return fail(f, FAIL_USAGE, "%s: %s", p->name, rule);
}

static int
check_texts(const struct policy *p, struct fail *f)
{
	const char *texts[] = { p->title, p->text, p->lookup };

	for (size_t i = 0; i < 3; i++) {
		const char *rule =
		    text_rule(text_of(texts[i], texts[i] + strlen(texts[i])));

		if (rule != NULL)
			return refuse(p, f, rule);
	}
	return template_check(p, f);
}

static int
check_members(const struct policy *p, struct fail *f)
{
	unsigned bits = 0;

	if (p->kind != POLICY_MASK)
		return 0;
	if (p->nmembers == 0)
		return refuse(p, f, "a mask has one to eight members");
	for (size_t i = 0; i < p->nmembers; i++) {
		unsigned bit = p->members[i].bit;

		if (bit == 0 || (bit & (bit - 1)) != 0)
			return fail(f, FAIL_USAGE,
			    "%s: a member's bit is 1, 2, 4 ... 128, not %u",
			    p->name, bit);
		if ((bits & bit) != 0)
			return fail(f, FAIL_USAGE,
			    "%s: two members have the bit %u", p->name, bit);
		if (!name_is_db(p->members[i].db, strlen(p->members[i].db)) ||
		    strcmp(p->members[i].db, p->name) == 0)
			return fail(f, FAIL_USAGE, "%s: %s cannot be a member",
			    p->name, p->members[i].db);
		bits |= bit;
	}
	return 0;
}

static int
check_answer(const struct policy *p, struct fail *f)
{
	if (p->code >> 24 != 127 || p->code <= 0x7f000001)
		return refuse(p, f,
		    "the code is an address in 127.0.0.0/8 above 127.0.0.1");
	if (p->kind == POLICY_MASK && (p->code & 255) != 0)
		return refuse(p, f, "a mask's code ends in .0");
	if ((p->shown & ~p->attrs) != 0)
		return refuse(p, f, "a key is shown that no record may have");
	return 0;
}

static int
check_guards(const struct policy *p, struct fail *f)
{
	for (enum family family = IP4; family <= IP6; family++) {
		unsigned bits = family_bits(family);

		if (p->widest[family] > bits)
			return refuse(p, f, "a width is a prefix length");
		if (p->kind == POLICY_QUICK && p->widest[family] != bits)
			return refuse(p, f,
			    "a quick list lists single addresses only");
		if (!(p->cover_max[family] >= 0 && p->cover_max[family] <= 1))
			return refuse(p, f, "a coverage is 0 to 1");
	}
	if (!(p->change_max >= 0))
		return refuse(p, f, "a change is 0 or more");
	return 0;
}

static int
check_times(const struct policy *p, struct fail *f)
{
	if (p->interval == 0 || p->interval > p->fresh || p->fresh > p->valid ||
	    p->valid > POLICY_VALID_MAX)
		return refuse(p, f,
		    "interval, fresh and valid rise in this order, from a "
		    "second to a year");
	if (p->ttl == 0 || p->ttl > POLICY_TTL_MAX)
		return refuse(p, f, "a ttl is a second to a week");
	return 0;
}

int
policy_check(const struct policy *p, struct fail *f)
{
	if (!name_is_db(p->name, strlen(p->name)))
		return fail(f, FAIL_USAGE,
		    "a database's name has a-z, 0-9 and -, first a letter, "
		    "and at most %d of them: %s",
		    NAME_DB_MAX, p->name);
	if (check_texts(p, f) == -1 || check_members(p, f) == -1 ||
	    check_answer(p, f) == -1 || check_guards(p, f) == -1 ||
	    check_times(p, f) == -1)
		return -1;
	if (p->recent > RECENT_MAX)
		return fail(f, FAIL_USAGE, "%s: recent is at most %d states",
		    p->name, RECENT_MAX);
	if (p->kind == POLICY_QUICK && quick_check(&p->quick, f) == -1)
		return fail_at(f, "%s", p->name);
	return 0;
}

/* The first key of a record that the database does not take. */
static int
refuse_key(const struct policy *p, const struct record *r, struct fail *f)
{
	unsigned bad = r->has & ~(unsigned)p->attrs;

	return fail(f, FAIL_SYNTAX, "records of %s have no key %s", p->name,
	    attr_name((enum attr)__builtin_ctz(bad)));
}

static int
refuse_time(const struct record *r, uint32_t now, struct fail *f)
{
	char stamp[STAMP_TEXT];

	stamp_text(stamp, r->time);
	return fail(f, FAIL_SYNTAX, "%s lies in the future: %s is %u s ahead",
	    r->removal ? "a removal" : "a listing", stamp, r->time - now);
}

static int
check_hit(const struct policy *p, const struct record *r, struct fail *f)
{
	if (r->range.first != r->range.last)
		return fail(f, FAIL_SYNTAX, "%s takes single addresses only",
		    p->name);
	if (r->time == 0)
		return fail(f, FAIL_SYNTAX, "%s takes records with times only",
		    p->name);
	return 0;
}

int
policy_check_record(const struct policy *p, const struct record *r,
    uint32_t now, struct fail *f)
{
	uint32_t skew = r->removal ? 0 : POLICY_SKEW;

	if ((r->has & ~p->attrs) != 0)
		return refuse_key(p, r, f);
	if (r->time > now && r->time - now > skew)
		return refuse_time(r, now, f);
	return p->kind == POLICY_QUICK ? check_hit(p, r, f) : 0;
}
