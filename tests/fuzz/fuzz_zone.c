/*
 * Zones of values with any bytes in their text: nothing gets out of its line
 * or its quotes, and every format carries the same text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/set.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define ADDRESS      "192.0.2.7"
#define ADDRESS_NAME "'7.2.0.192.rbl.example."

static struct set *
make_set(const char *text, size_t n)
{
	struct set *s = set_new();
	struct listing l = { { 0xc0000207, 0xc0000207, IP4 }, 0, 0 };

	values_add(set_values(s), 0x7f000002, text, n);
	set_add(s, &l);
	return s;
}

/* A zone as text, with NUL; checks what holds for all of them. */
static char *
write_zone(const char *format, const struct set *s)
{
	struct zone_info info = { .db = "rbl",
		.origin = "rbl.example",
		.ns = { "ns.example" },
		.nns = 1,
		.contact = "hostmaster.example" };
	struct wr w = { 0 };
	struct fail f = { 0 };

	if (zone_format(format)->write(&w, s, &info, &f) == -1)
		abort();
	for (size_t i = 0; i < w.len; i++) {
		if ((w.buf[i] < ' ' && w.buf[i] != '\t' && w.buf[i] != '\n') ||
		    w.buf[i] == 127)
			abort();
	}
	if (w.buf[w.len - 1] != '\n')
		abort();
	wr_u8(&w, 0);
	return (char *)w.buf;
}

/* The line after the one that begins so, up to its newline. */
static const char *
find_line(const char *zone, const char *start)
{
	const char *at = strstr(zone, start);

	if (at == NULL)
		abort();
	return at + strlen(start);
}

/*
 * What a DNS server makes of the quoted string, behind which there has to be
 * the rest; ends it with NUL.
 */
static void
unquote(char *out, size_t size, const char *s, const char *rest)
{
	size_t n = 0;

	while (*s != '"') {
		int c = *s++;

		if (c == '\\' && *s >= '0' && *s <= '9') {
			c = (s[0] - '0') * 100 + (s[1] - '0') * 10 + s[2] - '0';
			s += 3;
		} else if (c == '\\') {
			c = *s++;
		} else if (c == '\n' || c == '\0' || (unsigned)c >= 127) {
			abort();
		}
		if (n + 1 >= size)
			abort();
		out[n++] = (char)c;
	}
	if (strcmp(s, rest) != 0)
		abort();
	out[n] = '\0';
}

/* The template as it is carried, which carries nothing else again. */
static void
check_rbldnsd(const char *zone, const struct value *value)
{
	struct value v = *value;
	char template[ZONE_TXT_MAX + 1], again[ZONE_TXT_MAX + 1];
	const char *at = find_line(zone, "$DATASET ip4tset:rbl @\n");
	size_t len = zone_template(template, &v);

	v = (struct value){ 0x7f000002, (uint16_t)len, template };
	if (zone_template(again, &v) != len || strcmp(template, again) != 0)
		abort();
	if (strncmp(at, ":127.0.0.2:", 11) != 0 ||
	    strncmp(at + 11, template, len) != 0 ||
	    strcmp(at + 11 + len, "\n" ADDRESS "\n") != 0)
		abort();
}

static void
check_bind(const char *zone, const char *want)
{
	const char *at = find_line(zone, "7.2.0.192\tA\t127.0.0.2\n");
	char have[ZONE_TXT_MAX + 1] = "";

	if (*at != '\0')
		unquote(have, sizeof(have), find_line(at, "\tTXT\t\""), "\"\n");
	if (strcmp(have, want) != 0)
		abort();
}

/* What it reads ends at the first "'" without a backslash before it. */
static void
check_unbound(const char *zone, const char *want)
{
	const char *at = find_line(zone, ADDRESS_NAME " 0 A 127.0.0.2'\n");
	const char *end;
	char have[ZONE_TXT_MAX + 1] = "";

	if (*at != '\0') {
		at = find_line(at, ADDRESS_NAME " 0 TXT ");
		for (end = at; *end != '\''; end++)
			if (*end == '\\' && *++end == '\0')
				abort();
		if (strcmp(end, "'\n") != 0)
			abort();
		unquote(have, sizeof(have), at + 1, "\"'\n");
	}
	if (strcmp(have, want) != 0)
		abort();
}

/* Two quotes are one, and nothing but the end comes behind a single one. */
static void
check_csv(const char *zone, const char *want)
{
	const char *at = find_line(zone, "\n" ADDRESS ",127.0.0.2,\"");

	for (; *at != '"' || at[1] == '"'; at++, want++) {
		at += *at == '"';
		if (*at != *want)
			abort();
	}
	if (*want != '\0' || strcmp(at, "\",\n") != 0)
		abort();
}

static void
check_postfix(const char *zone, const char *want)
{
	const char *at = find_line(zone, "\n" ADDRESS " 550 5.7.1 ");

	if (*want == '\0')
		want = "listed in rbl";
	for (; *at != '\n'; at++, want++)
		if (*at != (*want < 127 && *want > 0 ? *want : '?'))
			abort();
	if (*want != '\0' || at[1] != '\0')
		abort();
}

/* Writes every format and looks at those that have the text. */
static void
check(const struct set *s, const struct value *v)
{
	static const struct {
		const char *format;
		void (*look)(const char *zone, const char *want);
	} looks[] = { { "bind", check_bind }, { "unbound", check_unbound },
		{ "csv", check_csv }, { "postfix", check_postfix } };
	struct prefix p = { 0xc0000207, 32, IP4 };
	char want[ZONE_TXT_MAX + 1];
	char *zone;

	zone_expand(want, v, &p);
	for (size_t i = 0; zone_format_at(i) != NULL; i++) {
		const char *name = zone_format_at(i)->name;

		zone = write_zone(name, s);
		for (size_t k = 0; k < sizeof(looks) / sizeof(looks[0]); k++)
			if (strcmp(looks[k].format, name) == 0)
				looks[k].look(zone, want);
		free(zone);
	}
	zone = write_zone("rbldnsd", s);
	check_rbldnsd(zone, v);
	free(zone);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct value v = { 0x7f000002, 0, (const char *)bytes };
	struct set *s;

	v.len = (uint16_t)(n < VALUE_TEXT_MAX ? n : VALUE_TEXT_MAX);
	s = make_set(v.text, v.len);
	check(s, &v);
	set_free(s);
	return 0;
}
