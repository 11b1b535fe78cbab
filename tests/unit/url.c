#include "subscriber/url.h"
#include "tests/unit/tap.h"

static int
width(struct text t)
{
	return (int)t.len;
}

/* "scheme|user|host|port|path", or the rule that is broken. */
static void
test_url(const char *s, const char *want)
{
	struct fail f = { 0 };
	char have[800], shown[TEXT_SHOWN];
	struct url u;

	text_show(shown, text_of(s, s + strlen(s)));
	if (url_parse(&u, s, &f) == -1)
		snprintf(have, sizeof(have), "%s", strstr(f.msg, "': ") + 3);
	else
		snprintf(have, sizeof(have), "%d|%.*s|%.*s|%u|%.*s", u.scheme,
		    width(u.user), u.user.p, width(u.host), u.host.p, u.port,
		    width(u.path), u.path.p);
	if (strncmp(want, "! ", 2) == 0)
		ok(f.kind == FAIL_USAGE && strstr(have, want + 2) != NULL,
		    "%s: %s", shown, have);
	else
		is_str(have, want, s);
}

static void
test_good(void)
{
	test_url("http://a", "0||a|0|");
	test_url("https://feed.example.net", "1||feed.example.net|0|");
	test_url("https://feed.example.net:8443/v1/a_b",
	    "1||feed.example.net|8443|/v1/a_b");
	test_url("https://feed.example.net:8443/v1/a-b~c",
	    "1||feed.example.net|8443|/v1/a-b~c");
	test_url("http://192.0.2.7:1/x", "0||192.0.2.7|1|/x");
	test_url("http://[2001:db8::7]", "0||[2001:db8::7]|0|");
	test_url("http://[2001:db8::7]:65535/x", "0||[2001:db8::7]|65535|/x");
	test_url("https://some.one@a/x", "1|some.one|a|0|/x");
	test_url("rsync://traps@a_b.example:8730/feed/sub",
	    "2|traps|a_b.example|8730|/feed/sub");
	test_url("rsync://[::1]/feed", "2||[::1]|0|/feed");
	test_url("file:///srv/feed", "3|||0|/srv/feed");
	test_url("http://a/b@c:d", "0||a|0|/b@c:d");
	test_url("http://a/...", "0||a|0|/...");
}

static void
test_schemes(void)
{
	static const char *const bad[] = { "", "http", "http:/a", "HTTP://a",
		"ftp://a", "scp://a/b", "a/b", "/srv/feed", " http://a",
		"rsync:a/b", "a::b" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		test_url(bad[i], "! want http://, https://, rsync://");
	test_url("file://srv/feed", "! want a whole path");
	test_url("file://", "! want a whole path");
	test_url("file://localhost/srv", "! want a whole path");
}

static void
test_places(void)
{
	static const char *const hosts[] = { "http://", "http:///x",
		"http://-a", "http://.a", "http://a b", "http://a:b/",
		"http://[::1", "http://[]", "http://[::1%25eth0]",
		"http://[192.0.2.1]", "http://::1/", "http://b%41",
		"http://a:80:80", "http://\xc3\xa4", "http://a\n", "http://u@",
		"http://a?x", "http://a#x" };
	static const char *const ports[] = { "http://a:", "http://a:0",
		"http://a:080", "http://a:65536", "http://a:123456",
		"http://[::1]:0/x" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		test_url(hosts[i], "! want the name of a host");
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		test_url(ports[i], "! a port is");
	test_url("http://u:secret@a", "! a password is shown");
	test_url("rsync://u:@a/b", "! a password is shown");
	test_url("http://@a", "! a user has");
	test_url("http://u%40@a", "! a user has");
	test_url("http://u@v@a", "! want the name of a host");
}

static void
test_paths(void)
{
	static const char *const bad[] = { "http://a//b", "http://a/b//c",
		"http://a/.", "http://a/b/..", "http://a/../b", "http://a/b c",
		"http://a/b?c", "http://a/b#c", "http://a/b%2f", "http://a/b*",
		"rsync://a/b[c]", "file:///a/../b", "file:////a", "file:///a b",
		"http://a/\x7f", "http://a/\xc3\xa4" };
	static const char *const slash[] = { "http://a/", "http://a/b/",
		"rsync://a/b/", "file:///", "file:///a/" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		test_url(bad[i], "! a path has names");
	for (size_t i = 0; i < sizeof(slash) / sizeof(slash[0]); i++)
		test_url(slash[i], "! a url ends without a slash");
	test_url("rsync://a", "! want a module");
}

static void
test_long(void)
{
	char s[URL_BYTES_MAX + 2] = "http://a/";

	memset(s + 9, 'b', sizeof(s) - 10);
	test_url(s, "! a url has at most 255");
	s[URL_BYTES_MAX] = '\0';
	ok(url_parse(&(struct url){ 0 }, s, &(struct fail){ 0 }) == 0,
	    "the longest url");
}

int
main(void)
{
	test_good();
	test_schemes();
	test_places();
	test_paths();
	test_long();
	return tap_end();
}
