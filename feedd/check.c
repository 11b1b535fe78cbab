#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feedd/check.h"
#include "feedd/conf.h"
#include "feedd/conf_site.h"
#include "feedd/sandbox.h"
#include "feedd/site.h"
#include "feedd/tls.h"
#include "formats/mem.h"
#include "keys/print.h"

static void
say_bad(void *arg, const char *what, const struct fail *f)
{
	(void)what;
	if (f->kind == FAIL_NONE)
		return;
	print_warning("%s", f->msg);
	*(struct fail *)arg = *f;
}

/*
 * Files are judged by whose they are, so by who is going to read them.  Who is
 * neither root nor that user cannot tell.
 */
static int
become(const struct feedd_conf *conf, bool *is, struct fail *f)
{
	const struct passwd *who =
	    conf->user == NULL ? NULL : getpwnam(conf->user);

	*is = conf->user == NULL || geteuid() == 0 ||
	    (who != NULL && who->pw_uid == geteuid());
	if (*is || who == NULL)
		return sandbox_user(conf->user, f);
	print_event(PRINT_NOTICE,
	    "not as user %s: its key and log are not checked", conf->user);
	return 0;
}

/* The file, or that it can be made. */
static int
check_log(const char *path, struct fail *f)
{
	char *copy;
	int rc = faccessat(AT_FDCWD, path, W_OK, AT_EACCESS);

	if (rc == -1 && errno == ENOENT) {
		copy = mem_text(path, strlen(path));
		rc =
		    faccessat(AT_FDCWD, dirname(copy), W_OK | X_OK, AT_EACCESS);
		free(copy);
	}
	return rc == -1 ? fail_errno(f, "%s", path) : 0;
}

static int
check_files(const struct feedd_conf *conf, struct fail *f)
{
	struct tls *tls;

	if (conf->tls_key != NULL) {
		tls = tls_read(conf->tls_certificate, conf->tls_key, f);
		if (tls == NULL)
			return -1;
		tls_free(tls);
	}
	return conf->access_log == NULL ? 0 : check_log(conf->access_log, f);
}

static int
check_tree(const struct conf_site *conf, const char *path, size_t *n,
    struct fail *f)
{
	struct site *s = site_open(conf, f);
	struct fail bad = { 0 };

	if (s == NULL)
		return -1;
	site_look(s, 0, say_bad, &bad);
	*n += s->stock->n;
	site_free(s);
	return bad.kind == FAIL_NONE
	    ? 0
	    : fail(f, bad.kind, "%s: not all of %s can be served", path,
		  conf->tree);
}

/* Every tree, also behind one that is not good. */
static int
check_trees(const struct feedd_conf *conf, const char *path, size_t *n,
    struct fail *f)
{
	int rc = 0;

	for (size_t i = 0; i < conf->nsites; i++)
		if (check_tree(&conf->sites[i], path, n, f) == -1)
			rc = -1;
	return rc;
}

static void
say_good(const struct feedd_conf *conf, const char *path, size_t n)
{
	printf("%s: good, %zu database%s", path, n, n == 1 ? "" : "s");
	if (conf->nsites > 1)
		printf(" of %zu sites", conf->nsites);
	printf("\n");
}

int
check_server(const char *path, struct fail *f)
{
	struct feedd_conf *conf = feedd_conf_read(path, f);
	size_t n = 0;
	bool is;
	int rc = -1;

	if (conf != NULL && become(conf, &is, f) == 0 &&
	    check_trees(conf, path, &n, f) == 0 &&
	    (!is || check_files(conf, f) == 0)) {
		say_good(conf, path, n);
		rc = 0;
	}
	feedd_conf_free(conf);
	return rc;
}
