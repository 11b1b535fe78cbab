#include <string.h>

#include "formats/text.h"
#include "subscriber/fetch_http.h"

static int
refused(struct http *h, long status, struct fail *f)
{
	h->fetch->retry_after = FETCH_REFUSED_SECONDS;
	if (status == 401)
		return fail(f, FAIL_REFUSED,
		    "401: the server wants to know who asks; give this source "
		    "a token or a password that its operator accepts");
	if (status == 407)
		return fail(f, FAIL_REFUSED,
		    "407: the proxy wants to know who asks; give its url a "
		    "user and a password");
	return fail(f, FAIL_REFUSED,
	    "403: the server gives this to nobody, or not to you; ask its "
	    "operator");
}

static int
redirected(struct http *h, long status, struct fail *f)
{
	char *to = NULL, shown[TEXT_SHOWN] = "nowhere";

	curl_easy_getinfo(h->easy, CURLINFO_REDIRECT_URL, &to);
	if (to != NULL)
		text_show(shown, text_of(to, to + strlen(to)));
	return fail(f, FAIL_NETWORK,
	    "%ld: the server sends to %s, where nobody follows; name the new "
	    "url if it is right",
	    status, shown);
}

/* Seconds until the server wants to be asked again; 0 if it does not say. */
static uint32_t
after_of(CURL *easy)
{
	curl_off_t after = 0;

	curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &after);
	return after <= 0        ? 0
	    : after < UINT32_MAX ? (uint32_t)after
				 : UINT32_MAX;
}

/* Later, or another status than any that means something here. */
static int
not_now(struct http *h, long status, struct fail *f)
{
	uint32_t after = after_of(h->easy);

	h->fetch->retry_after = after;
	if (after > 0)
		return fail(f, FAIL_LATER,
		    "%ld: the server wants to be asked again in %ju seconds",
		    status, (uintmax_t)after);
	return fail(f, status == 429 ? FAIL_LATER : FAIL_NETWORK,
	    "%ld: the server %s", status,
	    status == 429 || status == 503 ? "is too busy"
		: status >= 500            ? "has a problem of its own"
		: status >= 400            ? "does not give this"
					   : "answers what was not asked");
}

/*
 * A file that every tree has.  Some stores that may not be listed say 403 of
 * any other that is not there.
 */
static bool
is_always_there(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(path, "catalog") == 0 ||
	    (slash != NULL && strcmp(slash, "/head") == 0);
}

static bool
is_missing(const struct http *h, long status)
{
	if (h->item->asks)
		return status != 401 && status != 407 && status != 429;
	return status == 404 || status == 410 ||
	    (status == 403 && !is_always_there(h->item->path));
}

static enum http_result
judge_status(struct http *h, struct fail *f)
{
	long status = 0;

	curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
	h->item->status = status;
	h->item->after = after_of(h->easy);
	if (status == (h->from > 0 ? 206 : 200))
		return HTTP_DONE;
	if (is_missing(h, status)) {
		wr_free(&h->item->bytes);
		h->item->missing = true;
		return HTTP_DONE;
	}
	if (status == 401 || status == 403 || status == 407)
		return (enum http_result)refused(h, status, f);
	if (status >= 300 && status < 400)
		return (enum http_result)redirected(h, status, f);
	not_now(h, status, f);
	return status == 416 ? HTTP_WHOLE : HTTP_FAILED;
}

/* The server's word for what the bytes are, to be told if they are not. */
static bool
is_web_page(CURL *easy)
{
	char *type = NULL;

	curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
	return type != NULL && strncasecmp(type, "text/html", 9) == 0;
}

/* What made us stop. */
static int
judge_stop(struct http *h, struct fail *f)
{
	if (h->headers_flood)
		return fail(f, FAIL_SIZE, "headers of more than %d bytes",
		    HTTP_HEADERS_MAX);
	if (h->length > 0)
		return fetch_size(h->item, h->length, f);
	return fetch_size(h->item, h->item->most + 1, f);
}

/* No connection in time is the network's fault, too few bytes the server's. */
static int
judge_time(const struct http *h, struct fail *f)
{
	curl_off_t connected = 0;

	curl_easy_getinfo(h->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
	if (connected == 0)
		return fail(f, FAIL_NETWORK, "no connection: %s", h->error);
	return fail(f, FAIL_SLOW, "too slow: %s", h->error);
}

/* Something between us and the server. */
static enum http_result
judge_code(struct http *h, CURLcode code, struct fail *f)
{
	const char *why =
	    h->error[0] != '\0' ? h->error : curl_easy_strerror(code);

	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return (enum http_result)judge_time(h, f);
	case CURLE_OUT_OF_MEMORY: /* so it says of a header, too */
		return (enum http_result)fail(f, FAIL_SIZE,
		    "a header of more than %d bytes", CURL_MAX_HTTP_HEADER);
	case CURLE_RANGE_ERROR:
		fail(f, FAIL_NETWORK, "broke off, and %s", why);
		return HTTP_WHOLE;
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
		fail(f, FAIL_NETWORK, "broke off after %zu bytes: %s",
		    h->item->bytes.len, why);
		return HTTP_BROKEN;
	default:
		return (enum http_result)fail(f, FAIL_NETWORK, "%s", why);
	}
}

enum http_result
http_judge(struct http *h, CURLcode code, struct fail *f)
{
	if (fetch_check(h->fetch, f) == -1)
		return HTTP_FAILED;
	h->item->web_page = is_web_page(h->easy);
	if (h->headers_flood || h->wrong_size)
		return (enum http_result)judge_stop(h, f);
	if (code == CURLE_OK || h->page_flood)
		return judge_status(h, f);
	return judge_code(h, code, f);
}
