/*
 * Writes the zone of a made-up set, and what a server that loaded it has to
 * answer, in the form that tests/ask reads:
 *	tool_zonegen SEED SHAPE FORMAT
 *	tool_zonegen SEED SHAPE ask rbldnsd|bind|unbound
 *	tool_zonegen SEED SHAPE hosts
 *	tool_zonegen SEED SHAPE ask rpz
 * The zone is SHAPE.bl.example.  What is asked for is the first and last
 * address of every range, one inside, those just outside, and for bind the
 * shorter names on the way to some of them.  The hosts are a zone of names
 * that have these addresses, of which an RPZ has to say that there are none.
 */
#include "formats/wr.h"
#include "tests/tool_zoneset.h"

#define LABELS_MAX 32

/* Whose answers are told: they differ in what a prefix is to them. */
enum server {
	BIND,    /* a name with a wildcard, and names on the way to it */
	RBLDNSD, /* its addresses */
	UNBOUND, /* a name that answers for all below */
};

/* A name below the zone's, its labels numbered from the zone's on. */
struct name {
	char labels[LABELS_MAX][4];
	unsigned n;
};

struct asker {
	const struct set *set;
	enum server server;
	unsigned hosts; /* how many were asked for by name */
	void (*addr)(struct asker *, enum family, u128);
};

static unsigned
step_of(enum family family)
{
	return family == IP4 ? 8 : 4;
}

/* One in so many IPv6 addresses is asked for with all shorter names. */
#define SHORTER 8

/* The name of the first n labels of an address. */
static struct name
name_of(enum family family, u128 addr, unsigned n)
{
	struct name name = { .n = n };

	for (unsigned i = 0; i < n; i++) {
		unsigned shift =
		    family_bits(family) - (i + 1) * step_of(family);

		snprintf(name.labels[i], 4, family == IP4 ? "%u" : "%x",
		    (unsigned)(addr >> shift) & (family == IP4 ? 255 : 15));
	}
	return name;
}

/* The prefix that a name stands for in a family; false if in none. */
static bool
prefix_of(const struct name *name, enum family family, struct prefix *p)
{
	unsigned step = step_of(family);

	if (step * name->n > family_bits(family))
		return false;
	*p = (struct prefix){ 0, (uint8_t)(step * name->n), family };
	for (unsigned i = 0; i < name->n; i++) {
		unsigned shift = family_bits(family) - (i + 1) * step;
		char *end;
		unsigned long v =
		    strtoul(name->labels[i], &end, family == IP4 ? 10 : 16);

		if (*end != '\0' || v >> step != 0)
			return false;
		p->addr |= (u128)v << shift;
	}
	return true;
}

static bool
find_live(const struct set *s, enum family family, u128 addr, struct listing *l)
{
	return set_find(s, family, addr, l) && listing_is_live(l, ZONESET_NOW);
}

/* Whether something of the prefix is listed. */
static bool
meets_live(const struct set *s, const struct prefix *p)
{
	struct range r = prefix_range(p);

	for (size_t i = set_seek(s, p->family, r.first);
	     i < set_size(s, p->family); i++) {
		struct listing l = set_at(s, p->family, i);

		if (l.range.first > r.last)
			return false;
		if (listing_is_live(&l, ZONESET_NOW))
			return true;
	}
	return false;
}

/* The shortest prefix around the address that one name may stand for. */
static struct prefix
piece_of(const struct listing *l, u128 addr, enum server server)
{
	unsigned least6 = server == UNBOUND ? 20 : 16;
	enum family family = l->range.family;
	unsigned bits = family_bits(family);

	for (unsigned len = step_of(family); len < bits;
	     len += step_of(family)) {
		u128 below = ((u128)1 << (bits - len)) - 1;
		struct prefix p = { addr & ~below, (uint8_t)len, family };
		bool alone = len >= least6 && family == IP6;

		for (unsigned i = 0; i < len && family == IP4; i += 8)
			alone |= (addr >> (24 - i) & 255) > 9;
		if (alone && l->range.first <= p.addr &&
		    (addr | below) <= l->range.last)
			return p;
	}
	return (struct prefix){ addr, (uint8_t)bits, family };
}

static void
print_answer(const char *name, const struct set *s, const struct listing *l,
    const char *address)
{
	struct value v = values_at(set_values(s), l->value);
	char text[255];

	printf("%s\tA\t%u.%u.%u.%u\n", name, v.code >> 24, v.code >> 16 & 255,
	    v.code >> 8 & 255, v.code & 255);
	if (value_expand(text, sizeof(text), &v, address) > 0)
		printf("%s\tTXT\t%s\n", name, text);
	else
		printf("%s\tTXT\tEMPTY\n", name);
}

/* Prints the answer of a family; returns whether it has one at all. */
static bool
ask_family(const struct asker *a, const char *text, const struct prefix *p)
{
	struct listing l;
	struct prefix piece;
	char address[ADDR_TEXT];

	if (!find_live(a->set, p->family, p->addr, &l))
		return false;
	if (a->server == RBLDNSD) {
		if (p->len < family_bits(p->family))
			return false;
		addr_text(address, p->family, p->addr);
		print_answer(text, a->set, &l, address);
		return true;
	}
	piece = piece_of(&l, p->addr, a->server);
	if (p->len == family_bits(p->family) || piece.len < p->len) {
		prefix_text(address, &piece);
		print_answer(text, a->set, &l, address);
		return true;
	}
	return false;
}

static void
ask(const struct asker *a, const struct name *name)
{
	char text[LABELS_MAX * 4 + 1];
	size_t len = 0;
	bool exists = false;

	for (unsigned i = name->n; i-- > 0;)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
		    name->labels[i], i > 0 ? "." : "");
	for (enum family family = IP4; family <= IP6; family++) {
		struct prefix p;

		if (!prefix_of(name, family, &p))
			continue;
		if (ask_family(a, text, &p))
			return;
		exists |= a->server == BIND && meets_live(a->set, &p);
	}
	printf("%s\tA\t%s\n", text, exists ? "EMPTY" : "NX");
}

static void
ask_addr(struct asker *a, enum family family, u128 addr)
{
	unsigned all = family_bits(family) / step_of(family);
	bool shorter = family == IP4 || addr / 16 % SHORTER == 0;

	for (unsigned n = shorter && a->server == BIND ? 1 : all; n <= all;
	     n++) {
		struct name name = name_of(family, addr, n);

		ask(a, &name);
	}
}

static void
write_host(struct asker *a, enum family family, u128 addr)
{
	char text[ADDR_TEXT];

	addr_text(text, family, addr);
	printf("h%u %s %s\n", a->hosts++, family == IP4 ? "A" : "AAAA", text);
}

static void
ask_host(struct asker *a, enum family family, u128 addr)
{
	char text[ADDR_TEXT];
	struct listing l;

	addr_text(text, family, addr);
	printf("h%u\t%s\t%s\n", a->hosts++, family == IP4 ? "A" : "AAAA",
	    find_live(a->set, family, addr, &l) && addr >> 24 != 127 ? "NX"
								     : text);
}

static void
ask_all(struct asker *a)
{
	a->addr(a, IP4, 0x7f000001);
	a->addr(a, IP4, 0x7f000002);
	for (enum family family = IP4; family <= IP6; family++) {
		for (size_t i = 0; i < set_size(a->set, family); i++) {
			struct range r = set_at(a->set, family, i).range;

			a->addr(a, family, r.first - 1);
			a->addr(a, family, r.first);
			a->addr(a, family, r.first + (r.last - r.first) / 3);
			a->addr(a, family, r.last);
			a->addr(a, family, r.last + 1);
		}
	}
}

static int
drain(void *file, const void *bytes, size_t n)
{
	return fwrite(bytes, 1, n, file) == n ? 0 : -1;
}

int
main(int argc, char *argv[])
{
	struct zone_info info = zoneset_info();
	char origin[64];
	struct wr w = { .drain = drain, .arg = stdout };
	const struct zone_format *format;
	struct fail f = { 0 };
	struct set *s;

	if (argc < 4)
		errx(2,
		    "usage: tool_zonegen SEED SHAPE FORMAT|hosts|ask [SERVER]");
	s = zoneset_make(argv[1], argv[2]);
	snprintf(origin, sizeof(origin), "%s.bl.example", argv[2]);
	info.origin = origin;
	format = zone_format(argv[3]);
	if (format != NULL) {
		if (format->write(&w, s, &info, &f) == -1 || wr_flush(&w) == -1)
			errx(1, "%s", f.msg);
	} else {
		struct asker a = { .set = s, .addr = ask_addr };

		if (argc > 4 && strcmp(argv[4], "rbldnsd") == 0)
			a.server = RBLDNSD;
		else if (argc > 4 && strcmp(argv[4], "unbound") == 0)
			a.server = UNBOUND;
		if (strcmp(argv[3], "hosts") == 0)
			a.addr = write_host;
		else if (argc > 4 && strcmp(argv[4], "rpz") == 0)
			a.addr = ask_host;
		ask_all(&a);
	}
	wr_free(&w);
	set_free(s);
	return 0;
}
