#include <stdlib.h>

#include "compiler/answer.h"
#include "compiler/policy.h"
#include "compiler/template.h"
#include "formats/mem.h"
#include "tests/unit/tap.h"

#define SEE ", see https://lookup.example.net/"

/* Gives a record keys, written "port=1080;proto=http". */
static struct record
record_of(const char *keys)
{
	struct record r = { .range = { 0xc6336401, 0xc6336401, IP4 } };

	while (*keys != '\0') {
		const char *equals = strchr(keys, '=');
		const char *end = keys + strcspn(keys, ";");
		enum attr a = attr_find(text_of(keys, equals));

		if (record_set(&r, a, text_of(equals + 1, end)) != NULL)
			printf("Bail out! %s\n", keys);
		keys = *end == ';' ? end + 1 : end;
	}
	return r;
}

/* clang-format off */
static const struct {
	const char *db;
	const char *keys;
	uint32_t code;
	const char *text;
} rows[] = {
	{ "rbl", "ref=T-1", 0x7f000002,
	    "Listed in the Realtime Blackhole List: "
	    "spam source, relay or support" SEE "rbl/$" },
	{ "rbl", "kind=relay;ref=T-1", 0x7f000002,
	    "Listed in the Realtime Blackhole List: "
	    "spam relay" SEE "rbl/$" },
	{ "dul", "", 0x7f000002,
	    "Listed in the Dynamic User List: dynamic address" SEE "dul/$" },
	{ "dul", "isp=Example Net", 0x7f000002,
	    "Listed in the Dynamic User List: "
	    "dynamic address of Example Net" SEE "dul/$" },
	{ "dul", "isp=Cash $ $$ Net", 0x7f000002,
	    "Listed in the Dynamic User List: "
	    "dynamic address of Cash $$ $$$$ Net" SEE "dul/$" },
	{ "rss", "", 0x7f000002,
	    "Listed in the Relay Spam Stopper: open relay" SEE "rss/$" },
	{ "ops", "", 0x7f000002,
	    "Listed in the Open Proxy Stopper: open proxy" SEE "ops/$" },
	{ "ops", "proto=socks5", 0x7f000002,
	    "Listed in the Open Proxy Stopper: "
	    "open socks5 proxy" SEE "ops/$" },
	{ "ops", "port=1080;proto=socks5", 0x7f000002,
	    "Listed in the Open Proxy Stopper: "
	    "open socks5 proxy on port 1080" SEE "ops/$" },
	{ "nml", "list=Weekly Deals", 0x7f000002,
	    "Listed in the Non-confirmed Mail List: "
	    "mails people who never confirmed (Weekly Deals)" SEE "nml/$" },
	{ "qil", "", 0x7f000002,
	    "Listed in Quick IP Lookup: "
	    "caught sending spam just now" SEE "qil/$" },
	{ "rbl", "code=127.0.0.9;kind=relay", 0x7f000009,
	    "Listed in the Realtime Blackhole List: "
	    "spam relay" SEE "rbl/$" },
	{ "rbl", "txt=Go away, $", 0x7f000002, "Go away, $" },
	{ "rbl", "txt=", 0x7f000002, "" },
	{ "ops", "txt=x;code=127.0.0.7;port=1", 0x7f000007, "x" },
};

/* clang-format on */

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct values *values = values_new();
		struct answers *a =
		    answers_new(policy_builtin(rows[i].db), values);
		struct record r = record_of(rows[i].keys);
		uint16_t id = answers_of(a, &r);
		struct value v = values_at(values, id);

		is_str(v.text, rows[i].text, rows[i].db);
		ok(v.code == rows[i].code && answers_of(a, &r) == id,
		    "its code, and the same again");
		answers_free(a);
		values_free(values);
	}
}

/* A record's TXT of n times a piece; how long it is in the answer. */
static size_t
txt_length(const char *piece, size_t n)
{
	struct values *values = values_new();
	struct answers *a = answers_new(policy_builtin("rbl"), values);
	struct record r = { .has = 1u << ATTR_TXT };
	size_t size = strlen(piece), len;
	char *text = mem_new(n * size + 1, 1);

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * size, piece, size);
	r.attrs[ATTR_TXT] = (struct text){ text, n * size };
	len = values_at(values, answers_of(a, &r)).len;
	answers_free(a);
	values_free(values);
	free(text);
	return len;
}

static void
test_long_txt(void)
{
	is_int((long long)txt_length("x", 215), 215, "215 bytes of text");
	is_int((long long)txt_length("x", 300), 215, "no more");
	is_int((long long)txt_length("$ ", 9), 12, "six addresses fit 254");
	is_int((long long)txt_length("$$", 107), 214, "dollars are one byte");
	is_int((long long)txt_length("$$", 120), 214, "and not cut in two");
	is_int((long long)txt_length("\xc3\xa4", 120), 214,
	    "nor are characters");
}

/* Long values are cut, so that the address behind them stays whole. */
static void
test_long_value(void)
{
	struct policy p = *policy_builtin("dul");
	char out[VALUE_TEXT_MAX + 1], isp[215];
	struct record r = { .has = 1u << ATTR_ISP };
	size_t n;

	memset(isp, '$', sizeof(isp));
	r.attrs[ATTR_ISP] = (struct text){ isp, sizeof(isp) };
	n = template_fill(out, &p, &r, 0);
	ok(n <= VALUE_TEXT_MAX && n >= VALUE_TEXT_MAX - 1 &&
		strcmp(out + n - strlen(SEE "dul/$"), SEE "dul/$") == 0,
	    "a long value leaves room for the lookup address");
	ok(strspn(out + strcspn(out, "$"), "$") % 2 == 0,
	    "with its dollars in pairs");
	memcpy(isp, "\xe2\x82\xac", 3);
	for (size_t i = 3; i + 3 <= sizeof(isp); i += 3)
		memcpy(isp + i, "\xe2\x82\xac", 3);
	r.attrs[ATTR_ISP].len = 213;
	template_fill(out, &p, &r, 0);
	ok(text_rule((struct text){ out, strlen(out) }) == NULL,
	    "and its characters whole");
}

static const struct {
	const char *text;
	const char *lookup;
	const char *message; /* "" if it is good */
} templates[] = {
	{ "{db} {title} {lookup} {port} [{proto}|x|y]", "https://x/{db}?$",
	    "" },
	{ "", "", "" },
	{ "costs $$5 $", "", "" },
	{ "{ref}", "", "ops: {ref} is nothing that its answers show" },
	{ "{lists}", "", "ops: {lists} is nothing that its answers show" },
	{ "{code}", "", "ops: {code} is nothing that its answers show" },
	{ "{}", "", "ops: {} is nothing that its answers show" },
	{ "{port", "", "ops: { without }" },
	{ "port}", "", "ops: } without {" },
	{ "[a [b]]", "", "ops: [ within [" },
	{ "a]", "", "ops: ] or | without [" },
	{ "a|b", "", "ops: ] or | without [" },
	{ "[a", "", "ops: [ without ]" },
	{ "$ {lookup}", "$", "ops: more than one $ in the text" },
	{ "$$$ $$", "", "" },
	{ "${port}$", "", "ops: more than one $ in the text" },
	{ "x", "[", "ops: [, | or ] in the lookup address" },
	{ "x", "{lookup}", "ops: {lookup} within itself" },
	{ "{lookup}{lookup}{lookup}",
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "456789",
	    "" },
	{ "{lookup}{lookup}{lookup}{lookup}",
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "456789",
	    "ops: the text is 280 bytes long without any values, at most 215 "
	    "will do" },
};

static void
test_templates(void)
{
	for (size_t i = 0; i < sizeof(templates) / sizeof(*templates); i++) {
		struct policy p = *policy_builtin("ops");
		struct fail f = { 0 };

		strcpy(p.text, templates[i].text);
		strcpy(p.lookup, templates[i].lookup);
		template_check(&p, &f);
		is_str(f.msg, templates[i].message, templates[i].text);
	}
}

static void
test_many(void)
{
	struct values *values = values_new();
	struct answers *a = answers_new(policy_builtin("ops"), values);
	struct fail f = { 0 };
	unsigned wrong = 0, full = 0;

	answers_plain(a);
	for (uint32_t i = 0; i < 140000; i++) {
		static const char *const protos[] = { "socks4", "http" };
		char port[8];
		struct record r = { .has = 1u << ATTR_PORT | 1u << ATTR_PROTO };
		uint16_t id;

		snprintf(port, sizeof(port), "%u", 1 + i % 35000);
		r.attrs[ATTR_PORT] = text_of(port, port + strlen(port));
		r.attrs[ATTR_PROTO] = (struct text){ protos[i / 35000 % 2],
			i / 35000 % 2 ? 4 : 6 };
		id = answers_of(a, &r);
		full += id == VALUE_NONE;
		wrong += id != VALUE_NONE && id != 1 + i % 70000;
	}
	is_int(wrong, 0, "each answer has its own id, and keeps it");
	is_int(full, 2 * (70001 - 65535), "until the dictionary is full");
	answers_full(a, &f);
	is_str(f.msg,
	    "ops: more than 65535 different answers: show fewer keys, or "
	    "take the texts of the sources from fewer of them",
	    "which is said");
	answers_free(a);
	values_free(values);
}

static void
test_dollars(void)
{
	struct policy p = *policy_builtin("ops");
	struct record r = { .has = 1u << ATTR_PORT };
	char out[VALUE_TEXT_MAX + 1];

	r.attrs[ATTR_PORT] = (struct text){ "$", 1 };
	strcpy(p.text, "${port}$$");
	template_fill(out, &p, &r, 0);
	is_str(out, "$ $$$$", "dollars that meet stay apart");
}

/* Two keys with one value are two answers. */
static void
test_keys(void)
{
	struct values *values = values_new();
	struct policy p = *policy_builtin("nml");
	struct record list = record_of("list=a"), ref = record_of("ref=a");
	struct answers *a = answers_new(&p, values);

	p.shown |= 1u << ATTR_REF;
	ok(answers_of(a, &list) != answers_of(a, &ref),
	    "an answer depends on which key says it");
	answers_free(a);
	values_free(values);
}

static void
test_mask(void)
{
	struct values *values = values_new();
	struct answers *a = answers_new(policy_builtin("rblplus"), values);
	struct value v = values_at(values, answers_mask(a, 15));

	is_str(v.text, "Listed in RBL+: rbl, dul, rss, ops" SEE "rblplus/$",
	    "all lists of a mask");
	is_int(v.code, 0x7f01000f, "127.1.0.15");
	v = values_at(values, answers_mask(a, 4));
	is_str(v.text, "Listed in RBL+: rss" SEE "rblplus/$", "one of them");
	is_int(v.code, 0x7f010004, "127.1.0.4");
	answers_free(a);
	values_free(values);
}

int
main(void)
{
	test_rows();
	test_long_txt();
	test_long_value();
	test_templates();
	test_many();
	test_keys();
	test_dollars();
	test_mask();
	return tap_end();
}
