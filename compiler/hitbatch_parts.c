#include <stdlib.h>
#include <string.h>

#include "compiler/hitbatch.h"
#include "formats/mem.h"
#include "formats/value.h"
#include "formats/wr.h"

/* The fewest bytes of an event. */
#define EVENT_MIN 4

void
hitbatch_write_name(struct wr *w, const char *name)
{
	size_t n = strlen(name);

	wr_vli(w, n);
	wr_bytes(w, name, n);
}

char *
hitbatch_read_name(struct rd *r, size_t max)
{
	uint64_t n = rd_vli(r);
	const uint8_t *p;

	if (n == 0 || n > max)
		return NULL;
	p = rd_take(r, (size_t)n);
	if (p == NULL || memchr(p, '\0', (size_t)n) != NULL)
		return NULL;
	return mem_text(p, (size_t)n);
}

void
hitbatch_write_rules(struct wr *w, const struct quick_rules *r)
{
	wr_u16(w, r->hits);
	wr_u16(w, r->window);
	wr_u32(w, r->first);
	wr_u32(w, r->longest);
	wr_u32(w, r->forget);
	wr_u16(w, r->levels);
	wr_u16(w, r->grain);
	wr_u32(w, r->least);
}

bool
hitbatch_read_rules(struct rd *r, struct quick_rules *rules)
{
	struct fail unheard = { 0 };

	rules->hits = rd_u16(r);
	rules->window = rd_u16(r);
	rules->first = rd_u32(r);
	rules->longest = rd_u32(r);
	rules->forget = rd_u32(r);
	rules->levels = rd_u16(r);
	rules->grain = rd_u16(r);
	rules->least = rd_u32(r);
	return !r->bad && quick_check(rules, &unheard) == 0;
}

void
hitbatch_write_values(struct wr *w, const struct values *values, size_t from)
{
	size_t n = values != NULL ? values_size(values) : from;

	wr_vli(w, n - from);
	for (size_t i = from; i < n; i++) {
		struct value v = values_at(values, (uint16_t)i);

		wr_u32(w, v.code);
		wr_vli(w, v.len);
		wr_bytes(w, v.text, v.len);
	}
}

/* No value comes twice. */
bool
hitbatch_read_values(struct rd *r, struct values *values)
{
	uint64_t n = rd_vli(r);

	if (n > VALUE_MAX || n > rd_left(r))
		return false;
	for (uint64_t i = 0; i < n; i++) {
		uint32_t code = rd_u32(r);
		uint64_t len = rd_vli(r);
		const uint8_t *text;

		if (len > VALUE_TEXT_MAX)
			return false;
		text = rd_take(r, (size_t)len);
		if (text == NULL ||
		    values_add(values, code, (const char *)text, (size_t)len) !=
			i)
			return false;
	}
	return true;
}

static unsigned
flags_of(uint16_t who)
{
	return ((who & ROW_REMOVAL) != 0 ? 2 : 0) +
	    ((who & ROW_ALL) != 0 ? 1 : 0);
}

static void
write_event(struct wr *w, const struct event *e, u128 before, uint32_t now)
{
	u128 step = e->addr - before;

	wr_vli(w, (uint64_t)step);
	if (e->family == IP6)
		wr_vli(w, (uint64_t)(step >> 64));
	wr_zigzag(w, (int64_t)e->time - now);
	wr_vli(w, (uint64_t)(e->who & ROW_SOURCE) << 2 | flags_of(e->who));
	wr_vli(w, e->value);
}

/* How many there are of each family, and their steps. */
void
hitbatch_write_events(struct wr *w, const struct event *events, size_t n,
    uint32_t now)
{
	size_t n4 = 0;

	while (n4 < n && events[n4].family == IP4)
		n4++;
	wr_vli(w, n4);
	wr_vli(w, n - n4);
	for (size_t i = 0; i < n; i++)
		write_event(w, &events[i],
		    i == 0 || i == n4 ? 0 : events[i - 1].addr, now);
}

static bool
read_who(struct rd *r, struct event *e)
{
	uint64_t who = rd_vli(r), value = rd_vli(r);
	bool removal = (who & 2) != 0, all = (who & 1) != 0;

	if (who >> 2 >= ROW_SOURCE || value >= VALUE_MAX || (all && !removal) ||
	    (removal && value != 0))
		return false;
	e->who = (uint16_t)(who >> 2 | (removal ? ROW_REMOVAL : 0) |
	    (all ? ROW_ALL : 0));
	e->value = (uint16_t)value;
	return true;
}

static bool
read_event(struct rd *r, struct event *e, u128 before, uint32_t now)
{
	u128 step = rd_vli(r);
	int64_t time;

	if (e->family == IP6)
		step |= (u128)rd_vli(r) << 64;
	if (step > family_last(e->family) - before)
		return false;
	e->addr = before + step;
	time = rd_zigzag(r);
	if (time < -(int64_t)now || time > (int64_t)UINT32_MAX - now)
		return false;
	e->time = (uint32_t)(time + now);
	return read_who(r, e) && !r->bad;
}

bool
hitbatch_read_events(struct rd *r, struct event **events, size_t *n,
    uint32_t now)
{
	uint64_t n4 = rd_vli(r), n6 = rd_vli(r);
	struct event *all;

	if (n4 > rd_left(r) / EVENT_MIN || n6 > rd_left(r) / EVENT_MIN)
		return false;
	all = *events = mem_new(n4 + n6, sizeof(*all));
	for (*n = 0; *n < n4 + n6; (*n)++) {
		u128 before = *n == 0 || *n == n4 ? 0 : all[*n - 1].addr;

		all[*n].family = *n < n4 ? IP4 : IP6;
		if (!read_event(r, &all[*n], before, now))
			return false;
	}
	return true;
}

void
hitbatch_write_file(struct wr *w, const struct hitbatch_file *file)
{
	wr_vli(w, file->source);
	hitbatch_write_name(w, file->path);
	wr_u64(w, file->inode);
	wr_u64(w, file->size);
	wr_u64(w, (uint64_t)file->mtime);
	wr_u32(w, file->lines);
	hitbatch_write_content(w, &file->content);
}

void
hitbatch_write_content(struct wr *w, const struct content *c)
{
	wr_u64(w, c->bytes);
	wr_u64(w, c->head);
	wr_bytes(w, c->chain, CONTENT_HASH);
	wr_bytes(w, c->hash, CONTENT_HASH);
}

bool
hitbatch_read_content(struct rd *r, struct content *c)
{
	const uint8_t *hashes;

	c->bytes = rd_u64(r);
	c->head = rd_u64(r);
	hashes = rd_take(r, 2 * CONTENT_HASH);
	if (hashes == NULL || (c->bytes >= CONTENT_HEAD) != (c->head != 0))
		return false;
	memcpy(c->chain, hashes, CONTENT_HASH);
	memcpy(c->hash, hashes + CONTENT_HASH, CONTENT_HASH);
	return true;
}

bool
hitbatch_read_file(struct rd *r, struct hitbatch_file *file)
{
	uint64_t source = rd_vli(r);

	*file = (struct hitbatch_file){ .source = (uint16_t)source };
	file->path = hitbatch_read_name(r, HITBATCH_PATH_MAX);
	if (file->path == NULL)
		return false;
	file->inode = rd_u64(r);
	file->size = rd_u64(r);
	file->mtime = (int64_t)rd_u64(r);
	file->lines = rd_u32(r);
	if (source < ROW_SOURCE && hitbatch_read_content(r, &file->content))
		return true;
	free(file->path);
	return false;
}
