#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "subscriber/clock.h"
#include "subscriber/fetch_http.h"
#include "subscriber/fetch_wait.h"

struct fetch_waits {
	CURLM *multi;
	struct fetch_wait *first;
};

struct fetch_wait {
	struct fetch_wait *prev, *next;
	struct fetch_waits *all;
	struct http *http;
	struct fetch_item item;
	bool held;     /* a request is under way */
	uint64_t ends; /* when it is given up, in ms */
	bool answered; /* what comes is counted in that */
	CURLcode code; /* once it is over */
};

struct fetch_waits *
fetch_waits_new(struct fail *f)
{
	struct fetch_waits *all;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		fail(f, FAIL_SYSTEM, "libcurl cannot be started");
		return NULL;
	}
	all = mem_new(1, sizeof(*all));
	all->multi = curl_multi_init();
	if (all->multi != NULL)
		return all;
	fail(f, FAIL_SYSTEM, "libcurl cannot be started");
	fetch_waits_free(all);
	return NULL;
}

void
fetch_waits_free(struct fetch_waits *all)
{
	if (all == NULL)
		return;
	curl_multi_cleanup(all->multi);
	free(all);
	curl_global_cleanup();
}

/* It is over. */
static void
leave(struct fetch_wait *w, CURLcode code)
{
	curl_multi_remove_handle(w->all->multi, w->http->easy);
	w->held = false;
	w->code = code;
	http_count(w->http);
}

static void
take_done(struct fetch_waits *all)
{
	CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(all->multi, &left)) != NULL) {
		CURLcode code = msg->data.result;
		void *w = NULL;

		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &w);
		leave(w, code);
	}
}

/* Whoever has begun to answer gets the time for it. */
static void
look_late(struct fetch_wait *w, uint64_t now)
{
	const struct fetch_conf *c = w->http->fetch->conf;

	if (!w->answered && w->http->headers > 0) {
		w->answered = true;
		w->ends = now +
		    ((uint64_t)c->stall_seconds +
			w->item.most / FETCH_LEAST_BYTES) *
			1000;
	}
	if (now < w->ends)
		return;
	snprintf(w->http->error, sizeof(w->http->error), "%s in %u seconds",
	    w->answered ? "not all came" : "no answer came",
	    w->answered ? c->stall_seconds : FETCH_WAIT_SECONDS);
	leave(w, CURLE_OPERATION_TIMEDOUT);
}

void
fetch_waits_work(struct fetch_waits *all)
{
	uint64_t now = clock_ms();
	int running;

	curl_multi_perform(all->multi, &running);
	take_done(all);
	for (struct fetch_wait *w = all->first; w != NULL; w = w->next)
		if (w->held)
			look_late(w, now);
}

void
fetch_waits_rest(struct fetch_waits *all, int fd, uint32_t ms)
{
	struct curl_waitfd also = { .fd = fd, .events = CURL_WAIT_POLLIN };
	int ready;

	curl_multi_poll(all->multi, &also, 1, (int)ms, &ready);
}

bool
fetch_can_wait(const struct fetch *fetch)
{
	return fetch->transport == &fetch_http && !fetch->conf->never_waits;
}

struct fetch_wait *
fetch_wait_new(struct fetch_waits *all, struct fetch *fetch, struct fail *f)
{
	struct http *http = http_new(fetch, f);
	struct fetch_wait *w;

	if (http == NULL) {
		fail_at(f, "%s", fetch->conf->url);
		return NULL;
	}
	w = mem_new(1, sizeof(*w));
	w->all = all;
	w->http = http;
	w->next = all->first;
	if (w->next != NULL)
		w->next->prev = w;
	all->first = w;
	curl_easy_setopt(http->easy, CURLOPT_PRIVATE, w);
	/* nobody waits here, and silence is what is wanted */
	curl_easy_setopt(http->easy, CURLOPT_NOPROGRESS, 1L);
	curl_easy_setopt(http->easy, CURLOPT_LOW_SPEED_TIME, 0L);
	return w;
}

static void
clear(struct fetch_wait *w)
{
	free((char *)w->item.path);
	wr_free(&w->item.bytes);
	w->item = (struct fetch_item){ 0 };
}

void
fetch_wait_free(struct fetch_wait *w)
{
	if (w == NULL)
		return;
	if (w->held)
		leave(w, CURLE_OK);
	if (w->next != NULL)
		w->next->prev = w->prev;
	if (w->prev != NULL)
		w->prev->next = w->next;
	else
		w->all->first = w->next;
	http_free(w->http);
	clear(w);
	free(w);
}

void
fetch_wait_begin(struct fetch_wait *w, const char *path, uint64_t most)
{
	clear(w);
	w->item = (struct fetch_item){ .path = mem_text(path, strlen(path)),
		.most = most,
		.asks = true };
	w->answered = false;
	w->ends = clock_ms() + (uint64_t)FETCH_WAIT_SECONDS * 1000;
	w->held = true;
	http_begin(w->http, &w->item);
	curl_multi_add_handle(w->all->multi, w->http->easy);
}

int
fetch_wait_end(struct fetch_wait *w, struct fetch_item **item, struct fail *f)
{
	if (w->held)
		return 0;
	w->http->fetch->retry_after = 0;
	if (http_judge(w->http, w->code, f) == HTTP_DONE) {
		*item = &w->item;
		return 1;
	}
	fail_at(f, "%s", w->item.path);
	return fail_at(f, "%s", w->http->fetch->conf->url);
}
