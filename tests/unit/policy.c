#include "compiler/policy.h"
#include "tests/unit/tap.h"

#define NOW 1000000

static const char *
refusal(const struct policy *p)
{
	static struct fail f;

	f = (struct fail){ 0 };
	if (policy_check(p, &f) == 0)
		return "";
	return f.kind == FAIL_USAGE ? f.msg : "wrong kind";
}

static void
test_builtins(void)
{
	static const char *const names[] = { "rbl", "dul", "rss", "ops", "nml",
		"qil", "rblplus" };
	const struct policy *p;
	struct quick_rules quick;
	size_t n = 0;

	quick_preset(&quick, QUICK_PRESET_DEFAULT);
	for (; (p = policy_builtin_at(n)) != NULL; n++) {
		is_str(p->name, n < 7 ? names[n] : "", "a built-in database");
		is_str(refusal(p), "", "its policy makes sense");
		ok(policy_builtin(p->name) == p, "it is found by name");
		ok(p->kind != POLICY_QUICK ||
			memcmp(&p->quick, &quick, sizeof(quick)) == 0,
		    "its quick rules, if it has any, are the default");
		ok(strchr(p->lookup, '$') != NULL &&
			strstr(p->text, "{lookup}") != NULL &&
			strstr(p->text, "{title}") != NULL,
		    "its text names it and where to look");
		ok(p->code ==
			(p->kind == POLICY_MASK ? 0x7f010000 : 0x7f000002),
		    "its code");
		ok(p->protected_max == 10 &&
			(p->kind == POLICY_MASK ||
			    (p->cover_max[IP4] > 0 && p->widest[IP4] > 0)),
		    "it is guarded");
	}
	is_int((long long)n, 7, "seven of them");
	ok(policy_builtin("xbl") == NULL, "and no others");
}

static void
test_default(void)
{
	struct policy p;

	policy_default(&p, "mine");
	is_str(refusal(&p), "", "a database that is not built in");
	is_str(p.name, "mine", "has its name");
	ok(p.kind == POLICY_STANDING && p.code == 0x7f000002,
	    "and is a standing list");
}

/* What is wrong in each is set by spoil(). */
enum spoilt {
	NAME_CAPITAL,
	NAME_DIGIT,
	NAME_EMPTY,
	CODE_OUTSIDE,
	CODE_ONE,
	SHOWN,
	WIDTH,
	COVERAGE,
	CHANGE,
	FRESH,
	VALID,
	TTL,
	RECENT,
	TEXT_PLACE,
	TEXT_CONTROL,
	QUICK_WIDTH,
	QUICK_RULES,
	MASK_CODE,
	MASK_BIT,
	MASK_TWICE,
	MASK_SELF,
	MASK_EMPTY,
};

static const struct {
	enum spoilt what;
	const char *like;
	const char *message;
} spoilt[] = {
	{ NAME_CAPITAL, "rbl",
	    "a database's name has a-z, 0-9 and -, first a letter, and at "
	    "most 31 of them: Rbl" },
	{ NAME_DIGIT, "rbl",
	    "a database's name has a-z, 0-9 and -, first a letter, and at "
	    "most 31 of them: 1bl" },
	{ NAME_EMPTY, "rbl",
	    "a database's name has a-z, 0-9 and -, first a letter, and at "
	    "most 31 of them: " },
	{ CODE_OUTSIDE, "rbl",
	    "rbl: the code is an address in 127.0.0.0/8 above 127.0.0.1" },
	{ CODE_ONE, "rbl",
	    "rbl: the code is an address in 127.0.0.0/8 above 127.0.0.1" },
	{ SHOWN, "rbl", "rbl: a key is shown that no record may have" },
	{ WIDTH, "rbl", "rbl: a width is a prefix length" },
	{ COVERAGE, "rbl", "rbl: a coverage is 0 to 1" },
	{ CHANGE, "rbl", "rbl: a change is 0 or more" },
	{ FRESH, "rbl",
	    "rbl: interval, fresh and valid rise in this order, from a "
	    "second to a year" },
	{ VALID, "rbl",
	    "rbl: interval, fresh and valid rise in this order, from a "
	    "second to a year" },
	{ TTL, "rbl", "rbl: a ttl is a second to a week" },
	{ RECENT, "rbl", "rbl: recent is at most 64 states" },
	{ TEXT_PLACE, "rbl", "rbl: {port} is nothing that its answers show" },
	{ TEXT_CONTROL, "rbl", "rbl: " },
	{ QUICK_WIDTH, "qil", "qil: a quick list lists single addresses only" },
	{ QUICK_RULES, "qil",
	    "qil: the number of hits before an addition is 1 to 8, not 9" },
	{ MASK_CODE, "rblplus", "rblplus: a mask's code ends in .0" },
	{ MASK_BIT, "rblplus",
	    "rblplus: a member's bit is 1, 2, 4 ... 128, not 3" },
	{ MASK_TWICE, "rblplus", "rblplus: two members have the bit 2" },
	{ MASK_SELF, "rblplus", "rblplus: rblplus cannot be a member" },
	{ MASK_EMPTY, "rblplus", "rblplus: a mask has one to eight members" },
};

static void
spoil_numbers(struct policy *p, enum spoilt what)
{
	if (what == CODE_OUTSIDE)
		p->code = 0x80000002;
	if (what == CODE_ONE)
		p->code = 0x7f000001;
	if (what == SHOWN)
		p->shown |= 1u << ATTR_PORT;
	if (what == WIDTH)
		p->widest[IP4] = 33;
	if (what == COVERAGE)
		p->cover_max[IP6] = 1.5;
	if (what == CHANGE)
		p->change_max = -1;
	if (what == FRESH)
		p->fresh = p->interval - 1;
	if (what == VALID)
		p->valid = POLICY_VALID_MAX + 1;
	if (what == TTL)
		p->ttl = 0;
	if (what == RECENT)
		p->recent = 65;
	if (what == QUICK_WIDTH)
		p->widest[IP6] = 64;
	if (what == QUICK_RULES)
		p->quick.hits = 9;
}

static void
spoil(struct policy *p, enum spoilt what)
{
	spoil_numbers(p, what);
	if (what == NAME_CAPITAL)
		p->name[0] = 'R';
	if (what == NAME_DIGIT)
		p->name[0] = '1';
	if (what == NAME_EMPTY)
		p->name[0] = '\0';
	if (what == TEXT_PLACE)
		strcpy(p->text, "on {port}");
	if (what == TEXT_CONTROL)
		p->title[0] = '\n';
	if (what == MASK_CODE)
		p->code++;
	if (what == MASK_BIT)
		p->members[1].bit = 3;
	if (what == MASK_TWICE)
		p->members[2].bit = 2;
	if (what == MASK_SELF)
		strcpy(p->members[0].db, "rblplus");
	if (what == MASK_EMPTY)
		p->nmembers = 0;
}

static void
test_spoilt(void)
{
	for (size_t i = 0; i < sizeof(spoilt) / sizeof(*spoilt); i++) {
		struct policy p = *policy_builtin(spoilt[i].like);
		const char *message = spoilt[i].message;

		spoil(&p, spoilt[i].what);
		if (spoilt[i].what == TEXT_CONTROL)
			ok(strncmp(refusal(&p), message, strlen(message)) == 0,
			    "a control character in the title");
		else
			is_str(refusal(&p), message, message);
	}
}

#define HAS(attr) (1u << ATTR_##attr)

struct row {
	const char *db;
	struct record record;
	const char *message;
};

#define ONE                                                                    \
	{                                                                      \
		0xc6336401, 0xc6336401, IP4                                    \
	}
#define MANY                                                                   \
	{                                                                      \
		0xc6336400, 0xc63364ff, IP4                                    \
	}

/* clang-format off */
static const struct row rows[] = {
	{ "rbl", { ONE, 0, NOW, 0, 0, false, HAS(UNTIL) | HAS(REF) |
	    HAS(KIND) | HAS(CODE) | HAS(TXT), { { 0 } } }, "" },
	{ "rbl", { ONE, 0, NOW, 0, 0, false, HAS(PORT), { { 0 } } },
	    "records of rbl have no key port" },
	{ "dul", { ONE, 0, NOW, 0, 0, false, HAS(ISP), { { 0 } } }, "" },
	{ "dul", { ONE, 0, NOW, 0, 0, false, HAS(KIND), { { 0 } } },
	    "records of dul have no key kind" },
	{ "rss", { ONE, 0, NOW, 0, 0, false, HAS(KIND), { { 0 } } },
	    "records of rss have no key kind" },
	{ "ops", { ONE, 0, NOW, 0, 0, false, HAS(PORT) | HAS(PROTO),
	    { { 0 } } }, "" },
	{ "nml", { ONE, 0, NOW, 0, 0, false, HAS(LIST), { { 0 } } }, "" },
	{ "qil", { ONE, 0, NOW, 0, 0, false, HAS(REF), { { 0 } } }, "" },
	{ "qil", { ONE, 0, NOW, 0, 0, false, HAS(UNTIL), { { 0 } } },
	    "records of qil have no key until" },
	{ "qil", { MANY, 255, NOW, 0, 0, false, 0, { { 0 } } },
	    "qil takes single addresses only" },
	{ "qil", { ONE, 0, 0, 0, 0, false, 0, { { 0 } } },
	    "qil takes records with times only" },
	{ "rbl", { MANY, 255, 0, 0, 0, false, 0, { { 0 } } }, "" },
	{ "rbl", { ONE, 0, NOW + 60, 0, 0, false, 0, { { 0 } } }, "" },
	{ "rbl", { ONE, 0, NOW + 61, 0, 0, false, 0, { { 0 } } },
	    "a listing lies in the future: 1970-01-12T13:47:41Z is 61 s "
	    "ahead" },
	{ "rbl", { ONE, 0, NOW, 0, 0, true, 0, { { 0 } } }, "" },
	{ "rbl", { ONE, 0, NOW + 1, 0, 0, true, 0, { { 0 } } },
	    "a removal lies in the future: 1970-01-12T13:46:41Z is 1 s "
	    "ahead" },
	{ "rblplus", { ONE, 0, NOW, 0, 0, false, HAS(REF), { { 0 } } },
	    "records of rblplus have no key ref" },
};

/* clang-format on */

static void
test_records(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fail f = { 0 };
		int result = policy_check_record(policy_builtin(rows[i].db),
		    &rows[i].record, NOW, &f);

		is_str(f.msg, rows[i].message,
		    rows[i].message[0] != '\0' ? rows[i].message
					       : "a good record");
		ok(result == (f.kind == FAIL_NONE ? 0 : -1) &&
			(f.kind == FAIL_NONE || f.kind == FAIL_SYNTAX),
		    "and it says so");
	}
}

int
main(void)
{
	test_builtins();
	test_default();
	test_spoilt();
	test_records();
	return tap_end();
}
