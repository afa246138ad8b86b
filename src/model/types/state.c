/* A state of the kind's life cycle, in the order of its list. Actions change it; a file that is imported names it in
 * full. */
#include <string.h>

#include "types.h"

static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	const char *word = type_choose(t->tx, f, t->text, false, e);

	if (!word)
		return ERR_REFUSED;
	record_set_text(r, f->id, word);
	return OK;
}

/* Its place in the list; the list's length for what is none of them. */
static size_t place(const struct field *f, const char *word)
{
	size_t i = 0;

	while (f->choices[i] && strcmp(f->choices[i], word))
		i++;
	return i;
}

static void sort(const struct field *f, const struct record *r, struct key *out)
{
	key_u16(out, (uint16_t)place(f, record_text(r, f->id)));
}

static bool known(const struct field *f, const char *word)
{
	return f->choices[place(f, word)];
}

const struct field_type ft_state = {
	.words = "состояние",
	.stored = V_TEXT,
	.editor = EDITOR_WORD,
	.parse = parse,
	.print = type_print_text,
	.sort = sort,
	.known = known,
};
