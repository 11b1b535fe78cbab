#include "formats/input.h"
#include "formats/lines.h"
#include "formats/source_formats.h"

int
source_bad(const struct source_sink *sink, const struct place *place,
    struct fail *f)
{
	if (sink->bad(sink->arg, place, f) == -1)
		return -1;
	f->kind = FAIL_NONE;
	return 0;
}

int
source_give(const struct source_sink *sink, const struct record *rec,
    const struct place *place, struct fail *f)
{
	if (sink->record(sink->arg, rec, place, f) == 0)
		return 0;
	place_at(place, f);
	return source_bad(sink, place, f);
}

/* Whom the lines go to and what they become. */
struct readers {
	source_line *line;
	void *state;
	const struct source_sink *sink;
};

/* Returns 0 to go on; anything else ends the file. */
static int
read_line(const struct readers *to, struct line *line, struct place *place,
    struct fail *f)
{
	static const struct text nothing;
	struct record rec;
	int got;

	place->column = 0;
	if (line->too_long)
		got = place_fail(place, "a line is at most 32768 bytes",
		    nothing, f);
	else
		got = to->line(to->state, line, &rec, place, f);
	if (got == 1)
		return source_give(to->sink, &rec, place, f);
	return got == -1 ? source_bad(to->sink, place, f) : got;
}

int
source_lines(struct input *in, source_line *read, void *state,
    const struct source_sink *sink, struct fail *f)
{
	struct readers to = { read, state, sink };
	struct place place = { .file = input_name(in) };
	struct lines lines = lines_of(in);
	struct line line;
	int got;

	while ((got = lines_next(&lines, &line, f)) == 1) {
		place.line = lines.number;
		got = read_line(&to, &line, &place, f);
		if (got != 0)
			break;
	}
	lines_free(&lines);
	return got == 0 ? 0 : -1;
}
