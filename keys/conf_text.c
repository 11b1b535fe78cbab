#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/mem.h"
#include "formats/wr.h"
#include "keys/conf_text.h"

/* No text can name an option so. */
#define MARK "("

/*
 * Called once for every value.  The option's comment, which we have no other
 * use for, keeps its line and how often it was called: more often than there
 * are values means that the option was set again.
 */
static int
take_value(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	const char *old = cfg_opt_getcomment(opt);
	unsigned calls = 1;
	char note[32];

	if (old != NULL)
		calls += (unsigned)strtoul(strchr(old, ' '), NULL, 10);
	if (calls > opt->nvalues) {
		cfg_error(cfg, "%s is set twice", opt->name);
		return -1;
	}
	snprintf(note, sizeof(note), "%d %u", cfg->line, calls);
	cfg_opt_setcomment(opt, note);
	*(const char **)result = value;
	return 0;
}

cfg_opt_t
conf_text_value(const char *name)
{
	return (cfg_opt_t)CFG_STR_CB(name, NULL, CFGF_NODEFAULT, take_value);
}

cfg_opt_t
conf_text_list(const char *name)
{
	return (
	    cfg_opt_t)CFG_STR_LIST_CB(name, NULL, CFGF_NODEFAULT, take_value);
}

cfg_opt_t
conf_text_section(const char *name, cfg_opt_t *options)
{
	return (cfg_opt_t)CFG_SEC(name, options, CFGF_NODEFAULT);
}

cfg_opt_t
conf_text_titled(const char *name, cfg_opt_t *options)
{
	return (cfg_opt_t)CFG_SEC(name, options,
	    CFGF_TITLE | CFGF_MULTI | CFGF_NO_TITLE_DUPES);
}

cfg_opt_t
conf_text_mark(void)
{
	static const cfg_opt_t none[] = { CFG_END() };

	return (
	    cfg_opt_t)CFG_SEC(MARK, (cfg_opt_t *)(uintptr_t)none, CFGF_NONE);
}

bool
conf_text_given(const cfg_opt_t *opt)
{
	return (opt->flags & CFGF_MODIFIED) != 0;
}

/*
 * libconfuse counts a section's line up to its end, but makes the sections
 * in it where it begins, and nothing moves the mark from there.
 */
static int
line_of(cfg_t *section, const cfg_opt_t *opt)
{
	const char *note = opt != NULL ? opt->comment : NULL;
	cfg_opt_t *mark;

	if (note != NULL)
		return (int)strtol(note, NULL, 10);
	mark = section->opts;
	while (mark->name != NULL && strcmp(mark->name, MARK) != 0)
		mark++;
	if (mark->name == NULL || cfg_opt_size(mark) == 0)
		return section->line;
	return cfg_opt_getnsec(mark, 0)->line;
}

int
conf_text_bad(cfg_t *section, cfg_opt_t *opt, struct fail *f, const char *fmt,
    ...)
{
	int line = line_of(section, opt);
	char what[sizeof(f->msg)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	fail(f, FAIL_USAGE, "%s%s%.300s", opt != NULL ? opt->name : "",
	    opt != NULL ? ": " : "", what);
	if (line > 0)
		return fail_at(f, "%s:%d", section->filename, line);
	return fail_at(f, "%s", section->filename);
}

/*
 * libconfuse's errors have no argument of ours, and we no globals: the
 * message waits in the comment of the section where it happened.
 */
__attribute__((format(printf, 2, 0))) static void
take_error(cfg_t *cfg, const char *fmt, va_list ap)
{
	char what[400], *note;

	vsnprintf(what, sizeof(what), fmt, ap);
	if (cfg->comment == NULL &&
	    asprintf(&note, "%s:%d: %s", cfg->filename, cfg->line, what) != -1)
		cfg->comment = note;
}

static const char *
find_error(cfg_t *cfg)
{
	const char *found = cfg->comment;

	for (cfg_opt_t *o = cfg->opts; found == NULL && o->name != NULL; o++)
		for (unsigned i = 0; found == NULL && o->type == CFGT_SEC &&
		     i < cfg_opt_size(o);
		     i++)
			found = find_error(cfg_opt_getnsec(o, i));
	return found;
}

/* Where in a text the scan is, and in what. */
struct scan {
	char *p, *end;
	unsigned line;
	char quote; /* " or ' in a string */
	/* Braces that are open, and the line of the first of them. */
	unsigned depth, opened;
};

static const char *
rule_in_string(struct scan *s, char c, char next)
{
	if (c == s->quote) {
		s->quote = 0;
	} else if (c == '\\') {
		if (next != '\\' && next != s->quote)
			return "in a string \\ stands before \\ or its quote";
		s->p++;
	} else if (c == '\n') {
		return "a string ends on its line";
	} else if (c == '$' && next == '{' && s->quote == '"') {
		return "write ${ in a string of single quotes";
	}
	return NULL;
}

static const char *
rule_outside(struct scan *s, char c, char next)
{
	if (c == '"' || c == '\'')
		s->quote = c;
	else if (c == '{' && s->depth++ == 0)
		s->opened = s->line;
	else if (c == '}' && s->depth > 0)
		s->depth--;
	else if (c == '#')
		for (*s->p = ' '; s->p + 1 < s->end && s->p[1] != '\n';)
			*++s->p = ' ';
	else if (c == '/' && (next == '/' || next == '*'))
		return "put quotes around // and /* (comments begin with #)";
	else if (c == '$' || c == '*' || (c == '+' && next != '='))
		return "put quotes around $, * and +";
	return NULL;
}

/*
 * Refuses what libconfuse would pass over, take from the environment or not
 * find the end of, and blanks comments, in which it counts lines wrongly.
 */
static int
scan_text(char *text, size_t n, const char *name, struct fail *f)
{
	struct scan s = { text, text + n, 1, 0, 0, 0 };

	for (; s.p < s.end; s.p++) {
		char c = *s.p, next = s.p + 1 < s.end ? s.p[1] : '\0';
		const char *rule = NULL;

		if (((unsigned char)c < ' ' && c != '\t' && c != '\n' &&
			!(c == '\r' && next == '\n')) ||
		    c == 127)
			rule = "there is a control character";
		else if (s.quote != 0)
			rule = rule_in_string(&s, c, next);
		else
			rule = rule_outside(&s, c, next);
		if (rule != NULL)
			return fail(f, FAIL_USAGE, "%s:%u: %s", name, s.line,
			    rule);
		s.line += c == '\n';
	}
	if (s.quote != 0)
		return fail(f, FAIL_USAGE, "%s:%u: a string ends on its line",
		    name, s.line);
	if (s.depth > 0)
		return fail(f, FAIL_USAGE, "%s:%u: a brace is not closed", name,
		    s.opened);
	return 0;
}

static int
parse_into(cfg_t *cfg, char *text, size_t n, struct fail *f)
{
	FILE *in = n == 0 ? fopen("/dev/null", "r") : fmemopen(text, n, "r");
	int rc = in != NULL ? cfg_parse_fp(cfg, in) : CFG_FILE_ERROR;
	const char *why;

	if (in != NULL)
		fclose(in);
	if (rc == CFG_SUCCESS)
		return 0;
	why = find_error(cfg);
	if (why == NULL)
		return fail(f, FAIL_USAGE, "%s:%d: cannot be read",
		    cfg->filename, cfg->line);
	return fail(f, FAIL_USAGE, "%s", why);
}

/* As conf_text_parse(), of a text that it may change. */
static cfg_t *
parse(char *text, size_t n, const char *name, cfg_opt_t *options,
    struct fail *f)
{
	cfg_t *cfg;

	if (scan_text(text, n, name, f) == -1)
		return NULL;
	cfg = cfg_init(options, CFGF_NONE);
	cfg->filename = mem_text(name, strlen(name));
	cfg_set_error_function(cfg, take_error);
	if (parse_into(cfg, text, n, f) == 0)
		return cfg;
	cfg_free(cfg);
	return NULL;
}

cfg_t *
conf_text_parse(const char *text, size_t n, const char *name,
    cfg_opt_t *options, struct fail *f)
{
	char *copy;
	cfg_t *cfg;

	if (n > CONF_TEXT_MAX) {
		fail(f, FAIL_USAGE, "%s: has more than %zu bytes", name,
		    CONF_TEXT_MAX);
		return NULL;
	}
	copy = mem_text(text, n);
	cfg = parse(copy, n, name, options, f);
	free(copy);
	return cfg;
}

int
conf_text_load(struct wr *w, const char *path, struct fail *f)
{
	return conf_text_load_more(w, path, CONF_TEXT_MAX, f);
}

int
conf_text_load_more(struct wr *w, const char *path, size_t max, struct fail *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd == -1 ? -1 : 1;

	while (n > 0 && w->len <= max) {
		n = read(fd, wr_room(w, 4096), 4096);
		if (n > 0)
			w->len += (size_t)n;
	}
	if (n == -1)
		fail_errno(f, "%s", path);
	if (fd != -1)
		close(fd);
	return n == -1 ? -1 : 0;
}
