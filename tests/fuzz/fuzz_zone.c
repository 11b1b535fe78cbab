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

#define ADDRESS "192.0.2.7"

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

/* What a DNS server makes of the quoted string; ends it with NUL. */
static void
unquote(char *out, size_t size, const char *s)
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
	if (strcmp(s, "\"\n") != 0)
		abort();
	out[n] = '\0';
}

static void
check(const char *rbldnsd, const char *bind, const char *text, size_t n)
{
	struct value v = { 0x7f000002, (uint16_t)n, text };
	char template[ZONE_TXT_MAX + 1], again[ZONE_TXT_MAX + 1];
	char want[ZONE_TXT_MAX + 1], have[ZONE_TXT_MAX + 1] = "";
	const char *at = find_line(rbldnsd, "$DATASET ip4tset:rbl @\n");
	size_t len = zone_template(template, &v);

	v = (struct value){ 0x7f000002, (uint16_t)len, template };
	if (zone_template(again, &v) != len || strcmp(template, again) != 0)
		abort();
	if (strncmp(at, ":127.0.0.2:", 11) != 0 ||
	    strncmp(at + 11, template, len) != 0 ||
	    strcmp(at + 11 + len, "\n" ADDRESS "\n") != 0)
		abort();
	value_expand(want, sizeof(want), &v, ADDRESS);
	at = find_line(bind, "7.2.0.192\tA\t127.0.0.2\n");
	if (*at != '\0')
		unquote(have, sizeof(have), find_line(at, "\tTXT\t\""));
	if (strcmp(have, want) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	const char *text = (const char *)bytes;
	struct set *s;
	char *rbldnsd, *bind;

	if (n > VALUE_TEXT_MAX)
		n = VALUE_TEXT_MAX;
	s = make_set(text, n);
	rbldnsd = write_zone("rbldnsd", s);
	bind = write_zone("bind", s);
	free(write_zone("rpz", s));
	free(write_zone("cidr", s));
	check(rbldnsd, bind, text, n);
	free(rbldnsd);
	free(bind);
	set_free(s);
	return 0;
}
