/*
 * A history of hits on a quick list, and what is listed when by it:
 *	tool_history hits START MINUTES		TICK SOURCE RECORD
 *	tool_history ticks START MINUTES	TICK TIME
 *	tool_history want START MINUTES		TICK ADDRESS UNTIL
 *	tool_history names START MINUTES	ADDRESS NAME, to ask a server
 * START and ticks are minutes since 1970.  A record arrives before the build
 * at its tick; at the first tick there is a day of hits.  Ticks are each
 * minute, and after so many, with no more hits, some until nothing is left.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "formats/stamp.h"
#include "tests/tool_history.h"

static void
print_listed(const struct host *h, uint32_t tick)
{
	char addr[ADDR_TEXT], until[STAMP_TEXT];

	addr_text(addr, h->family, h->addr);
	stamp_text(until, h->until * 60);
	printf("%u %s %s\n", tick, addr, until);
}

/* What a build makes of what has arrived; 0 for the last one: there is none. */
static void
build(struct history *h, uint32_t tick, uint32_t last)
{
	for (unsigned i = 0; i < HOSTS && last > 0; i++)
		if (host_is_forgotten(&h->hosts[i], last))
			h->hosts[i].k = 0;
	for (size_t i = 0; i < h->n; i++) {
		struct event *e = &h->events[i];

		if (e->taken || e->tick > tick || e->time / 60 > tick)
			continue;
		if (e->removal)
			host_removal(&h->hosts[e->host], e->time);
		else
			host_hit(&h->hosts[e->host], e->time);
		e->taken = true;
	}
	for (unsigned i = 0; i < HOSTS; i++) {
		host_age(&h->hosts[i], tick);
		if (h->hosts[i].listed)
			print_listed(&h->hosts[i], tick);
	}
}

/* The tick after another, 0 if there is none. */
static uint32_t
next_tick(const struct history *h, uint32_t tick)
{
	if (tick < h->end)
		return tick + 1;
	return tick < h->end + AFTER ? tick + AFTER_STEPS : 0;
}

static void
print_want(struct history *h)
{
	uint32_t last = 0;

	for (uint32_t t = h->start; t != 0; t = next_tick(h, t)) {
		build(h, t, last);
		last = t;
	}
}

static void
print_ticks(struct history *h)
{
	char time[STAMP_TEXT];

	for (uint32_t t = h->start; t != 0; t = next_tick(h, t)) {
		stamp_text(time, t * 60);
		printf("%u %s\n", t, time);
	}
}

static void
print_hits(struct history *h)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct event *e = &h->events[i];
		const struct host *host = &h->hosts[e->host];
		char addr[ADDR_TEXT], time[STAMP_TEXT];

		addr_text(addr, host->family, host->addr);
		stamp_text(time, e->time);
		printf("%u %s %s%s %s\n", e->tick,
		    e->removal ? "desk" : "traps", e->removal ? "!" : "", addr,
		    time);
	}
}

static void
print_name(const struct host *h)
{
	char addr[ADDR_TEXT];

	addr_text(addr, h->family, h->addr);
	printf("%s ", addr);
	for (unsigned i = 0; i < family_bits(h->family);
	     i += h->family == IP4 ? 8 : 4) {
		unsigned part = (unsigned)(h->addr >> i);

		if (i > 0)
			putchar('.');
		if (h->family == IP4)
			printf("%u", part & 255);
		else
			printf("%x", part & 15);
	}
	putchar('\n');
}

static void
print_names(struct history *h)
{
	for (unsigned i = 0; i < HOSTS; i++)
		print_name(&h->hosts[i]);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*print)(struct history *);
	} commands[] = {
		{ "hits", print_hits },
		{ "names", print_names },
		{ "ticks", print_ticks },
		{ "want", print_want },
	};
	struct history h = { .dice = 2026 };

	if (argc != 4)
		errx(2, "hits|names|ticks|want START MINUTES");
	history_make(&h, (uint32_t)strtoul(argv[2], NULL, 10),
	    (uint32_t)strtoul(argv[3], NULL, 10));
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			commands[i].print(&h);
	free(h.events);
	return fflush(stdout) == EOF;
}
