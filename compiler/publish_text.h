/*
 * Publishing the texts of a build, for rsync clients.  They go before the
 * head or after it; each is replaced by itself and then its signature.  Part
 * of publish.h.
 *
 *	publish_text_open(&p, &text, "rbl.rbldnsd", false, f);
 *	format->write(publish_text_wr(&text), set, &info, f);
 *	publish_text_close(&p, &text, f);
 */
#ifndef FEEDMILL_PUBLISH_TEXT_H
#define FEEDMILL_PUBLISH_TEXT_H

#include <stdbool.h>

#include "compiler/tree.h"
#include "formats/fail.h"
#include "formats/name.h"
#include "formats/wr.h"

struct gzip;
struct publish;

/* A file of text/ on its way, and its packed twin. */
struct publish_text {
	char name[NAME_TEXT];
	struct tree_file plain, packed;
	struct gzip *gzip; /* NULL: there is no twin */
	struct wr both;
};

/* Opens a text; packed makes a .gz beside it. */
int publish_text_open(struct publish *, struct publish_text *, const char *name,
    bool packed, struct fail *);

struct wr *publish_text_wr(struct publish_text *);

/* Puts it in place with the head's time: the text, then its signature. */
int publish_text_close(struct publish *, struct publish_text *, struct fail *);

/* Gives a text up; harmless after publish_text_close(). */
void publish_text_drop(struct publish_text *);

#endif
