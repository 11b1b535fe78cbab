/*
 * Zones as master files (RFC 1035), which BIND, NSD, Knot and PowerDNS load:
 * A and TXT for each address, wildcards for what is wider.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "formats/live.h"
#include "formats/set.h"
#include "formats/value.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "formats/zone_master.h"
#include "formats/zone_name.h"
#include "formats/zone_text.h"

/* Stands for the address in an answer's text. */
#define PLACE '\0'

/* Escaped, one byte is up to four. */
#define ANSWER_MAX (4 * ZONE_TXT_MAX)

/* Answers kept ready, by the low bits of their ids. */
#define READY 64

/* Room for one entry: its name, both records, every place filled. */
#define ENTRY_MAX 2048

/* The two records of a value, ready but for the address. */
struct answer {
	uint16_t id;
	char a[sizeof("255.255.255.255")];
	char txt[ANSWER_MAX];
	size_t len;
	size_t bytes, places; /* of the answer's text */
};

struct out {
	struct wr *w;
	const struct set *set;
	struct answer answers[READY];
};

/* One character inside the quotes of a master file. */
static void
add_char(struct answer *x, char c)
{
	unsigned v = (unsigned char)c;

	if (c == '"' || c == '\\') {
		x->txt[x->len++] = '\\';
		x->txt[x->len++] = c;
	} else if (v >= 127) {
		x->txt[x->len++] = '\\';
		x->txt[x->len++] = (char)('0' + v / 100);
		x->txt[x->len++] = (char)('0' + v / 10 % 10);
		x->txt[x->len++] = (char)('0' + v % 10);
	} else {
		x->txt[x->len++] = c;
	}
}

/* The answer of a value. */
static void
make_answer(struct answer *x, const struct set *s, uint16_t id)
{
	struct value v = values_at(set_values(s), id);
	char text[ZONE_TXT_MAX + 1];
	size_t n = zone_template(text, &v);

	*x = (struct answer){ .id = id };
	snprintf(x->a, sizeof(x->a), "%u.%u.%u.%u", v.code >> 24 & 255,
	    v.code >> 16 & 255, v.code >> 8 & 255, v.code & 255);
	for (size_t i = 0; i < n; i++) {
		if (text[i] == '$' && text[i + 1] != '$') {
			x->txt[x->len++] = PLACE;
			x->places++;
		} else {
			add_char(x, text[i]);
			x->bytes++;
			i += text[i] == '$';
		}
	}
}

/* The text alone, for an address that makes it too long: it is cut. */
static void
make_cut_text(struct answer *x, const struct set *s, uint16_t id,
    const char *address)
{
	struct value v = values_at(set_values(s), id);
	char text[ZONE_TXT_MAX + 1], full[ZONE_TXT_MAX + 1];

	v.len = (uint16_t)zone_template(text, &v);
	v.text = text;
	value_expand(full, sizeof(full), &v, address);
	x->len = 0;
	for (const char *c = full; *c; c++)
		add_char(x, *c);
}

static const struct answer *
get_answer(struct out *o, uint16_t id)
{
	struct answer *x = &o->answers[id % READY];

	if (x->id != id)
		make_answer(x, o->set, id);
	return x;
}

static char *
put(char *at, const char *s, size_t n)
{
	memcpy(at, s, n);
	return at + n;
}

static char *
put_places(char *at, const struct answer *x, const char *address, size_t n)
{
	const char *s = x->txt, *end = x->txt + x->len;

	while (s < end) {
		const char *place = memchr(s, PLACE, (size_t)(end - s));

		at = put(at, s, (size_t)((place != NULL ? place : end) - s));
		if (place == NULL)
			break;
		at = put(at, address, n);
		s = place + 1;
	}
	return at;
}

static char *
put_txt(char *at, const struct set *s, const struct answer *x,
    const struct prefix *p)
{
	char address[ADDR_TEXT];
	size_t n = prefix_text(address, p);

	at = put(at, "\tTXT\t\"", 6);
	if (x->bytes + x->places * n > ZONE_TXT_MAX) {
		struct answer cut;

		make_cut_text(&cut, s, x->id, address);
		at = put(at, cut.txt, cut.len);
	} else {
		at = put_places(at, x, address, n);
	}
	return put(at, "\"\n", 2);
}

/*
 *	7.2.0.192	A	127.0.0.2
 *		TXT	"Listed, see https://lookup.example/192.0.2.7"
 */
static void
write_entry(struct out *o, const struct prefix *p, const struct answer *x)
{
	char *start = (char *)wr_room(o->w, ENTRY_MAX);
	char *at = start + zone_name_text(start, p);

	at = put(at, "\tA\t", 3);
	at = put(at, x->a, strlen(x->a));
	*at++ = '\n';
	if (x->len > 0)
		at = put_txt(at, o->set, x, p);
	o->w->len += (size_t)(at - start);
}

static void
write_family(struct out *o, enum family family, uint32_t minute)
{
	struct live live = live_of(o->set, family, minute);

	for (struct listing l; live_next(&live, &l);) {
		const struct answer *x = get_answer(o, l.value);
		struct prefix p;
		bool more;

		do {
			more = zone_name_shift(&l.range, &p);
			write_entry(o, &p, x);
		} while (more);
	}
}

int
zone_bind(struct wr *w, const struct set *s, const struct zone_info *info,
    struct fail *f)
{
	struct out o = { .w = w, .set = s };

	if (zone_master_head(w, info, "for BIND, NSD, Knot or PowerDNS", f) ==
	    -1)
		return -1;
	for (size_t i = 0; i < READY; i++)
		o.answers[i].id = VALUE_NONE;
	write_family(&o, IP4, info->now);
	write_family(&o, IP6, info->now);
	return w->bad ? fail(f, FAIL_SYSTEM, "cannot write the zone") : 0;
}
