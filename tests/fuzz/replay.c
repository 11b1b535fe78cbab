/*
 * Runs a fuzz function over its corpus without clang.  Linked with
 * fuzz_NOUN.c it feeds it every file of tests/corpus/NOUN, and of each file a
 * fixed sample of cut and flipped copies.  Each file has a process of its
 * own, so that one crash is one failed test.
 */
#include <sys/mman.h>
#include <sys/wait.h>

#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/file.h"
#include "tests/unit/tap.h"

/* How many copies of a file are cut short, and how many have a bit flipped. */
#define CUTS  64
#define FLIPS 256

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* What was tried last, told by the child to the parent. */
struct trial {
	char what[100];
};

/* The function under test sees memory of exactly n bytes. */
static void
try(const uint8_t *bytes, size_t n)
{
	uint8_t *copy = malloc(n);

	if (copy == NULL && n > 0)
		exit(1);
	if (n > 0)
		memcpy(copy, bytes, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static void
try_sample(struct trial *now, uint8_t *bytes, size_t n)
{
	uint64_t dice = n;

	snprintf(now->what, sizeof(now->what), "unchanged");
	try(bytes, n);
	for (size_t i = 0; i < CUTS && i < n; i++) {
		size_t cut = n <= CUTS ? i : n / CUTS * i;

		snprintf(now->what, sizeof(now->what), "cut to %zu", cut);
		try(bytes, cut);
	}
	for (size_t i = 0; i < FLIPS && n > 0; i++) {
		dice = dice * 6364136223846793005 + 1442695040888963407;
		size_t at = (size_t)(dice >> 16) % n;
		uint8_t bit = (uint8_t)(1u << (dice >> 8 & 7));

		snprintf(now->what, sizeof(now->what), "byte %zu ^ %#x", at,
		    bit);
		bytes[at] ^= bit;
		try(bytes, n);
		bytes[at] ^= bit;
	}
}

static void
replay(const char *path, struct trial *now)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		size_t n;
		uint8_t *bytes = (uint8_t *)slurp(path, &n);

		try_sample(now, bytes, n);
		free(bytes);
		exit(0);
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		status = -1;
	if (!ok(status == 0, "%s", path))
		fprintf(stderr, "# %s: died on it %s\n", path, now->what);
}

static int
visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int
main(int argc, char *argv[])
{
	const char *name = argc > 0 ? strstr(argv[0], "fuzz_") : NULL;
	struct trial *now = mmap(NULL, sizeof(*now), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct dirent **entries = NULL;
	char dir[256], path[1024];
	int n;

	if (name == NULL || now == MAP_FAILED)
		return 1;
	snprintf(dir, sizeof(dir), "tests/corpus/%s", name + strlen("fuzz_"));
	n = scandir(dir, &entries, visible, alphasort);
	ok(n > 0, "%s has files", dir);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, entries[i]->d_name);
		replay(path, now);
		free(entries[i]);
	}
	free(entries);
	return tap_end();
}
