#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "subscriber/batch.h"

void
batch_free(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		free((char *)b->items[i].path);
		wr_free(&b->items[i].bytes);
	}
	free(b->items);
	*b = (struct batch){ 0 };
}

static struct fetch_item *
add(struct batch *b, uint64_t most)
{
	struct fetch_item *item;

	b->items = mem_grow(b->items, b->n, &b->cap, sizeof(*item));
	item = &b->items[b->n++];
	*item = (struct fetch_item){ .most = most };
	return item;
}

size_t
batch_add(struct batch *b, const char *path, uint64_t most)
{
	add(b, most)->path = mem_text(path, strlen(path));
	return b->n - 1;
}

size_t
batch_object(struct batch *b, const char *folder, const char *name,
    uint64_t bytes)
{
	struct fetch_item *item = add(b, bytes);
	struct wr path = { 0 };

	wr_fmt(&path, "%s/%s", folder, name);
	wr_u8(&path, '\0');
	item->path = (char *)path.buf;
	item->exact = true;
	return b->n - 1;
}

size_t
batch_ask(struct batch *b, const char *path, uint64_t most)
{
	size_t i = batch_add(b, path, most);

	b->items[i].asks = true;
	return i;
}

void
batch_give(struct batch *b, size_t i, struct rd bytes)
{
	b->items[i].given = bytes;
}

void
batch_fetch(struct batch *b)
{
	bool any = false;

	b->fail = (struct fail){ 0 };
	for (size_t i = 0; i < b->n; i++) {
		bool given = b->items[i].given.p != NULL;

		any |= !given;
		b->items[i].missing = !given;
	}
	if (any && b->fetch != NULL)
		fetch_files(b->fetch, b->items, b->n, &b->fail);
}

int
batch_take(const struct batch *b, size_t i, struct rd *bytes, struct fail *f)
{
	const struct fetch_item *item = &b->items[i];

	if (item->given.p != NULL) {
		*bytes = item->given;
		return 0;
	}
	if (item->missing)
		return fail(f, FAIL_MISSING, "%s: %s: is not there", b->url,
		    item->path);
	if (item->bytes.len == 0 && b->fail.kind != FAIL_NONE)
		return fail(f, b->fail.kind, "%s", b->fail.msg);
	*bytes = rd_over(item->bytes.buf, item->bytes.len);
	return 0;
}

int
batch_fail_at(const struct batch *b, size_t i, struct fail *f)
{
	const struct fetch_item *item = &b->items[i];
	size_t n = strlen(f->msg);

	if (item->web_page)
		snprintf(f->msg + n, sizeof(f->msg) - n,
		    "; what came is a web page: is the url right?");
	return fail_at(f, "%s: %s", b->url, item->path);
}
