#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "formats/addr.h"
#include "formats/attr.h"
#include "formats/stamp.h"
#include "formats/value.h"

_Static_assert(ATTR_VALUE_MAX == VALUE_TEXT_MAX, "a TXT template is a value");

static bool
is_one_of(struct text t, const char *const words[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_is(t, words[i]))
			return true;
	return false;
}

static const char *
until_rule(struct text t)
{
	uint32_t seconds;

	if (stamp_parse(t.p, t.p + t.len, &seconds) && seconds > 0)
		return NULL;
	return "until is a time like 2026-11-21T22:25:00Z";
}

static const char *
kind_rule(struct text t)
{
	static const char *const kinds[] = { "source", "relay", "support" };

	return is_one_of(t, kinds, 3) ? NULL
				      : "kind is source, relay or support";
}

static const char *
proto_rule(struct text t)
{
	static const char *const protos[] = { "socks4", "socks5", "http",
		"https" };

	return is_one_of(t, protos, 4)
	    ? NULL
	    : "proto is socks4, socks5, http or https";
}

static const char *
port_rule(struct text t)
{
	unsigned port = 0;

	for (size_t i = 0; i < t.len; i++) {
		unsigned digit = (unsigned char)(t.p[i] - '0');

		if (digit > 9 || t.len > 5 || (i == 0 && digit == 0))
			return "port is 1 to 65535";
		port = port * 10 + digit;
	}
	return port > 65535 ? "port is 1 to 65535" : NULL;
}

static const char *
code_rule(struct text t)
{
	enum family family;
	u128 addr;

	if (addr_parse(t.p, t.p + t.len, &family, &addr) == NULL &&
	    family == IP4 && addr >> 24 == 127 && addr > 0x7f000001)
		return NULL;
	return "code is an address in 127.0.0.0/8 above 127.0.0.1";
}

/* What a key may say beyond being text. */
static const struct {
	const char *(*rule)(struct text);
	uint8_t len;
	char name[8];
} attrs[ATTRS] = {
	[ATTR_UNTIL] = { until_rule, 5, "until" },
	[ATTR_REF] = { text_rule, 3, "ref" },
	[ATTR_KIND] = { kind_rule, 4, "kind" },
	[ATTR_ISP] = { text_rule, 3, "isp" },
	[ATTR_PORT] = { port_rule, 4, "port" },
	[ATTR_PROTO] = { proto_rule, 5, "proto" },
	[ATTR_LIST] = { text_rule, 4, "list" },
	[ATTR_CODE] = { code_rule, 4, "code" },
	[ATTR_TXT] = { text_rule, 3, "txt" },
};

const char *
attr_name(enum attr a)
{
	return attrs[a].name;
}

enum attr
attr_find(struct text name)
{
	for (enum attr a = 0; a < ATTRS; a++)
		if (text_is(name, attrs[a].name))
			return a;
	return ATTRS;
}

/* The only key that a name can be, by its first letter and its fifth. */
static inline enum attr
candidate(char first, char fifth)
{
	switch (first) {
	case 'u':
		return ATTR_UNTIL;
	case 'r':
		return ATTR_REF;
	case 'k':
		return ATTR_KIND;
	case 'i':
		return ATTR_ISP;
	case 'p':
		return fifth == '=' ? ATTR_PORT : ATTR_PROTO;
	case 'l':
		return ATTR_LIST;
	case 'c':
		return ATTR_CODE;
	case 't':
		return ATTR_TXT;
	default:
		return ATTRS;
	}
}

/* As attr_scan(), where 8 bytes can be read. */
static inline enum attr
scan_eight(const char *s, const char **behind)
{
	enum attr a = candidate(s[0], s[4]);
	uint64_t have, want;
	unsigned len;

	if (a == ATTRS)
		return ATTRS;
	memcpy(&have, s, 8);
	memcpy(&want, attrs[a].name, 8);
	len = attrs[a].len;
	*behind = s + len + 1;
	/* As little-endian, the first bytes are the low ones. */
	have = le64toh(have ^ want) << (64 - 8 * len);
	return have == 0 && s[len] == '=' ? a : ATTRS;
}

enum attr
attr_scan(const char *s, const char *end, const char **behind)
{
	char padded[8] = { 0 };
	enum attr a;

	if (end - s >= 8)
		return scan_eight(s, behind);
	memcpy(padded, s, (size_t)(end - s));
	a = scan_eight(padded, behind);
	if (a < ATTRS)
		*behind = s + (*behind - padded);
	return a;
}

const char *
attr_rule(enum attr a, struct text value)
{
	if (value.len == 0 && a != ATTR_TXT)
		return "a key has a value";
	if (value.len > ATTR_VALUE_MAX)
		return "a value is at most 215 bytes";
	return attrs[a].rule(value);
}
