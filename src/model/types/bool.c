/* Yes or no; no is stored as no value. */
#include "stazh/base/collate.h"
#include "types.h"

static enum err parse(const struct typed *t, const struct field *f, struct record *r, struct error *e)
{
	static const char *const yes[] = {"да", "yes", "true", "1", "y", "д", "+"};
	static const char *const no[] = {"нет", "no", "false", "0", "n", "н", "-"};
	const char *text = t->text;
	char q[TEXT_QUOTED];

	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		if (name_same(text, yes[i])) {
			record_set_bool(r, f->id, true);
			return OK;
		}
		if (name_same(text, no[i])) {
			record_unset(r, f->id);
			return OK;
		}
	}
	return error_set(e, ERR_REFUSED, "%s: «%s» — ожидается «да» или «нет»", f->title, text_quoted(text, q));
}

static void print(struct tx *tx, const struct field *f, const struct value *v, enum style style, struct buf *out)
{
	(void)tx;
	(void)f;
	buf_add(out, style == STYLE_PEOPLE ? (v->num ? "да" : "нет") : v->num ? "yes" : "no");
}

static void sort(const struct field *f, const struct record *r, struct key *out)
{
	key_u8(out, record_bool(r, f->id));
}

const struct field_type ft_bool = {
	.words = "да или нет",
	.stored = V_BOOL,
	.editor = EDITOR_FLAG,
	.datum = DATUM_BOOL,
	.unset = "no",
	.parse = parse,
	.print = print,
	.sort = sort,
};
