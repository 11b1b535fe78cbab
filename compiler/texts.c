#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "compiler/conf.h"
#include "compiler/publish.h"
#include "compiler/retain.h"
#include "compiler/texts.h"

/* How long ago the stamp of a zone is, so that it is in nobody's future. */
#define STAMP_AGE 60

/* "<db>.<suffix>" */
static void
text_name(char out[static TREE_NAME_MAX + 1], const struct conf_db *db,
    const struct zone_format *format)
{
	snprintf(out, TREE_NAME_MAX + 1, "%s.%s", db->policy.name,
	    format->suffix);
}

bool
texts_fresh(const struct tree *tree, const struct conf_db *db, uint32_t now)
{
	for (size_t i = 0; i < db->nformats; i++) {
		char name[TREE_NAME_MAX + 1], path[TREE_NAME_MAX + 10];
		struct stat st;

		text_name(name, db, db->formats[i]);
		snprintf(path, sizeof(path), "text/%s", name);
		if (fstatat(tree_fd(tree), path, &st, 0) == -1 ||
		    st.st_mtime + db->policy.valid / 2 < now)
			return false;
	}
	return true;
}

static int
write_one(struct publish *p, const struct zone_format *format,
    const struct zone_info *info, const struct set *set,
    const struct conf_db *db, uint64_t *bytes, struct fail *f)
{
	char name[TREE_NAME_MAX + 1];
	struct publish_text text;
	int result;

	text_name(name, db, format);
	if (publish_text_open(p, &text, name, db->gzip, f) == -1)
		return -1;
	result = format->write(publish_text_wr(&text), set, info, f);
	if (result == 0)
		result = publish_text_close(p, &text, f);
	*bytes += text.plain.bytes;
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
		snprintf(packed[i], sizeof(packed[i]), "%s.gz",
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
	info.stamp = p->head.time - STAMP_AGE;
	info.expires = db->policy.valid;
	*bytes = 0;
	for (size_t i = 0; i < db->nformats; i++) {
		if (write_one(p, db->formats[i], &info, set, db, bytes, f) ==
		    -1)
			return -1;
	}
	return remove_others(p, db, f);
}
