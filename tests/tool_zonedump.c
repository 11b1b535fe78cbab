/*
 * Holds a dump of rbldnsd -d against a made-up set:
 *	tool_zonedump SEED SHAPE <dump
 * Every name of the dump must lie in one listing in force and have its answer;
 * no two may overlap; together they must be as many addresses as the set.
 *
 * Of IPv6 the dump of 1.0~20210120 is not whole: it leaves out neighbours of
 * other names, and cuts the address in the text of wildcards.  There only
 * what it says is held against the set; answers have to show the rest.
 */
#include "formats/mem.h"
#include "tests/tool_zoneset.h"

#define LINE_MAX_TEXT 1024

struct dump {
	const struct set *set;
	struct range *all;
	size_t n, cap;
	char wanted[LINE_MAX_TEXT]; /* the TXT line that has to follow */
	bool any_txt;               /* ... with whatever text */
};

/* Reads "*.2.0.192" or nibbles as a prefix of the family. */
static struct prefix
read_name(const char *name, enum family family)
{
	unsigned bits = family_bits(family), step = family == IP4 ? 8 : 4;
	struct prefix p = { 0, 0, family };
	const char *at = name[0] == '*' ? name + 2 : name;
	char *end = NULL;

	for (const char *s = at; s != NULL; s = strchr(s + 1, '.'))
		p.len = (uint8_t)(p.len + step);
	for (unsigned shift = bits - p.len; shift < bits; shift += step) {
		unsigned long v = strtoul(at, &end, family == IP4 ? 10 : 16);

		p.addr |= (u128)v << shift;
		at = end + 1;
	}
	return p;
}

/* Whether all of a prefix is listed, in force. */
static bool
is_listed(const struct set *s, const struct prefix *p, struct listing *l)
{
	struct range r = prefix_range(p);

	return set_find(s, p->family, r.first, l) &&
	    listing_is_live(l, ZONESET_NOW) && r.last <= l->range.last;
}

/* The text as the dump quotes it. */
static void
want_txt(struct dump *d, const struct value *v, const struct prefix *p)
{
	char address[ADDR_TEXT], text[255];
	char *at = d->wanted;

	addr_text(address, p->family, p->addr);
	*at = '\0';
	if (value_expand(text, sizeof(text), v, address) == 0)
		return;
	at += snprintf(at, 8, "\tTXT\t\"");
	for (const char *s = text; *s; s++) {
		if (*s == '"')
			*at++ = '\\';
		*at++ = *s;
	}
	memcpy(at, "\"", 2);
}

static void
take_name(struct dump *d, char *line)
{
	char *tab = strchr(line, '\t'), code[40];
	struct prefix p;
	struct listing l;
	struct value v;
	unsigned dots = 0;

	*tab = '\0';
	for (const char *c = line; *c; c++)
		dots += *c == '.';
	p = read_name(line, dots > 3 ? IP6 : IP4);
	if (dots < 4 && !is_listed(d->set, &p, &l))
		p = read_name(line, IP6); /* "*.1.0.0.2" */
	if (!is_listed(d->set, &p, &l))
		errx(1, "%s is not listed", line);
	d->all = mem_grow(d->all, d->n, &d->cap, sizeof(*d->all));
	d->all[d->n++] = prefix_range(&p);
	v = values_at(set_values(d->set), l.value);
	snprintf(code, sizeof(code), "A\t%u.%u.%u.%u", v.code >> 24,
	    v.code >> 16 & 255, v.code >> 8 & 255, v.code & 255);
	if (strcmp(tab + 1, code) != 0)
		errx(1, "%s: have %s, want %s", line, tab + 1, code);
	want_txt(d, &v, &p);
	d->any_txt = p.family == IP6 && p.len < 128;
}

static void
take_line(struct dump *d, char *line)
{
	if (line[0] == '\t') {
		if (strncmp(line, "\tTXT", 4) != 0)
			return; /* of the head */
		if (!d->any_txt && strcmp(line, d->wanted) != 0)
			errx(1, "have %s, want %s", line, d->wanted);
		d->wanted[0] = '\0';
		return;
	}
	if (d->wanted[0] != '\0')
		errx(1, "before %s: want %s", line, d->wanted);
	if (line[0] == '*' || (line[0] >= '0' && line[0] <= '9') ||
	    (line[0] >= 'a' && line[0] <= 'f'))
		take_name(d, line);
}

static int
by_address(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static void
check_whole(struct dump *d)
{
	u128 sums[FAMILIES] = { 0, 0 };

	if (d->n > 0)
		qsort(d->all, d->n, sizeof(*d->all), by_address);
	for (size_t i = 0; i < d->n; i++) {
		const struct range *r = &d->all[i];

		if (i > 0 && range_meets(r - 1, r))
			errx(1, "names overlap");
		sums[r->family] += range_span(r) + 1;
	}
	for (size_t i = 0; i < set_size(d->set, IP4); i++) {
		struct listing l = set_at(d->set, IP4, i);

		if (listing_is_live(&l, ZONESET_NOW))
			sums[IP4] -= range_span(&l.range) + 1;
	}
	if (sums[IP4] != 0 || (sums[IP6] == 0) != (set_size(d->set, IP6) == 0))
		errx(1, "not everything listed is in the dump");
}

int
main(int argc, char *argv[])
{
	struct dump d = { 0 };
	char line[LINE_MAX_TEXT];

	if (argc != 3)
		errx(2, "usage: tool_zonedump SEED SHAPE <dump");
	d.set = zoneset_make(argv[1], argv[2]);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		take_line(&d, line);
	}
	if (d.wanted[0] != '\0')
		errx(1, "at the end: want %s", d.wanted);
	check_whole(&d);
	free(d.all);
	set_free((struct set *)d.set);
	return 0;
}
