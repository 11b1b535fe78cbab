#include <string.h>
#include <unistd.h>

#include "formats/version.h"
#include "keys/secret.h"
#include "subscriber/fetch_http.h"

#define SECRET_BYTES_MAX 4096

/* Passes a secret that is the one line of a file to libcurl. */
static int
set_secret(CURL *easy, CURLoption option, const char *path, struct fail *f)
{
	size_t n, len;
	char *secret = secret_read(path, SECRET_BYTES_MAX, &n, f);

	if (secret == NULL)
		return -1;
	len = strcspn(secret, "\r\n");
	if (len == 0 || n - len > 2 ||
	    text_rule(text_of(secret, secret + len)) != NULL ||
	    strspn(secret + len, "\r\n") != n - len)
		fail(f, FAIL_SYNTAX, "%s: want a secret in one line", path);
	secret[len] = '\0';
	curl_easy_setopt(easy, option, secret);
	secret_free(secret);
	return f->kind == FAIL_NONE ? 0 : -1;
}

/* libcurl finds the user of a password in the url. */
static int
set_user(struct http *h, struct fail *f)
{
	const struct fetch_conf *c = h->fetch->conf;

	if (c->token_file != NULL) {
		curl_easy_setopt(h->easy, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		return set_secret(h->easy, CURLOPT_XOAUTH2_BEARER,
		    c->token_file, f);
	}
	if (c->password_file == NULL)
		return 0;
	curl_easy_setopt(h->easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
	return set_secret(h->easy, CURLOPT_PASSWORD, c->password_file, f);
}

static int
set_file(CURL *easy, CURLoption option, const char *path, struct fail *f)
{
	if (path == NULL)
		return 0;
	if (access(path, R_OK) == -1)
		return fail_errno(f, "%s", path);
	curl_easy_setopt(easy, option, path);
	return 0;
}

/* Certificates are always checked. */
static int
set_tls(struct http *h, struct fail *f)
{
	const struct fetch_conf *c = h->fetch->conf;

	curl_easy_setopt(h->easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(h->easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(h->easy, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2);
	/* or OpenSSL asks on the terminal */
	curl_easy_setopt(h->easy, CURLOPT_KEYPASSWD, "");
	if (set_file(h->easy, CURLOPT_CAINFO, c->ca_file, f) == -1 ||
	    set_file(h->easy, CURLOPT_SSLCERT, c->cert_file, f) == -1)
		return -1;
	return set_file(h->easy, CURLOPT_SSLKEY, c->key_file, f);
}

static void
set_limits(struct http *h)
{
	const struct fetch_conf *c = h->fetch->conf;

	curl_easy_setopt(h->easy, CURLOPT_NOSIGNAL, 1L);
	/* a name server that is mute is not waited for once nobody wants it */
	curl_easy_setopt(h->easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(h->easy, CURLOPT_CONNECTTIMEOUT,
	    (long)c->connect_seconds);
	curl_easy_setopt(h->easy, CURLOPT_LOW_SPEED_LIMIT,
	    (long)FETCH_STALL_BYTES);
	curl_easy_setopt(h->easy, CURLOPT_LOW_SPEED_TIME,
	    (long)c->stall_seconds);
	curl_easy_setopt(h->easy, CURLOPT_TCP_KEEPALIVE, 1L);
}

/*
 * What is not set matters too: no redirect is followed, no compression asked
 * for or undone, no cookies, no .netrc.
 */
int
http_options(struct http *h, struct fail *f)
{
	const struct fetch_conf *c = h->fetch->conf;

	curl_easy_setopt(h->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(h->easy, CURLOPT_FOLLOWLOCATION, 0L);
	/* One file after another: HTTP/2 would be but more code. */
	curl_easy_setopt(h->easy, CURLOPT_HTTP_VERSION,
	    (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(h->easy, CURLOPT_USERAGENT,
	    "feedsub/" FEEDMILL_VERSION);
	if (c->proxy != NULL)
		curl_easy_setopt(h->easy, CURLOPT_PROXY, c->proxy);
	set_limits(h);
	if (set_tls(h, f) == -1)
		return -1;
	return set_user(h, f);
}
