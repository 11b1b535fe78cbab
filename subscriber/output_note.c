#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/mem.h"
#include "formats/rd.h"
#include "formats/version.h"
#include "formats/wr.h"
#include "formats/zone.h"
#include "subscriber/conf.h"
#include "subscriber/output_note.h"
#include "subscriber/state.h"

/* The longest file of notes. */
#define NOTES_BYTES_MAX 1000000

#define NOTES_NAME      (NAME_DB_MAX + sizeof(".outputs"))

void
output_note_fingerprint(char out[static OUTPUT_FINGERPRINT],
    const struct sub_output *o, bool keep)
{
	const struct zone_info *z = &o->zone;
	uint8_t hash[OUTPUT_FINGERPRINT / 2];
	struct wr w = { 0 };

	wr_fmt(&w, "%s %s %d %d\n%s\n%s\n%u %u %u %u %u\n", FEEDMILL_VERSION,
	    o->format->name, keep, o->restamp, z->origin, z->contact, z->ttl,
	    z->refresh, z->retry, z->expire, z->negative_ttl);
	for (size_t i = 0; i < z->nns; i++)
		wr_fmt(&w, "ns %s\n", z->ns[i]);
	crypto_generichash(hash, sizeof(hash), w.buf, w.len, NULL, 0);
	sodium_bin2hex(out, OUTPUT_FINGERPRINT, hash, sizeof(hash));
	wr_free(&w);
}

void
output_note_file(struct output_note *n, const struct stat *st)
{
	n->size = (uint64_t)st->st_size;
	n->inode = st->st_ino;
	n->seconds = st->st_mtim.tv_sec;
	n->nanoseconds = (int32_t)st->st_mtim.tv_nsec;
}

bool
output_note_is(const struct output_note *n, const struct stat *st)
{
	return n->size == (uint64_t)st->st_size && n->inode == st->st_ino &&
	    n->seconds == st->st_mtim.tv_sec &&
	    n->nanoseconds == (int32_t)st->st_mtim.tv_nsec;
}

static json_t *
note_to_json(const struct output_note *n)
{
	return json_pack(
	    "{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:I, s:I, "
	    "s:I, s:i}",
	    "file", n->file, "fingerprint", n->fingerprint, "epoch",
	    (json_int_t)n->epoch, "serial", (json_int_t)n->serial, "soa",
	    (json_int_t)n->soa, "written", (json_int_t)n->written, "ends",
	    (json_int_t)n->ends, "expires", (json_int_t)n->expires, "emptied",
	    n->emptied, "hook", n->hook, "size", (json_int_t)n->size, "inode",
	    (json_int_t)n->inode, "seconds", (json_int_t)n->seconds,
	    "nanoseconds", (int)n->nanoseconds);
}

static bool
note_of_json(struct output_note *n, json_t *j)
{
	json_int_t v[9];
	const char *file, *fingerprint;
	int emptied, hook, nanoseconds;

	if (json_unpack(j,
		"{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:I, s:I, "
		"s:I, s:i}",
		"file", &file, "fingerprint", &fingerprint, "epoch", &v[0],
		"serial", &v[1], "soa", &v[2], "written", &v[3], "ends", &v[4],
		"expires", &v[5], "emptied", &emptied, "hook", &hook, "size",
		&v[6], "inode", &v[7], "seconds", &v[8], "nanoseconds",
		&nanoseconds) == -1)
		return false;
	*n = (struct output_note){ .file = mem_text(file, strlen(file)),
		.epoch = (uint32_t)v[0],
		.serial = (uint32_t)v[1],
		.soa = (uint32_t)v[2],
		.written = (uint32_t)v[3],
		.ends = (uint32_t)v[4],
		.expires = (uint32_t)v[5],
		.emptied = emptied != 0,
		.hook = hook != 0,
		.size = (uint64_t)v[6],
		.inode = (uint64_t)v[7],
		.seconds = v[8],
		.nanoseconds = nanoseconds };
	snprintf(n->fingerprint, sizeof(n->fingerprint), "%s", fingerprint);
	return true;
}

static void
notes_of_json(struct output_notes *notes, json_t *all)
{
	size_t i;
	json_t *j;

	notes->notes = mem_new(json_array_size(all) + 1, sizeof(*notes->notes));
	json_array_foreach(all, i, j)
	{
		if (note_of_json(&notes->notes[notes->n], j))
			notes->n++;
	}
}

int
output_notes_read(struct output_notes *notes, const struct state *state,
    const char *feed, const char *db, struct fail *f)
{
	char name[NOTES_NAME];
	struct wr w = { 0 };
	json_t *all = NULL;
	int rc;

	*notes = (struct output_notes){ 0 };
	snprintf(name, sizeof(name), "%s.outputs", db);
	rc = state_read(state, feed, name, NOTES_BYTES_MAX, &w, f);
	if (rc == 1)
		all = json_loadb((const char *)w.buf, w.len, 0, NULL);
	notes_of_json(notes, all);
	json_decref(all);
	wr_free(&w);
	return rc == -1 ? -1 : 0;
}

int
output_notes_write(const struct output_notes *notes, const struct state *state,
    const char *feed, const char *db, struct fail *f)
{
	json_t *all = json_array();
	char name[NOTES_NAME], *text;
	int rc;

	for (size_t i = 0; i < notes->n; i++)
		json_array_append_new(all, note_to_json(&notes->notes[i]));
	text = json_dumps(all, JSON_INDENT(1));
	json_decref(all);
	snprintf(name, sizeof(name), "%s.outputs", db);
	rc = state_write(state, feed, name, rd_over(text, strlen(text)), f);
	free(text);
	return rc;
}

void
output_notes_free(struct output_notes *notes)
{
	for (size_t i = 0; i < notes->n; i++)
		free(notes->notes[i].file);
	free(notes->notes);
	*notes = (struct output_notes){ 0 };
}

struct output_note *
output_notes_of(const struct output_notes *notes, const char *file)
{
	for (size_t i = 0; i < notes->n; i++)
		if (strcmp(notes->notes[i].file, file) == 0)
			return &notes->notes[i];
	return NULL;
}
