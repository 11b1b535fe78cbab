/* How much of what somebody may have is his at a time. */
#include "feedd/token_file.h"
#include "tests/unit/access.h"

#define OUT "203.0.113.5"

/* How many requests of a kind are granted at once. */
static unsigned
granted(struct world *w, const struct asked *q)
{
	unsigned n = 0;

	while (n < 1000 && ask(w, q).why == ACCESS_GRANTED)
		n++;
	return n;
}

static void
test_requests(void)
{
	struct world w = { 0 };
	struct asked q = { OUT, "/v1/rbl/head", -1, .now = NOW };

	begin(&w,
	    "access public { requests = 5 }\n"
	    "access gold { token = { \"%0\", \"%1\" } requests = 12 }\n"
	    "access house { network = \"192.0.2.0/24\" requests = 3 }\n");
	is_int(granted(&w, &q), 5, "an address has its requests");
	is_int(ask(&w, &q).status, 429, "no more");
	is_int(ask(&w, &q).seconds, 12, "until then");
	q.now = NOW + 11;
	is_int(ask(&w, &q).seconds, 1, "and then");
	q.now = NOW + 12;
	is_int(granted(&w, &q), 1, "one");
	q.from = "203.0.113.6";
	is_int(granted(&w, &q), 5, "another has its own");
	q.from = "2001:db8::1";
	is_int(granted(&w, &q), 5, "so has a network of IPv6");
	q.from = "2001:db8::2";
	is_int(granted(&w, &q), 0, "one for all of it");
	q.token = 0;
	is_int(granted(&w, &q), 12, "a holder has others");
	q.token = 1;
	q.from = OUT;
	is_int(granted(&w, &q), 0, "one for all tokens, from anywhere");
	q.token = -1;
	q.from = "192.0.2.1";
	is_int(granted(&w, &q), 3, "a network has its own");
	q.from = "192.0.2.2";
	is_int(granted(&w, &q), 0, "for all that are there");
	finish(&w);
}

static void
test_bytes(void)
{
	struct world w = { 0 };
	struct visitor v;
	struct asked q = { OUT, "/v1/rbl/head", 0, .now = NOW };

	begin(&w, "access gold { token = \"%0\" bytes = 60K }\n");
	access_arrive(&w.access, &v, peer(OUT), NOW);
	for (int i = 0; i < 4; i++) {
		is_int(enter(&w, &v, &q).status, 0, "below its bytes");
		access_charge(&v, 15360, NOW);
		access_leave(&w.access, &v, NOW);
	}
	is_int(enter(&w, &v, &q).why, ACCESS_BYTES, "all are taken");
	access_leave(&w.access, &v, NOW);
	q.now = NOW + 1;
	is_int(enter(&w, &v, &q).why, ACCESS_GRANTED, "there are some again");
	v.bodiless = true;
	access_charge(&v, 1000000, NOW + 1);
	v.bodiless = false;
	access_charge(&v, 61440, NOW + 1);
	access_leave(&w.access, &v, NOW + 1);
	q.now = NOW + 2;
	is_int(enter(&w, &v, &q).seconds, 59,
	    "what was too much is waited for");
	access_depart(&w.access, &v, NOW + 2);
	ok(w.access.tallies[0]->bytes == 4 * 15360 + 61440, "it is counted");
	finish(&w);
}

static void
test_waits(void)
{
	struct world w = { 0 };
	struct visitor v[3];
	struct asked q = { OUT, "/v1/rbl/wait/1.1", 0, .now = NOW };

	begin(&w, "access gold { token = \"%0\" waits = 2 }\n");
	for (int i = 0; i < 3; i++)
		access_arrive(&w.access, &v[i], peer(OUT), NOW);
	is_int(enter(&w, &v[0], &q).why, ACCESS_GRANTED, "one waits");
	is_int(enter(&w, &v[1], &q).why, ACCESS_GRANTED, "two");
	is_int(enter(&w, &v[2], &q).why, ACCESS_WAITS, "no more");
	access_leave(&w.access, &v[2], NOW);
	access_leave(&w.access, &v[0], NOW);
	is_int(enter(&w, &v[0], &q).why, ACCESS_GRANTED, "until one leaves");
	q.path = "/v1/rbl/since/1.1";
	is_int(enter(&w, &v[2], &q).why, ACCESS_GRANTED, "who does not may");
	access_leave(&w.access, &v[2], NOW);
	q.path = "/v1/rbl/wait/1.1";
	change(&w, "access gold { token = \"%0\" waits = 3 }\n", NOW);
	is_int(enter(&w, &v[2], &q).why, ACCESS_GRANTED, "the limit rises");
	access_leave(&w.access, &v[2], NOW);
	change(&w, "access iron { token = \"%0\" waits = 1 }\n", NOW);
	access_depart(&w.access, &v[0], NOW);
	is_int(enter(&w, &v[2], &q).why, ACCESS_GRANTED, "another has others");
	access_leave(&w.access, &v[2], NOW);
	access_leave(&w.access, &v[2], NOW);
	access_depart(&w.access, &v[1], NOW);
	access_depart(&w.access, &v[2], NOW);
	finish(&w);
}

/* Who waits while the rules change. */
static void
test_again(void)
{
	struct world w = { 0 };
	struct visitor v, other;
	struct asked q = { OUT, "/v1/rbl/wait/1.1", 0, .now = NOW };

	begin(&w,
	    "access public { database = qil }\n"
	    "access gold { token = \"%0\" requests = 1 }\n");
	access_arrive(&w.access, &v, peer(OUT), NOW);
	access_arrive(&w.access, &other, peer(OUT), NOW);
	is_int(enter(&w, &v, &q).why, ACCESS_GRANTED, "one waits");
	ok(v.hidden, "for what is not for all");
	is_int(again(&w, &v, &q).why, ACCESS_GRANTED,
	    "it is not counted twice");
	change(&w,
	    "access public { database = rbl }\n"
	    "access iron { token = \"%0\" waits = 1 }\n",
	    NOW);
	is_int(again(&w, &v, &q).why, ACCESS_GRANTED, "by other rules");
	ok(!v.hidden, "it is for all");
	is_int(enter(&w, &other, &q).why, ACCESS_WAITS,
	    "and waits for its new holder");
	access_leave(&w.access, &other, NOW);
	change(&w, "access public { database = qil }\n", NOW);
	is_int(again(&w, &v, &q).status, 401, "or is not for it any more");
	access_depart(&w.access, &v, NOW);
	access_depart(&w.access, &other, NOW);
	finish(&w);
}

static void
test_connections(void)
{
	struct world w = { 0 };
	struct visitor v[7];
	struct asked q = { OUT, "/v1/rbl/head", -1, .now = NOW };
	unsigned in = 0;

	begin(&w,
	    "access public { connections = 2 }\n"
	    "access gold { token = \"%0\" }\n"
	    "access house { network = \"192.0.2.0/24\" }\n");
	for (int i = 0; i < 6; i++)
		in += access_arrive(&w.access, &v[i], peer(OUT), NOW);
	is_int(in, 5, "an address has some more connections");
	is_int(enter(&w, &v[1], &q).why, ACCESS_GRANTED, "its own are served");
	is_int(enter(&w, &v[2], &q).status, 429, "others are told");
	access_leave(&w.access, &v[2], NOW);
	q.token = 0;
	is_int(enter(&w, &v[2], &q).why, ACCESS_GRANTED,
	    "unless they are a holder's");
	ok(access_arrive(&w.access, &v[6], peer("203.0.113.6"), NOW),
	    "another has its own");
	for (int i = 0; i < 7; i++)
		access_depart(&w.access, &v[i], NOW);
	for (int i = 0; i < 7; i++)
		in += access_arrive(&w.access, &v[i], peer("192.0.2.1"), NOW);
	is_int(in, 12, "networks with access have any number");
	for (int i = 0; i < 7; i++)
		access_depart(&w.access, &v[i], NOW);
	finish(&w);
}

static void
test_guesses(void)
{
	struct world w = { 0 };
	struct asked q = { OUT, "/v1/rbl/head", 5, .now = NOW };
	unsigned n = 0;

	begin(&w, "access gold { token = \"%0\" }\naccess public { }\n");
	while (n < 1000 && ask(&w, &q).why == ACCESS_TOKEN)
		n++;
	is_int(n, 30, "so many wrong tokens are told");
	is_int(ask(&w, &q).status, 429, "more are not");
	is_int(ask(&w, &q).seconds, 2, "for a while");
	q.token = 0;
	is_int(ask(&w, &q).why, ACCESS_GRANTED, "a good one is good");
	q.token = 5;
	q.from = "203.0.113.6";
	is_int(ask(&w, &q).status, 401, "from elsewhere it goes on");
	finish(&w);
}

/* What was taken stays taken by those who stay. */
static void
test_change(void)
{
	struct world w = { 0 };
	struct asked q = { OUT, "/v1/rbl/head", 0, .now = NOW };

	begin(&w,
	    "access gold { token = \"%0\" requests = 10 }\n"
	    "access silver { token = \"%1\" requests = 10 }\n");
	is_int(granted(&w, &q), 10, "all is taken");
	change(&w,
	    "access iron { token = \"%1\" requests = 10 }\n"
	    "access gold { token = { \"%2\", \"%0\" } requests = 10 }\n",
	    NOW);
	is_int(granted(&w, &q), 0, "nothing more after a change");
	q.token = 2;
	is_int(granted(&w, &q), 0, "nor by a new token");
	change(&w, "access gold { token = \"%2\" requests = 20 }\n", NOW);
	is_int(granted(&w, &q), 10, "more where there is more");
	q.token = 0;
	is_int(ask(&w, &q).why, ACCESS_TOKEN, "a token that went is none");
	finish(&w);
}

/* A token file: a holder each, also of several tokens. */
static void
test_file(void)
{
	struct world w = { 0 };
	struct fail f = { 0 };
	char text[4000];
	struct asked q = { OUT, "/v1/rbl/head", 0, .now = NOW };
	struct rules *r = rules_new();
	int n;

	make_tokens(&w);
	rules_add_grant(r, "gold")->limits.requests = 4;
	rules_add_grant(r, "iron")->limits.requests = 2;
	n = snprintf(text, sizeof(text),
	    "# who\n\n%s gold alice\r\n%s\tgold  bob # him\n"
	    "%s gold alice 2026-11-01T00:00:00Z\n%s iron alice",
	    w.hashes[0], w.hashes[1], w.hashes[2], w.hashes[3]);
	is_int(token_file_parse(r, text, (size_t)n, "t", &f), 0, "it is read");
	is_int(rules_end(r, &f), 0, "and good");
	is_int((long long)r->nholders, 5, "three holders and two accesses");
	access_begin(&w.access, r);
	is_int(granted(&w, &q), 4, "one has hers");
	q.token = 1;
	is_int(granted(&w, &q), 4, "another his");
	q.token = 2;
	is_int(ask(&w, &q).why, ACCESS_EXPIRED, "a token of hers is over");
	q.time = 1700000000;
	is_int(granted(&w, &q), 0, "before it was, she had taken all");
	q.token = 3;
	is_int(granted(&w, &q), 2, "of another access she has more");
	access_end(&w.access);
	rules_free(r);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_requests();
	test_bytes();
	test_waits();
	test_again();
	test_connections();
	test_guesses();
	test_change();
	test_file();
	return tap_end();
}
