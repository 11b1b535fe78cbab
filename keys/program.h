/*
 * A program of several commands: the first argument names a row of a table.
 * --help lists the rows, --version says which version runs, and a failure is
 * printed once, its kind the exit code.
 */
#ifndef FEEDMILL_PROGRAM_H
#define FEEDMILL_PROGRAM_H

struct fail;

struct program_cmd {
	const char *name;
	/*
	 * Parses its arguments with argp (which ends the program after --help
	 * and after wrong usage), works and prints.  Returns 0, or -1 with the
	 * failure.
	 */
	int (*run)(int argc, char *argv[], struct fail *);
	const char *what; /* it does, in a few words */
};

/*
 * Runs a program from its main(); a row without a name ends the table.
 * Returns the exit code.
 */
int program_run(const char *program, const struct program_cmd *, int argc,
    char *argv[]);

/*
 * Runs one of the commands that a command has itself, in a table of its own:
 * what a row's function calls with what it was given.
 */
int program_sub(const struct program_cmd *, int argc, char *argv[],
    struct fail *);

#endif
