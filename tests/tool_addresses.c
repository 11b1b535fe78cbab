/*
 * The addresses that lists have, one by one:
 *	tool_addresses FILE...
 * prints for each address of each record or line of a zone for rbldnsd FILE's
 * name without its folders, the address, and its until= if it has one.  Test
 * entries are left out.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/addr.h"

/* A range of an address and a prefix's length is less than this. */
#define RANGE_MOST 65536

static void
print_range(const char *name, const struct range *r, const char *until)
{
	if (range_span(r) >= RANGE_MOST)
		errx(1, "%s: a range is too wide", name);
	for (u128 n = 0; n <= range_span(r); n++) {
		char addr[ADDR_TEXT];

		addr_text(addr, r->family, r->first + n);
		if (r->first + n != family_test(r->family))
			printf("%s %s%s%s\n", name, addr, *until ? " " : "",
			    until);
	}
}

static void
print_line(const char *name, char *line)
{
	char *end = line + strcspn(line, " \n"), *until;
	struct range r;

	if (strchr("#$:\n", *line) != NULL)
		return;
	if (range_parse(line, end, &r, NULL) != NULL)
		errx(1, "%s: %s", name, line);
	until = strstr(end, " until=");
	until = until != NULL ? until + strlen(" until=") : end + strlen(end);
	until[strcspn(until, " \n")] = '\0';
	print_range(name, &r, until);
}

static void
print_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (file == NULL)
		err(1, "%s", path);
	while (getline(&line, &size, file) != -1)
		print_line(slash != NULL ? slash + 1 : path, line);
	if (ferror(file) || fclose(file) == EOF)
		err(1, "%s", path);
	free(line);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		print_file(argv[i]);
	return fflush(stdout) == EOF;
}
