#include <stdlib.h>
#include <string.h>

#include "formats/mem.h"
#include "formats/set.h"
#include "subscriber/hook.h"
#include "subscriber/output.h"
#include "subscriber/output_file.h"
#include "subscriber/output_rule.h"

/* What failed is tried again after so long. */
#define AGAIN 30

/* The outputs of a database at work. */
struct work {
	const struct state *state;
	const struct output_source *src;
	uint32_t now;
	struct output_notes notes;
	bool changed;  /* the notes are to be written */
	uint32_t ends; /* the next end of an entry; 0 if it is not known yet */
};

/* The next end of an entry after a time, seconds. */
static uint32_t
next_end(const struct set *s, uint32_t now)
{
	uint32_t minute = now / 60, least = UINT32_MAX / 60;
	bool any = false;

	for (enum family family = IP4; family <= IP6; family++) {
		for (size_t i = 0, n = set_size(s, family); i < n; i++) {
			uint32_t until = set_at(s, family, i).until;

			if (until > minute && until <= least) {
				least = until;
				any = true;
			}
		}
	}
	return any ? least * 60 : UINT32_MAX;
}

/* The note of a file that is written now. */
static struct output_note
note_now(struct work *w, const struct sub_output *o,
    const struct output_note *old)
{
	bool emptied = output_rule_stale(w->src, w->now);
	struct output_note n = { .epoch = w->src->epoch,
		.serial = w->src->serial,
		.soa = w->src->serial,
		.written = w->now,
		.ends = UINT32_MAX,
		.emptied = emptied,
		.hook = o->hook != NULL };

	output_note_fingerprint(n.fingerprint, o, output_rule_keeps(w->src));
	if (!emptied && w->ends == 0)
		w->ends = next_end(w->src->set, w->now);
	if (!emptied)
		n.ends = w->ends;
	if (o->restamp && !emptied && !output_rule_keeps(w->src))
		n.expires = w->src->valid_until;
	if (old != NULL && old->epoch == n.epoch && old->soa >= n.soa)
		n.soa = old->soa + 1;
	return n;
}

static void
keep_note(struct work *w, struct output_note *old,
    const struct output_note *fresh, const char *file)
{
	struct output_notes *all = &w->notes;
	char *path;

	if (old == NULL) {
		all->notes =
		    mem_resize(all->notes, all->n + 1, sizeof(all->notes[0]));
		old = &all->notes[all->n++];
		*old = (struct output_note){ .file =
						 mem_text(file, strlen(file)) };
	}
	path = old->file;
	*old = *fresh;
	old->file = path;
	w->changed = true;
}

/* Returns 1 if it was written, 0 if it was right. */
static int
write_one(struct work *w, const struct sub_output *o, struct fail *f)
{
	struct output_note *old = output_notes_of(&w->notes, o->file), n;

	if (old != NULL && output_rule_right(w->src, o, old, w->now))
		return 0;
	n = note_now(w, o, old);
	if (output_file_put(w->src, o, &n, f) == -1)
		return -1;
	keep_note(w, old, &n, o->file);
	return 1;
}

static int
write_all(struct work *w, unsigned *written, struct fail *f)
{
	int rc = 0;

	for (size_t i = 0; i < w->src->db->noutputs; i++) {
		int n = write_one(w, &w->src->db->outputs[i], f);

		if (n == -1)
			rc = -1;
		else
			*written += (unsigned)n;
	}
	return rc;
}

static int
save(struct work *w, struct fail *f)
{
	if (!w->changed)
		return 0;
	w->changed = false;
	return output_notes_write(&w->notes, w->state, w->src->feed->name,
	    w->src->db->name, f);
}

/* Drops the notes of files that are configured no more. */
static void
drop_others(struct work *w)
{
	const struct sub_db *db = w->src->db;
	size_t kept = 0;

	for (size_t i = 0; i < w->notes.n; i++) {
		struct output_note *n = &w->notes.notes[i];
		size_t o = 0;

		while (o < db->noutputs &&
		    strcmp(db->outputs[o].file, n->file) != 0)
			o++;
		if (o < db->noutputs)
			w->notes.notes[kept++] = *n;
		else
			free(n->file);
	}
	w->changed = w->changed || kept < w->notes.n;
	w->notes.n = kept;
}

/* The hook of an output has run: for all that have the same one. */
static void
hook_done(struct work *w, const char *command)
{
	for (size_t i = 0; i < w->src->db->noutputs; i++) {
		const struct sub_output *o = &w->src->db->outputs[i];
		struct output_note *n = output_notes_of(&w->notes, o->file);

		if (n != NULL && o->hook != NULL &&
		    strcmp(o->hook, command) == 0)
			n->hook = false;
	}
	w->changed = true;
}

/* The hook of the i-th output if it is yet to run, NULL if not. */
static const char *
pending(const struct work *w, size_t i)
{
	const struct sub_output *o = &w->src->db->outputs[i];
	const struct output_note *n = output_notes_of(&w->notes, o->file);

	return n != NULL && n->hook ? o->hook : NULL;
}

/* One before the i-th output has its hook, and it failed. */
static bool
has_failed(const struct work *w, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (pending(w, k) != NULL &&
		    strcmp(pending(w, k), pending(w, i)) == 0)
			return true;
	return false;
}

/* Each hook that is yet to run, once, even if it fails. */
static int
run_hooks(struct work *w, struct fail *f)
{
	int rc = 0;

	for (size_t i = 0; i < w->src->db->noutputs; i++) {
		const struct sub_output *o = &w->src->db->outputs[i];
		struct hook hook = { .command = pending(w, i),
			.seconds = o->hook_seconds,
			.feed = w->src->feed->name,
			.db = w->src->db->name,
			.file = o->file,
			.format = o->format->name,
			.serial = w->src->serial,
			.cancelled = w->src->cancelled,
			.meanwhile = w->src->meanwhile };

		if (hook.command == NULL || has_failed(w, i))
			continue;
		if (hook_run(&hook, f) == 0)
			hook_done(w, hook.command);
		else
			rc = -1;
	}
	return rc;
}

/* What changed is noted before a hook runs, so that none is forgotten. */
static int
bring(struct work *w, unsigned *written, struct fail *f)
{
	bool bad = write_all(w, written, f) == -1;

	drop_others(w);
	bad |= save(w, f) == -1;
	bad |= run_hooks(w, f) == -1;
	bad |= save(w, f) == -1;
	return bad ? -1 : 0;
}

int
output_all(const struct state *state, const struct output_source *src,
    uint32_t now, unsigned *written, struct fail *f)
{
	struct work w = { .state = state, .src = src, .now = now };
	int rc = -1;

	*written = 0;
	if (output_notes_read(&w.notes, state, src->feed->name, src->db->name,
		f) == 0)
		rc = bring(&w, written, f);
	output_notes_free(&w.notes);
	return rc;
}

uint32_t
output_due(const struct state *state, const struct output_source *src,
    uint32_t now)
{
	struct output_notes notes;
	struct fail f = { 0 };
	uint32_t due = UINT32_MAX;

	output_notes_read(&notes, state, src->feed->name, src->db->name, &f);
	for (size_t i = 0; i < src->db->noutputs; i++) {
		uint32_t at = output_rule_due(src,
		    output_notes_of(&notes, src->db->outputs[i].file));

		if (at < due)
			due = at;
	}
	output_notes_free(&notes);
	return due > now ? due : now + AGAIN;
}

int
output_verify(const struct state *state, const struct output_source *src,
    uint32_t now, struct fail *f)
{
	const struct sub_db *db = src->db;
	struct output_notes notes;
	int rc = output_notes_read(&notes, state, src->feed->name, db->name, f);

	for (size_t i = 0; i < db->noutputs && rc == 0; i++)
		rc = output_rule_verify(src, &db->outputs[i],
		    output_notes_of(&notes, db->outputs[i].file), now, f);
	output_notes_free(&notes);
	return rc;
}
