/* What a command that watches exits with: as monitoring plugins do. */
#ifndef FEEDMILL_VERDICT_H
#define FEEDMILL_VERDICT_H

enum verdict {
	VERDICT_FINE = 0,
	VERDICT_WARNING = 1,
	VERDICT_CRITICAL = 2,
	VERDICT_UNKNOWN = 3,
};

/* "OK", "WARNING", "CRITICAL", "UNKNOWN" */
static inline const char *
verdict_name(enum verdict v)
{
	static const char *const names[] = { "OK", "WARNING", "CRITICAL",
		"UNKNOWN" };

	return names[v];
}

#endif
