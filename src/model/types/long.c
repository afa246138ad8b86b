/* A text of several lines; FF_ROWS: rows of a table. */
#include "types.h"

#define LONG_MAX_LETTERS 20000

static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	struct buf rows = {0};
	enum err err;

	for (const char *s = t->text; f->flags & FF_ROWS && *s; s++) /* cells of a spreadsheet come parted by tabs */
		buf_addc(&rows, *s == '\t' ? ';' : *s);
	err = type_take_text(f, rows.n ? rows.s : t->text, LONG_MAX_LETTERS, true, r, e);
	buf_free(&rows);
	return err;
}

const struct field_type ft_long = {
	.words = "текст",
	.stored = V_TEXT,
	.editor = EDITOR_LINES,
	.length = LONG_MAX_LETTERS,
	.free_text = true,
	.own_words = true,
	.parse = parse,
	.print = type_print_text,
};
