#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/object.h"
#include "subscriber/fetch_http.h"

/* A transfer that breaks after this many bytes goes on where it broke. */
#define RESUME_BYTES_MIN 65536

/* But only so many times for one file. */
#define RESUMES_MAX 3

static long
status_of(CURL *easy)
{
	long status = 0;

	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

/* Looks at the length that the server tells, once headers are there. */
static bool
length_fits(struct http *h)
{
	const struct fetch_item *item = h->item;
	curl_off_t rest = -1;

	curl_easy_getinfo(h->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &rest);
	if (rest <= 0)
		return true;
	h->length = h->from + (uint64_t)rest;
	return item->exact ? h->length == item->most : h->length <= item->most;
}

/* Bytes of the file: no more than wanted, whatever the server says. */
static size_t
take_bytes(struct http *h, const char *bytes, size_t n)
{
	struct wr *w = &h->item->bytes;

	if ((w->len == h->from && !length_fits(h)) ||
	    n > h->item->most - w->len) {
		h->wrong_size = true;
		return CURL_WRITEFUNC_ERROR;
	}
	wr_bytes(w, bytes, n);
	return n;
}

static size_t
on_body(char *bytes, size_t size, size_t n, void *arg)
{
	struct http *h = arg;
	long status = status_of(h->easy);

	(void)size; /* is 1 */
	if (status == (h->from > 0 ? 206 : 200))
		return take_bytes(h, bytes, n);
	h->page += n;
	h->page_flood = h->page > HTTP_PAGE_MAX;
	return h->page_flood ? CURL_WRITEFUNC_ERROR : n;
}

static size_t
on_header(char *bytes, size_t size, size_t n, void *arg)
{
	struct http *h = arg;

	(void)bytes;
	(void)size; /* is 1 */
	h->headers += n;
	h->headers_flood = h->headers > HTTP_HEADERS_MAX;
	return h->headers_flood ? CURL_WRITEFUNC_ERROR : n;
}

static int
on_progress(void *arg, curl_off_t all, curl_off_t have, curl_off_t up,
    curl_off_t sent)
{
	const struct http *h = arg;

	(void)all;
	(void)have;
	(void)up;
	(void)sent;
	meanwhile_work(&h->fetch->meanwhile);
	return atomic_load(&h->fetch->cancelled);
}

void
http_count(struct http *h)
{
	curl_off_t body = 0;
	long request = 0;

	curl_easy_getinfo(h->easy, CURLINFO_SIZE_DOWNLOAD_T, &body);
	curl_easy_getinfo(h->easy, CURLINFO_REQUEST_SIZE, &request);
	/* one that nobody answered says nothing of the others */
	if (h->headers > 0) {
		h->fetch->requests++;
		h->fetch->around += h->headers + (uint64_t)request;
		h->fetch->answered = true;
	}
	h->fetch->received += h->headers + (uint64_t)body;
}

static void
set_url(struct http *h)
{
	struct wr url = { 0 };

	wr_fmt(&url, "%s/%s", h->fetch->conf->url, h->item->path);
	wr_u8(&url, 0);
	curl_easy_setopt(h->easy, CURLOPT_URL, (char *)url.buf);
	wr_free(&url);
}

void
http_begin(struct http *h, struct fetch_item *item)
{
	h->item = item;
	h->from = item->bytes.len;
	h->headers = h->page = 0;
	h->length = 0;
	h->headers_flood = h->page_flood = h->wrong_size = false;
	h->error[0] = '\0';
	set_url(h);
	curl_easy_setopt(h->easy, CURLOPT_RESUME_FROM_LARGE,
	    (curl_off_t)h->from);
}

/* One request, for what is not there yet. */
static enum http_result
transfer(struct http *h, struct fetch_item *item, struct fail *f)
{
	uint64_t ms = fetch_time(h->fetch, item->most - item->bytes.len);
	CURLcode code;

	if (ms == 0)
		return (enum http_result)fail(f, FAIL_SLOW,
		    "no time is left of %u seconds",
		    h->fetch->conf->total_seconds);
	http_begin(h, item);
	curl_easy_setopt(h->easy, CURLOPT_TIMEOUT_MS, (long)ms);
	code = curl_easy_perform(h->easy);
	http_count(h);
	return http_judge(h, code, f);
}

/* Whether another request may do better. */
static bool
again(const struct http *h, struct fetch_item *item, enum http_result result)
{
	struct wr *w = &item->bytes;

	if (result == HTTP_WHOLE && h->from > 0) {
		w->len = 0;
		return true;
	}
	return result == HTTP_BROKEN && w->len >= RESUME_BYTES_MIN;
}

static int
http_one(struct fetch *fetch, struct fetch_item *item, struct fail *f)
{
	struct http *h = fetch->own;
	enum http_result result;
	struct fail why;

	for (unsigned i = 0; i <= RESUMES_MAX; i++) {
		why = (struct fail){ 0 };
		result = transfer(h, item, &why);
		if (result == HTTP_DONE)
			return 0;
		if (atomic_load(&fetch->cancelled) || !again(h, item, result))
			break;
	}
	return fail(f, why.kind, "%s", why.msg);
}

static void
set_callbacks(struct http *h)
{
	curl_easy_setopt(h->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(h->easy, CURLOPT_WRITEDATA, h);
	curl_easy_setopt(h->easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(h->easy, CURLOPT_HEADERDATA, h);
	curl_easy_setopt(h->easy, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(h->easy, CURLOPT_XFERINFODATA, h);
	curl_easy_setopt(h->easy, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(h->easy, CURLOPT_ERRORBUFFER, h->error);
}

void
http_free(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->easy);
	free(h);
	curl_global_cleanup();
}

struct http *
http_new(struct fetch *fetch, struct fail *f)
{
	struct http *h;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		fail(f, FAIL_SYSTEM, "libcurl cannot be started");
		return NULL;
	}
	h = mem_new(1, sizeof(*h));
	h->fetch = fetch;
	h->easy = curl_easy_init();
	if (h->easy == NULL) {
		fail(f, FAIL_SYSTEM, "libcurl cannot be started");
	} else {
		set_callbacks(h);
		if (http_options(h, f) == 0)
			return h;
	}
	http_free(h);
	return NULL;
}

static void
http_close(struct fetch *fetch)
{
	http_free(fetch->own);
}

static int
http_open(struct fetch *fetch, struct fail *f)
{
	fetch->own = http_new(fetch, f);
	return fetch->own == NULL ? -1 : 0;
}

const struct fetch_transport fetch_http = {
	.open = http_open,
	.close = http_close,
	.around = OBJECT_FETCH_BYTES,
	.one = http_one,
};
