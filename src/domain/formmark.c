/* Marks of an authority's forms that are no names of ours, and what each of them means. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "stazh/base/collate.h"
#include "stazh/domain/formmark.h"

enum formmark_field { FORMMARK_TEXT = 10, FORMMARK_MEANS };

/* clang-format off */
static const struct field fields[] = {
	{.id = FORMMARK_TEXT, .name = "text", .title = "В форме", .type = FT_TEXT, .max = 300, .flags = FF_REQUIRED | FF_COLUMN | FF_SEARCH,
	 .width = 36, .help = "Что стоит в форме в фигурных скобках.", .example = "стажёров закончило"},
	{.id = FORMMARK_MEANS, .name = "means", .title = "Что это", .type = FT_TEXT, .max = 1000, .flags = FF_COLUMN | FF_SEARCH,
	 .width = 40, .help = "Показатель, сведение или выражение, как их пишут в скобках; они понимаются так же, как сами метки. Пусто — метка остаётся в форме как есть.",
	 .example = "стажёров завершили"},
};
/* clang-format on */

static void label(struct tx *tx, const struct record *r, struct buf *out)
{
	(void)tx;
	buf_addf(out, "{%s}", record_text(r, FORMMARK_TEXT));
}

/* Calls fn for each until it returns false. */
static void each(struct tx *tx, bool (*fn)(const struct record *r, void *arg), void *arg)
{
	struct record r = {0};
	struct key prefix = {.n = 0};
	struct cursor c;

	for (cursor_open(&c, tx, T_REC, key_u8(&prefix, KIND_FORMMARK), NULL); cursor_ok(&c); cursor_next(&c))
		if (!record_from_entry(tx, c.key, c.value, &r) && !record_bool(&r, REC_ARCHIVED) && !fn(&r, arg))
			break;
	cursor_close(&c);
	record_release(&r);
}

struct search {
	const char *text;
	uint32_t but, id;
	char *means;
};

static bool look(const struct record *r, void *arg)
{
	struct search *s = arg;

	if (r->id == s->but || !name_same(record_text(r, FORMMARK_TEXT), s->text))
		return true;
	s->id = r->id;
	s->means = mem_strdup(record_text(r, FORMMARK_MEANS));
	return false;
}

char *formmark_means(struct tx *tx, const char *text)
{
	struct search s = {.text = text};

	each(tx, look, &s);
	return s.means;
}

/* A word means one thing, and is written without its braces. */
static enum err check(struct tx *tx, const struct record *was, const struct record *is, struct error *e)
{
	struct search s = {.text = record_text(is, FORMMARK_TEXT), .but = is->id};

	(void)was;
	if (strpbrk(s.text, "{}") || strpbrk(record_text(is, FORMMARK_MEANS), "{}")) {
		error_set(e, ERR_REFUSED, "Метку формы пишут без фигурных скобок");
		return error_at(e, strpbrk(s.text, "{}") ? "text" : "means");
	}
	if (record_bool(is, REC_ARCHIVED))
		return OK;
	each(tx, look, &s);
	if (s.id)
		error_set(e, ERR_REFUSED, "Для «%.200s» уже сказано, что это: «%.200s»", s.text, s.means);
	free(s.means);
	return s.id ? error_at(e, "text") : OK;
}

enum err formmark_keep(struct tx *tx, const char *text, const char *means, struct error *e)
{
	const struct assign told[] = {{"text", text}, {"means", means}};
	struct search s = {.text = text};
	uint32_t id;

	each(tx, look, &s);
	free(s.means);
	return s.id ? model_set(tx, KIND_FORMMARK, s.id, 0, told + 1, 1, e)
		    : model_add(tx, KIND_FORMMARK, told, 2, &id, e);
}

/* clang-format off */
const struct kind_def kind_formmark = {
	.kind = KIND_FORMMARK, .name = "formmark", .title = "Метка формы", .plural = "Метки форм", .genitive = "метки формы",
	.genitive_plural = "меток форм", .accusative = "метку формы", .created = "запомнена", .gone = "удалена",
	.fields = fields, .n = sizeof(fields) / sizeof(*fields),
	.sort = FORMMARK_TEXT, .writer = ROLE_METHODIST, .book = 12, .label = label, .check = check,
};
/* clang-format on */
