#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "feedd/networks.h"
#include "formats/mem.h"

void
networks_free(struct networks *ns)
{
	free(ns->all);
	*ns = (struct networks){ 0 };
}

const char *
networks_add(struct networks *ns, const char *text, uint32_t what)
{
	struct network n = { .what = what };
	struct range rest;
	struct prefix p;

	if (range_parse(text, text + strlen(text), &n.range, NULL) != NULL)
		return "a network is as 192.0.2.0/24 or 2001:db8::/32";
	rest = n.range;
	if (range_shift(&rest, &p))
		return "a network is one prefix, not a range";
	ns->all = mem_grow(ns->all, ns->n, &ns->cap, sizeof(struct network));
	ns->all[ns->n++] = n;
	return NULL;
}

/* By family and first address, the greater ones first. */
static int
compare(const void *a, const void *b)
{
	const struct range *x = &((const struct network *)a)->range;
	const struct range *y = &((const struct network *)b)->range;

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->last < y->last) - (x->last > y->last);
}

static bool
has(const struct network *n, enum family family, u128 addr)
{
	return n->range.family == family && range_has(&n->range, addr);
}

/* From one on outward, the first with the address. */
static const struct network *
outward(const struct networks *ns, size_t i, enum family family, u128 addr)
{
	while (i > 0 && !has(&ns->all[i - 1], family, addr))
		i = ns->all[i - 1].around;
	return i == 0 ? NULL : &ns->all[i - 1];
}

const struct network *
networks_end(struct networks *ns)
{
	if (ns->n == 0)
		return NULL;
	qsort(ns->all, ns->n, sizeof(struct network), compare);
	for (size_t i = 1; i < ns->n; i++) {
		struct network *n = &ns->all[i];
		const struct network *around =
		    outward(ns, i, n->range.family, n->range.first);

		if (compare(n - 1, n) == 0)
			return n;
		if (around != NULL)
			n->around = (size_t)(around - ns->all) + 1;
	}
	return NULL;
}

const struct network *
networks_find(const struct networks *ns, enum family family, u128 addr)
{
	size_t low = 0, high = ns->n;

	/* those before low begin at the address or before it */
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct range *r = &ns->all[mid].range;

		if (r->family < family ||
		    (r->family == family && r->first <= addr))
			low = mid + 1;
		else
			high = mid;
	}
	return outward(ns, low, family, addr);
}

enum family
networks_family(enum family family, u128 *addr)
{
	if (family == IP4 || *addr >> 32 != 0xffff)
		return family;
	*addr = (uint32_t)*addr;
	return IP4;
}

enum family
networks_addr(const struct sockaddr *sa, u128 *addr)
{
	const struct sockaddr_in6 *ip6;
	u128 a = 0;

	*addr = INADDR_LOOPBACK;
	if (sa != NULL && sa->sa_family == AF_INET)
		*addr = ntohl(((const struct sockaddr_in *)(const void *)sa)
				  ->sin_addr.s_addr);
	if (sa == NULL || sa->sa_family != AF_INET6)
		return IP4;
	ip6 = (const struct sockaddr_in6 *)(const void *)sa;
	for (int i = 0; i < 16; i++)
		a = a << 8 | ip6->sin6_addr.s6_addr[i];
	*addr = a;
	return networks_family(IP6, addr);
}
