#include <string.h>

#include "formats/addr.h"
#include "subscriber/url.h"

#define DIGITS  "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define PLAIN   DIGITS LETTERS "-._~"

/* The longest name of a host that there is. */
#define HOST_BYTES_MAX 253

static bool
has_only(struct text t, const char *chars)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.p[i] == '\0' || strchr(chars, t.p[i]) == NULL)
			return false;
	return true;
}

bool
url_is_path(struct text path)
{
	const char *end = path.p + path.len, *slash;

	if (!has_only(path, PLAIN "+,=@:/"))
		return false;
	for (const char *at = path.p;; at = slash + 1) {
		struct text name;

		slash = memchr(at, '/', (size_t)(end - at));
		name = text_of(at, slash != NULL ? slash : end);
		if (name.len == 0 || text_is(name, ".") || text_is(name, ".."))
			return false;
		if (slash == NULL)
			return true;
	}
}

static const char *
path_rule(const struct url *u)
{
	if (u->path.len == 0)
		return u->scheme == URL_RSYNC
		    ? "want a module: rsync://host/module"
		    : NULL;
	if (u->path.p[u->path.len - 1] == '/')
		return "a url ends without a slash";
	if (!url_is_path(text_of(u->path.p + 1, u->path.p + u->path.len)))
		return "a path has names of letters, digits and "
		       "\"-._~+,=@:\", none of them empty, \".\" or \"..\"";
	return NULL;
}

/* Decimal, without leading zeros. */
static bool
read_port(struct text t, uint16_t *port)
{
	unsigned n = 0;

	if (t.len == 0 || t.len > 5 || t.p[0] == '0' || !has_only(t, DIGITS))
		return false;
	for (size_t i = 0; i < t.len; i++)
		n = n * 10 + (unsigned)(t.p[i] - '0');
	*port = (uint16_t)n;
	return n <= UINT16_MAX;
}

static bool
is_host(struct text t)
{
	enum family family;
	u128 a;

	if (t.len > 2 && t.p[0] == '[')
		return t.p[t.len - 1] == ']' &&
		    addr_parse(t.p + 1, t.p + t.len - 1, &family, &a) == NULL &&
		    family == IP6;
	return t.len > 0 && t.len <= HOST_BYTES_MAX && t.p[0] != '-' &&
	    t.p[0] != '.' && has_only(t, DIGITS LETTERS "-._");
}

static const char *
user_rule(struct url *u, const char **host, const char *end)
{
	const char *at = memchr(*host, '@', (size_t)(end - *host));

	if (at == NULL)
		return NULL;
	u->user = text_of(*host, at);
	*host = at + 1;
	if (memchr(u->user.p, ':', u->user.len) != NULL)
		return "a password is shown wherever a url is; name a file "
		       "that has it instead";
	return u->user.len > 0 && has_only(u->user, PLAIN)
	    ? NULL
	    : "a user has letters, digits and \"-._~\"";
}

/* What stands between the scheme and the path. */
static const char *
place_rule(struct url *u, const char *host, const char *end)
{
	const char *rule = user_rule(u, &host, end), *port = end;

	if (rule != NULL)
		return rule;
	while (port > host && strchr(DIGITS, port[-1]) != NULL)
		port--;
	if (port > host && port[-1] == ':') {
		if (!read_port(text_of(port, end), &u->port))
			return "a port is a number from 1 to 65535";
		end = port - 1;
	}
	u->host = text_of(host, end);
	return is_host(u->host)
	    ? NULL
	    : "want the name of a host, its address, or [its IPv6 address]";
}

static const char *
url_rule(struct url *u, const char *s)
{
	static const char *const schemes[] = { "http://", "https://",
		"rsync://", "file://" };
	const size_t n = sizeof(schemes) / sizeof(schemes[0]);
	const char *rest, *slash;
	size_t i = 0;

	*u = (struct url){ 0 };
	if (strlen(s) > URL_BYTES_MAX)
		return "a url has at most 255 characters";
	while (i < n && strncmp(s, schemes[i], strlen(schemes[i])) != 0)
		i++;
	if (i == n)
		return "want http://, https://, rsync:// or file://";
	u->scheme = (enum url_scheme)i;
	rest = s + strlen(schemes[i]);
	slash = strchrnul(rest, '/');
	u->path = text_of(slash, slash + strlen(slash));
	if (u->scheme != URL_FILE) {
		const char *rule = place_rule(u, rest, slash);

		return rule != NULL ? rule : path_rule(u);
	}
	return slash == rest && u->path.len > 0
	    ? path_rule(u)
	    : "want a whole path: file:///path";
}

int
url_parse(struct url *u, const char *s, struct fail *f)
{
	const char *rule = url_rule(u, s);
	char shown[TEXT_SHOWN];

	if (rule == NULL)
		return 0;
	text_show(shown, text_of(s, s + strlen(s)));
	return fail(f, FAIL_USAGE, "%s: %s", shown, rule);
}
