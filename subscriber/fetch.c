#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "subscriber/clock.h"
#include "subscriber/fetch_transport.h"

static const struct fetch_transport *const transports[] = {
	[URL_HTTP] = &fetch_http,
	[URL_HTTPS] = &fetch_http,
	[URL_RSYNC] = &fetch_rsync,
	[URL_FILE] = &fetch_file,
};

struct fetch *
fetch_new(const struct fetch_conf *conf, struct fail *f)
{
	struct fetch *fetch = mem_new(1, sizeof(*fetch));

	fetch->conf = conf;
	fetch->folder = -1;
	if (url_parse(&fetch->url, conf->url, f) == 0) {
		fetch->transport = transports[fetch->url.scheme];
		if (fetch->transport->open == NULL ||
		    fetch->transport->open(fetch, f) == 0)
			return fetch;
	}
	fetch_free(fetch);
	return NULL;
}

void
fetch_free(struct fetch *fetch)
{
	if (fetch == NULL)
		return;
	if (fetch->transport != NULL && fetch->transport->close != NULL)
		fetch->transport->close(fetch);
	free(fetch);
}

uint64_t
fetch_time(const struct fetch *fetch, uint64_t bytes)
{
	const struct fetch_conf *c = fetch->conf;
	uint64_t now = clock_ms(), want;

	want = (uint64_t)c->connect_seconds + c->stall_seconds +
	    bytes / FETCH_LEAST_BYTES;
	if (now >= fetch->ends)
		return 0;
	return want < (fetch->ends - now) / 1000 ? want * 1000
						 : fetch->ends - now;
}

int
fetch_check(const struct fetch *fetch, struct fail *f)
{
	if (!atomic_load(&fetch->cancelled))
		return 0;
	errno = EINTR;
	return fail_errno(f, "stopped");
}

int
fetch_size(const struct fetch_item *item, uint64_t bytes, struct fail *f)
{
	const char *page = item->web_page ? ", and says it is a web page" : "";

	if (bytes > item->most && !item->exact)
		return fail(f, FAIL_SIZE, "has more than %ju bytes%s",
		    (uintmax_t)item->most, page);
	return fail(f, FAIL_SIZE, "has %s%ju bytes, want %ju%s",
	    bytes > item->most ? "at least " : "", (uintmax_t)bytes,
	    (uintmax_t)item->most, page);
}

static int
one(struct fetch *fetch, struct fetch_item *item, struct fail *f)
{
	uint64_t have;

	if (fetch_check(fetch, f) == -1 ||
	    fetch->transport->one(fetch, item, f) == -1)
		return -1;
	have = item->bytes.len;
	if (item->missing || (have <= item->most && !item->exact) ||
	    have == item->most)
		return 0;
	return fetch_size(item, have, f);
}

/* Empties what is to be filled in, and judges paths. */
static int
prepare(struct fetch_item *items, size_t n, struct fail *f)
{
	for (size_t i = 0; i < n; i++) {
		const char *path = items[i].path;

		items[i].bytes = (struct wr){ 0 };
		items[i].missing = items[i].web_page = false;
		items[i].status = 0;
		items[i].after = 0;
		if (!url_is_path(text_of(path, path + strlen(path))))
			fail(f, FAIL_USAGE, "%.100s: no path of a tree", path);
	}
	return f->kind == FAIL_NONE ? 0 : -1;
}

static int
all(struct fetch *fetch, struct fetch_item *items, size_t n, struct fail *f)
{
	const struct fetch_transport *t = fetch->transport;

	if (fetch_check(fetch, f) == -1 ||
	    (t->begin != NULL && t->begin(fetch, items, n, f) == -1))
		return fail_at(f, "%s", fetch->conf->url);
	for (size_t i = 0; i < n; i++) {
		if (items[i].given.p != NULL || one(fetch, &items[i], f) == 0)
			continue;
		wr_free(&items[i].bytes);
		fail_at(f, "%.120s", items[i].path);
		return fail_at(f, "%s", fetch->conf->url);
	}
	return 0;
}

/* When what begins now has to be over. */
static uint64_t
end_of(const struct fetch *fetch)
{
	return clock_ms() + (uint64_t)fetch->conf->total_seconds * 1000;
}

int
fetch_files(struct fetch *fetch, struct fetch_item *items, size_t n,
    struct fail *f)
{
	int rc;

	fetch->retry_after = 0;
	fetch->answered = false;
	fetch->ends = fetch->looks ? fetch->until : end_of(fetch);
	if (prepare(items, n, f) == -1)
		return -1;
	rc = all(fetch, items, n, f);
	fetch->nalong = 0;
	if (fetch->transport->end != NULL)
		fetch->transport->end(fetch);
	return rc;
}

void
fetch_begin(struct fetch *fetch, const struct fetch_range *ranges, size_t n)
{
	fetch->along = ranges;
	fetch->nalong = n;
	fetch->looks = true;
	fetch->until = end_of(fetch);
}

void
fetch_done(struct fetch *fetch)
{
	fetch->nalong = 0;
	fetch->looks = false;
	if (fetch->transport->end != NULL)
		fetch->transport->end(fetch);
}

uint32_t
fetch_retry_after(const struct fetch *fetch)
{
	return fetch->retry_after;
}

bool
fetch_answered(const struct fetch *fetch)
{
	return fetch->answered;
}

uint64_t
fetch_received(const struct fetch *fetch)
{
	return fetch->received;
}

uint64_t
fetch_around(const struct fetch *fetch)
{
	if (fetch->requests > 0)
		return fetch->around / fetch->requests;
	return fetch->transport->around;
}

void
fetch_cancel(struct fetch *fetch)
{
	atomic_store(&fetch->cancelled, true);
}

void
fetch_resume(struct fetch *fetch)
{
	atomic_store(&fetch->cancelled, false);
}

void
fetch_meanwhile(struct fetch *fetch, const struct meanwhile *meanwhile)
{
	fetch->meanwhile = *meanwhile;
}
