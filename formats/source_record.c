#include "formats/lines.h"
#include "formats/source_formats.h"

static int
read_line(void *state, struct line *line, struct record *rec,
    struct place *place, struct fail *f)
{
	(void)state;
	if (line->unended)
		return place_fail(place,
		    "the last line has no end; the file may be cut short",
		    text_of(line->p, line->end), f);
	return record_parse(rec, line->p, line->end, place, f);
}

int
source_record(const struct source_format *format, struct input *in,
    const struct source_sink *sink, struct fail *f)
{
	(void)format;
	return source_lines(in, read_line, NULL, sink, f);
}
