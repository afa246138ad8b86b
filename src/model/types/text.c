/* One line of text. */
#include <string.h>

#include "stazh/base/utf8.h"
#include "types.h"

enum err type_take_text(const struct field *f, const char *text, size_t usual, bool lines, struct record *r,
			struct error *e)
{
	size_t max = f->max ? (size_t)f->max : usual, n, letters;
	struct error cause = {0};
	struct buf clean = {0};
	enum err err = OK;
	const char *s;

	if (utf8_clean(text, strlen(text), lines, &clean, &cause)) {
		buf_free(&clean);
		return error_set(e, ERR_REFUSED, "%s: %s", f->title, cause.text);
	}
	s = buf_text(&clean);
	n = text_trim(&s, clean.n);
	letters = utf8_letters(s, n);
	if (letters > max)
		err = error_set(e, ERR_REFUSED, "%s: слишком длинно, %zu %s, а помещается %zu", f->title, letters,
				text_plural((long)letters, "знак", "знака", "знаков"), max);
	else
		record_set_textn(r, f->id, s, n);
	buf_free(&clean);
	return err;
}

void type_print_text(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	(void)tx;
	(void)f;
	(void)style;
	buf_addn(out, v->text, v->len);
}

static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	return type_take_text(f, t->text, TEXT_MAX, false, r, e);
}

const struct field_type ft_text = {
	.words = "строка",
	.stored = V_TEXT,
	.length = TEXT_MAX,
	.free_text = true,
	.own_words = true,
	.parse = parse,
	.print = type_print_text,
};
