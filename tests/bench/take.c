/*
 * What a subscriber does with a minute of a quick list, as minutes.c left it:
 *	take DIR
 * It applies the delta, encodes what that makes, checks hash and signature,
 * and writes the zone.  Prints the CPU time of each in milliseconds, and the
 * most memory that all took, reading the first state among it.
 */
#include <err.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "formats/delta.h"
#include "formats/set.h"
#include "formats/wr.h"
#include "keys/sign.h"
#include "tests/bench/zone.h"

static struct wr
read_file(const char *dir, const char *name)
{
	char path[512];
	struct wr w = { 0 };
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	if (f == NULL)
		err(1, "%s", path);
	while ((n = fread(wr_room(&w, 65536), 1, 65536, f)) > 0)
		w.len += n;
	fclose(f);
	return w;
}

static double
cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The bytes are those that the delta promised and that were signed. */
static void
check(const char *dir, const struct delta_end *to, const struct wr *bytes)
{
	struct wr pub = read_file(dir, "pub"), sig = read_file(dir, "sig");
	struct sign_hash hash = sign_hash_of(bytes->buf, bytes->len);
	struct object o = object_of(bytes->buf, bytes->len);
	struct pubkey public;
	struct fail f = { 0 };

	memcpy(&public, pub.buf, sizeof(public));
	if (memcmp(o.hash, to->state, sizeof(to->state)) != 0 ||
	    sign_check(sig.buf, sig.len, &hash, &public, &f) == -1)
		errx(1, "not what was signed: %s", f.msg);
	wr_free(&pub);
	wr_free(&sig);
}

int
main(int argc, char **argv)
{
	const char *dir = argv[argc - 1];
	struct wr snap = read_file(dir, "from"),
		  delta = read_file(dir, "delta");
	struct wr bytes = { 0 };
	struct delta_end from = { 0 }, to;
	struct fail f = { 0 };
	double start, applied, encoded, checked, end;
	struct rusage usage;
	char path[512];
	size_t n;

	if (argc != 2 || sodium_init() == -1)
		errx(2, "DIR");
	snap = read_file(dir, "from");
	delta = read_file(dir, "delta");
	from.set = snapshot_decode(rd_over(snap.buf, snap.len), &from.id, &f);
	if (from.set == NULL)
		errx(1, "%s", f.msg);
	memcpy(from.state, object_of(snap.buf, snap.len).hash,
	    sizeof(from.state));
	wr_free(&snap);
	start = cpu();
	if (delta_apply(rd_over(delta.buf, delta.len), &from, &to, &f) == -1)
		errx(1, "%s", f.msg);
	applied = cpu();
	set_free(from.set);
	snapshot_encode(&bytes, to.set, &to.id);
	encoded = cpu();
	check(dir, &to, &bytes);
	checked = cpu();
	snprintf(path, sizeof(path), "%s/zone", dir);
	zone_write(path, "qil", &to);
	end = cpu();
	getrusage(RUSAGE_SELF, &usage);
	n = set_size(to.set, IP4);
	printf("apply %.1f encode %.1f check %.1f zone %.1f all %.1f\n",
	    applied - start, encoded - applied, checked - encoded,
	    end - checked, end - start);
	printf("entries %zu peak %ld\n", n, usage.ru_maxrss * 1024);
	set_free(to.set);
	wr_free(&bytes);
	wr_free(&delta);
	return 0;
}
