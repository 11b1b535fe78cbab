# An edge of Varnish in front of feedd(8):
#
#	varnishd -a :80 -f /etc/varnish/varnish.vcl -s file,/var/cache/feedmill,8g
#
# Followers that wait for the same are one request to the origin and are
# answered at once; objects come from here once they have been here; while the
# origin is away they and the last heads still do, and are marked:
# X-Cache-Status: STALE, and a Warning.
#
# feedd.conf(5) of the origin: proxy = "the address of this edge", so that
# limits count for those who ask and not for the edge.  Varnish has no limits of
# its own for each address: connections are for a packet filter to count.
vcl 4.1;

import directors;
import std;

# What the origin is asked to see whether it is there.  /healthz would not do:
# a feed that is late is still served.
probe alive {
	.url = "/v1/catalog";
	.interval = 2s;
	.timeout = 1s;
	.window = 4;
	.threshold = 2;
	.initial = 2;
}

# An answer that is held comes after 55 seconds at the latest.
backend one {
	.host = "127.0.0.1";
	.port = "8080";
	.connect_timeout = 2s;
	.first_byte_timeout = 65s;
	.between_bytes_timeout = 20s;
	.probe = alive;
}

# Another one, which is asked while the first is away; not both in turn, as they
# may be some seconds apart.  See vcl_init.
# backend two {
#	.host = "192.0.2.81";
#	.port = "8080";
#	.connect_timeout = 2s;
#	.first_byte_timeout = 65s;
#	.between_bytes_timeout = 20s;
#	.probe = alive;
# }

# Whoever has what others have not by "network" of the origin, and not by a
# token: what these get is never kept, and they do not share requests.
acl known {
	"198.51.100.0"/24;
}

sub vcl_init {
	new feedd = directors.fallback();
	feedd.add_backend(one);
	# feedd.add_backend(two);
	# and whom to try when that one has just gone
	new other = directors.fallback();
	# other.add_backend(two);
	other.add_backend(one);
}

sub vcl_recv {
	set req.backend_hint = feedd.backend();
	unset req.http.Cookie;
	if (req.method != "GET" && req.method != "HEAD") {
		return (synth(405));
	}
	# For the origin's operators alone; and no path of feedd has a query.
	if (req.url == "/metrics" || req.url == "/healthz" || req.url ~ "\?") {
		return (synth(404));
	}
	if (req.http.Authorization || client.ip ~ known) {
		return (pass);
	}
	# Stale ones only while there is nothing else.
	if (req.restarts == 0 && std.healthy(req.backend_hint)) {
		set req.grace = 0s;
	}
	return (hash);
}

# All hosts that lead here are one.  Those who wait together are one for half a
# minute: the answer that comes after 55 seconds is nobody's who asks after it.
sub vcl_hash {
	hash_data(req.url);
	if (req.url ~ "^(/[a-z0-9-]+)?/v1/[^/]+/(wait|since)/") {
		hash_data(std.integer(time = now) / 30);
	}
	return (lookup);
}

# feedd says how long all may be kept.
sub vcl_backend_response {
	if (beresp.status >= 500) {
		# what is there is better, or another try
		set beresp.ttl = 0s;
		set beresp.grace = 0s;
		if (bereq.is_bgfetch) {
			return (abandon);
		}
		return (deliver);
	}
	if (bereq.url ~ "^(/[a-z0-9-]+)?/v1/[^/]+/(wait|since)/") {
		# stale news would be none
		set beresp.grace = 0s;
		set beresp.keep = 0s;
		if (beresp.ttl <= 0s || beresp.http.Cache-Control ~ "private|no-store") {
			# one by one, but not for longer than it takes
			set beresp.uncacheable = true;
			set beresp.ttl = 2s;
		}
		return (deliver);
	}
	set beresp.grace = 7d;
	set beresp.keep = 7d;
}

# Those who waited together hear of it together.
sub vcl_backend_error {
	if (bereq.retries == 0) {
		set bereq.backend = other.backend();
		return (retry);
	}
	set beresp.http.Content-Type = "text/plain";
	set beresp.http.Retry-After = "30";
	set beresp.ttl = 0s;
	set beresp.grace = 0s;
	if (bereq.url ~ "^(/[a-z0-9-]+)?/v1/[^/]+/(wait|since)/") {
		set beresp.ttl = 1s;
	}
	synthetic("the origin is away" + {"
"});
	return (deliver);
}

sub vcl_deliver {
	# The origin has just gone: what is kept is looked for.
	if (resp.status >= 500 && req.restarts == 0 &&
	    !(req.url ~ "^(/[a-z0-9-]+)?/v1/[^/]+/(wait|since)/")) {
		return (restart);
	}
	if (obj.uncacheable) {
		set resp.http.X-Cache-Status = "PASS";
	} elsif (obj.hits == 0) {
		set resp.http.X-Cache-Status = "MISS";
	} elsif (obj.ttl < 0s) {
		set resp.http.X-Cache-Status = "STALE";
		set resp.http.Warning = {"110 - "Response is Stale""};
	} else {
		set resp.http.X-Cache-Status = "HIT";
	}
	# Who has to take a snapshot does so within half a minute, also where
	# many share the answer.
	if (resp.status == 410) {
		set resp.http.Retry-After =
		    std.integer(real = std.random(1.0, 30.0));
	}
	unset resp.http.Via;
	unset resp.http.X-Varnish;
}

sub vcl_synth {
	set resp.http.Content-Type = "text/plain";
	set resp.http.Cache-Control = "no-store";
	if (resp.status == 405) {
		set resp.http.Allow = "GET, HEAD";
	}
	set resp.body = resp.reason + {"
"};
	return (deliver);
}
