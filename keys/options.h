/*
 * The command line of a program's commands, over argp: a row an option says
 * where its value goes, a shape what a command takes.
 */
#ifndef FEEDMILL_OPTIONS_H
#define FEEDMILL_OPTIONS_H

#include <argp.h>
#include <stddef.h>

/*
 * Stores an option's text, NULL for one that takes none, in a field of the
 * arguments.  What makes no sense is for argp_error(), which does not return.
 */
typedef void options_take(void *field, const char *text,
    const struct argp_state *);

/* The texts of an option that may be given several times. */
#define OPTIONS_LIST_MAX 16

struct options_list {
	const char *texts[OPTIONS_LIST_MAX];
	size_t n;
};

options_take options_text; /* into a const char * */
options_take options_flag; /* sets a bool */
options_take options_time; /* uint32_t: RFC 3339, or "@" and seconds */
options_take options_more; /* into a struct options_list */

struct options_row {
	const char *name;
	int letter;      /* 0 if it has none */
	const char *arg; /* what --help calls its argument; NULL: it has none */
	const char *doc;
	options_take *take;
	size_t field; /* of the arguments */
};

/*
 * Of n rows those whose bit, 1 << i, is set, and one that ends them: room for
 * n + 1.
 */
void options_pick(struct options_row *picked, const struct options_row *,
    size_t n, unsigned bits);

struct options_shape {
	const char *operands; /* "DATABASE RULE"; NULL: none */
	const char *what;     /* the command does, a sentence or two */
	int least, most;      /* operands; most -1: any number */
	/* Judges all arguments together with argp_error(); may be NULL. */
	void (*judge)(const void *args, char *const operands[],
	    const struct argp_state *);
};

/*
 * Parses a command line into args by rows that end with one without a name.
 * Returns the operands, ended by NULL.  Ends the program after --help and
 * after wrong usage.
 */
char **options_parse(const struct options_row *, const struct options_shape *,
    void *args, int argc, char *argv[]);

/* For judges: wrong usage if the option was not given. */
void options_require(const struct argp_state *, const void *value,
    const char *option);

#endif
