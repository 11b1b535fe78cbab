/* One libcurl handle, its connections, and the request that is under way. */
#ifndef FEEDMILL_FETCH_HTTP_H
#define FEEDMILL_FETCH_HTTP_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "subscriber/fetch_transport.h"

/* The headers of a reply have at most this many bytes. */
#define HTTP_HEADERS_MAX 65536

/* As much is read of the page that comes with an error, for the connection. */
#define HTTP_PAGE_MAX 65536

struct http {
	struct fetch *fetch;
	CURL *easy;
	char error[CURL_ERROR_SIZE];
	/* The request. */
	struct fetch_item *item;
	size_t from;        /* bytes that came before, in another transfer */
	size_t headers;     /* bytes */
	size_t page;        /* bytes of an error's page */
	uint64_t length;    /* what the server says that the file has, or 0 */
	bool headers_flood; /* these made us stop: */
	bool page_flood;
	bool wrong_size; /* bytes or length */
};

/* A handle for requests to a source, with what is the same for all of them. */
struct http *http_new(struct fetch *, struct fail *);
void http_free(struct http *);

/* Begins a request for the item, or the rest of it. */
void http_begin(struct http *, struct fetch_item *);

/* Counts what came of it. */
void http_count(struct http *);

/* Sets what is the same for all requests.  Reads the secrets. */
int http_options(struct http *, struct fail *);

/* What a reply comes to. */
enum http_result {
	HTTP_FAILED = -1,
	HTTP_DONE,   /* the file is there, or is missing */
	HTTP_BROKEN, /* the connection, but not what came over it */
	HTTP_WHOLE,  /* the server cannot give only the rest */
};

/*
 * Judges how a transfer ended.  The failure is recorded also for HTTP_BROKEN
 * and HTTP_WHOLE, for when there is no other try.
 */
enum http_result http_judge(struct http *, CURLcode, struct fail *);

#endif
