#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/conf.h"
#include "compiler/path.h"
#include "compiler/publish.h"
#include "compiler/publish_text.h"
#include "compiler/retain.h"
#include "compiler/texts.h"
#include "formats/name.h"

/* The text of a fingerprint and its NUL. */
#define FINGERPRINT 33

/*
 * What of the configuration is in the texts, as a hash in hexadecimal, so that
 * a change of it is noticed.
 */
static void
fingerprint(char out[static FINGERPRINT], const struct conf *conf,
    const struct conf_db *db)
{
	uint8_t hash[FINGERPRINT / 2];
	struct zone_info info;
	struct wr w = { 0 };

	conf_zone(conf, db, &info);
	wr_fmt(&w, "%s\n%s\n%u %u %u %u %u %u\n%d %s\n", info.origin,
	    info.contact, info.ttl, info.refresh, info.retry, info.expire,
	    info.negative_ttl, db->policy.valid, db->gzip, db->key);
	for (size_t i = 0; i < info.nns; i++)
		wr_fmt(&w, "ns %s\n", info.ns[i]);
	for (size_t i = 0; i < db->nformats; i++)
		wr_fmt(&w, "format %s\n", db->formats[i]->name);
	crypto_generichash(hash, sizeof(hash), w.buf, w.len, NULL, 0);
	sodium_bin2hex(out, FINGERPRINT, hash, sizeof(hash));
	wr_free(&w);
}

/* Where the fingerprint of the texts that were written last is kept. */
static int
fingerprint_path(char out[static PATH_MAX], const struct conf *conf,
    const struct conf_db *db, struct fail *f)
{
	return path_join(out, f, "%s/%s.texts", conf->state, db->policy.name);
}

static bool
same_configuration(const struct conf *conf, const struct conf_db *db)
{
	char want[FINGERPRINT], have[FINGERPRINT] = "", path[PATH_MAX];
	struct fail f = { 0 };
	FILE *file;

	fingerprint(want, conf, db);
	if (fingerprint_path(path, conf, db, &f) == -1 ||
	    (file = fopen(path, "re")) == NULL)
		return false;
	if (fgets(have, sizeof(have), file) == NULL)
		have[0] = '\0';
	fclose(file);
	return strcmp(have, want) == 0;
}

/* A crash may leave half of it: then the texts are only written again. */
static int
keep_fingerprint(const struct conf *conf, const struct conf_db *db,
    struct fail *f)
{
	char text[FINGERPRINT], path[PATH_MAX];
	FILE *file;
	bool bad;

	fingerprint(text, conf, db);
	if (fingerprint_path(path, conf, db, f) == -1)
		return -1;
	file = fopen(path, "we");
	if (file == NULL)
		return fail_errno(f, "%.300s", path);
	bad = fputs(text, file) == EOF;
	if ((fclose(file) == EOF) | bad)
		return fail_errno(f, "%.300s", path);
	return 0;
}

/* Whether a file of the texts is there; with the time *at, or setting it. */
static bool
is_of(const struct tree *tree, const char *name, const char *suffix, time_t *at)
{
	char path[NAME_TEXT + 20];
	struct stat st;

	snprintf(path, sizeof(path), "text/%s%s", name, suffix);
	if (fstatat(tree_fd(tree), path, &st, 0) == -1 ||
	    (*at != 0 && st.st_mtime != *at))
		return false;
	*at = st.st_mtime;
	return true;
}

bool
texts_fresh(const struct tree *tree, const struct conf *conf,
    const struct conf_db *db, uint32_t since)
{
	time_t at = 0;

	for (size_t i = 0; i < db->nformats; i++) {
		char name[NAME_TEXT];

		name_text(name, db->policy.name, db->formats[i]->suffix);
		if (!is_of(tree, name, "", &at) ||
		    !is_of(tree, name, NAME_SIGNED, &at))
			return false;
		if (db->gzip &&
		    (!is_of(tree, name, NAME_PACKED, &at) ||
			!is_of(tree, name, NAME_PACKED NAME_SIGNED, &at)))
			return false;
	}
	return at >= since && same_configuration(conf, db);
}

static int
write_one(struct publish *p, const struct zone_format *format,
    const struct zone_info *info, const struct set *set,
    const struct conf_db *db, uint64_t *bytes, struct fail *f)
{
	char name[NAME_TEXT];
	struct publish_text text;
	int result;

	name_text(name, db->policy.name, format->suffix);
	if (publish_text_open(p, &text, name, db->gzip, f) == -1)
		return -1;
	result = format->write(publish_text_wr(&text), set, info, f);
	if (result == 0)
		result = publish_text_close(p, &text, f);
	*bytes += text.plain.digest.bytes;
	publish_text_drop(&text);
	return result;
}

static int
remove_others(struct publish *p, const struct conf_db *db, struct fail *f)
{
	const char *keep[2 * CONF_FORMATS_MAX];
	char packed[CONF_FORMATS_MAX][32];
	size_t n = 0;

	for (size_t i = 0; i < db->nformats; i++) {
		keep[n++] = db->formats[i]->suffix;
		if (!db->gzip)
			continue;
		snprintf(packed[i], sizeof(packed[i]), "%s" NAME_PACKED,
		    db->formats[i]->suffix);
		keep[n++] = packed[i];
	}
	return retain_texts(p->tree, db->policy.name, keep, n, f);
}

int
texts_write(struct publish *p, const struct conf *conf,
    const struct conf_db *db, const struct set *set, uint64_t *bytes,
    struct fail *f)
{
	struct zone_info info;

	conf_zone(conf, db, &info);
	info.serial = p->head.serial;
	info.now = p->head.time / 60;
	zone_stamp(&info, p->head.time, p->head.valid_until);
	*bytes = 0;
	for (size_t i = 0; i < db->nformats; i++) {
		if (write_one(p, db->formats[i], &info, set, db, bytes, f) ==
		    -1)
			return -1;
	}
	if (remove_others(p, db, f) == -1)
		return -1;
	return keep_fingerprint(conf, db, f);
}
