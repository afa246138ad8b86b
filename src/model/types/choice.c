/* A word of a list. Stored as the word, so that the list may change. */
#include <string.h>

#include "stazh/base/collate.h"
#include "stazh/model/rule.h"
#include "types.h"

const char *type_choose(struct tx *tx, const struct field *f, const char *text, bool begun, struct error *e)
{
	size_t n;
	const char *const *words = field_choices(f, tx_config(tx), &n);
	const char *found = NULL;
	struct buf list = {0};
	char q[TEXT_QUOTED];
	int several = 0;

	for (size_t i = 0; i < n; i++)
		if (collate_begins(words[i], text, true))
			return words[i];
	for (size_t i = 0; i < n && begun; i++)
		if (collate_begins(words[i], text, false)) {
			found = words[i];
			several++;
		}
	if (several == 1)
		return found;
	if (f->means && (found = f->means(tx_config(tx), text)))
		return found;
	for (size_t i = 0; i < n; i++)
		buf_addf(&list, "%s%s", i ? "; " : "", words[i]);
	error_set(e, ERR_REFUSED, "%s: «%s» — %s: %s", f->title, text_quoted(text, q),
		  several ? "подходит несколько слов, выберите из списка" : "нет в списке", buf_text(&list));
	buf_free(&list);
	return NULL;
}

static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	struct error cause = {0};
	const char *word = type_choose(t->tx, f, t->text, true, &cause);

	if (word) {
		record_set_text(r, f->id, word);
		return OK;
	}
	if (f->flags & FF_OPEN)
		return type_take_text(f, t->text, TEXT_MAX, false, r, e);
	return error_set(e, ERR_REFUSED, "%s", cause.text);
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	(void)style;
	if (f->means)
		buf_add(out, choice_word(f, tx_config(tx), v->text));
	else
		buf_addn(out, v->text, v->len);
}

const struct field_type ft_choice = {
	.words = "из списка",
	.stored = V_TEXT,
	.editor = EDITOR_WORD,
	.own_words = true,
	.parse = parse,
	.print = print,
};
